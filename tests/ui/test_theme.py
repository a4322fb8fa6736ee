"""Colours that can be read, in every scheme, and measures that grow with the type."""

import re

import pytest
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QApplication

from community_desk.shipped import resource_path
from community_desk.ui.theme import Scheme, Theme, TypeSize

GROUNDS = {
    "window": ("text", "second", "accent", "soon", "overdue", "done"),
    "card": ("text", "second", "accent", "soon", "overdue", "done"),
    "hover": ("text", "accent"),
    "selection": ("text",),
    "accent": ("on_accent",),
    "accent_hover": ("on_accent",),
    "accent_soft": ("text",),
    "soon_soft": ("text",),
    "overdue_soft": ("text",),
}


def luminance(colour: QColor) -> float:
    """WCAG 2.1's relative luminance."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK, Scheme.CONTRAST])
def test_text_can_be_read_on_every_ground(theme: Theme, scheme: Scheme) -> None:
    theme.apply(scheme, TypeSize.NORMAL)
    weak = {
        (ground, text): round(contrast(theme.colour(ground), theme.colour(text)), 2)
        for ground, texts in GROUNDS.items()
        for text in texts
        if contrast(theme.colour(ground), theme.colour(text)) < 4.5
    }
    assert not weak
    # what only bounds a control or shows the focus: 3:1
    assert contrast(theme.colour("card"), theme.colour("edge")) >= 3
    assert contrast(theme.colour("window"), theme.colour("focus")) >= 3


def test_measures_grow_with_the_type(theme: Theme, qapp: QApplication) -> None:
    heights = []
    for size in TypeSize:
        theme.apply(Scheme.LIGHT, size)
        heights.append((theme.row_height, theme.control_height, theme.space))
        assert theme.row_height > QFontInfo(qapp.font()).pixelSize() * 1.5
    assert heights == sorted(heights)
    assert heights[0] < heights[1] < heights[3]
    theme.apply(Scheme.LIGHT, TypeSize.NORMAL)
    assert (theme.row_height, theme.control_height, theme.space) == (34, 32, 8)


def test_the_style_sheet_fills_every_place(theme: Theme) -> None:
    for scheme in (Scheme.LIGHT, Scheme.DARK, Scheme.CONTRAST):
        theme.apply(scheme, TypeSize.HUGE)
        assert not re.search(r"\{\w+\}", theme.style_sheet())


def test_no_colour_is_written_in_the_style_sheet_or_in_code() -> None:
    assert not re.search(r"#[0-9A-Fa-f]{6}", resource_path("styles", "desk.qss").read_text(encoding="utf-8"))


def test_the_bundled_type_is_used_and_knows_chinese(theme: Theme, qapp: QApplication) -> None:
    assert QFontInfo(qapp.font()).family() == "Noto Sans SC"


def test_a_change_of_the_look_is_told(theme: Theme) -> None:
    told: list[Scheme] = []
    theme.changed.connect(lambda: told.append(theme.shown_scheme))
    theme.apply(Scheme.DARK, TypeSize.NORMAL)
    theme.apply(Scheme.SYSTEM, TypeSize.NORMAL)
    assert told[0] is Scheme.DARK
    assert told[1] is not Scheme.SYSTEM
