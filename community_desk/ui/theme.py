"""How the window looks: colours by role, type sizes, and the measures that follow from them.

Nothing is fixed in pixels: every measure grows with the type size, so that 特大 on a small screen still fits its rows.
Colours are roles (UI.md), so that light, dark and high contrast are three tables and no widget names a colour.
"""

import re
import sys
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from community_desk.shipped import resource_path
from community_desk.ui import icons


class Scheme(StrEnum):
    """Which table of colours is used."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"

    @property
    def word(self) -> str:
        """As the settings say it."""
        return {"system": "跟随系统", "light": "浅色", "dark": "深色", "contrast": "高对比"}[self.value]


class TypeSize(StrEnum):
    """How large text is."""

    SMALL = "small"
    NORMAL = "normal"
    LARGE = "large"
    HUGE = "huge"

    @property
    def word(self) -> str:
        """As the settings say it."""
        return {"small": "小", "normal": "中", "large": "大", "huge": "特大"}[self.value]

    @property
    def points(self) -> float:
        """The size of ordinary text in points."""
        return {"small": 9.0, "normal": 10.5, "large": 12.0, "huge": 14.0}[self.value]


# Text on its ground has at least 4.5:1 in every table (a test counts).
_COLOURS = {
    Scheme.LIGHT: {
        "window": "#F6F7F8", "card": "#FFFFFF", "line": "#DFE3E6", "edge": "#8A949C",
        "text": "#1B1F23", "second": "#56606A",
        "accent": "#0B6E69", "accent_hover": "#095B57", "on_accent": "#FFFFFF", "accent_soft": "#E3F1F0",
        "soon": "#8A5D00", "overdue": "#B42318", "done": "#1A7F37",
        "soon_soft": "#FFF6E0", "overdue_soft": "#FDECEA",
        "hover": "#EDF0F2", "selection": "#D3EAE8", "focus": "#0B6E69",
    },
    Scheme.DARK: {
        "window": "#1B1E21", "card": "#24282C", "line": "#3A4046", "edge": "#7D8790",
        "text": "#E8EAED", "second": "#A7B0B9",
        "accent": "#4FB8B1", "accent_hover": "#6CCBC4", "on_accent": "#10201F", "accent_soft": "#20393A",
        "soon": "#E3B341", "overdue": "#F97066", "done": "#57AB5A",
        "soon_soft": "#3A3220", "overdue_soft": "#412725",
        "hover": "#2E3338", "selection": "#1F4B49", "focus": "#6CCBC4",
    },
    Scheme.CONTRAST: {
        "window": "#000000", "card": "#000000", "line": "#FFFFFF", "edge": "#FFFFFF",
        "text": "#FFFFFF", "second": "#FFFFFF",
        "accent": "#FFFF00", "accent_hover": "#FFFFFF", "on_accent": "#000000", "accent_soft": "#000000",
        "soon": "#FFFF00", "overdue": "#FF9C9C", "done": "#7CFF7C",
        "soon_soft": "#000000", "overdue_soft": "#000000",
        "hover": "#2B2B2B", "selection": "#00406B", "focus": "#FFFF00",
    },
}  # fmt: skip

_PLACE = re.compile(r"\{(\w+)\}")


class Theme(QObject):
    """The look that is on, for all that paints by itself; ``apply`` changes it everywhere at once."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self.scheme = Scheme.SYSTEM
        self.type_size = TypeSize.NORMAL
        self._colours: dict[str, str] = _COLOURS[Scheme.LIGHT]
        app.setStyle("Fusion")
        register_fonts()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    def apply(self, scheme: Scheme, type_size: TypeSize) -> None:
        """Show everything in this scheme and type size."""
        self.scheme, self.type_size = scheme, type_size
        shown = self.shown_scheme
        hints = QGuiApplication.styleHints()
        wanted = {Scheme.SYSTEM: Qt.ColorScheme.Unknown, Scheme.LIGHT: Qt.ColorScheme.Light}.get(
            scheme, Qt.ColorScheme.Dark
        )
        if hasattr(hints, "setColorScheme") and scheme is not Scheme.SYSTEM:
            hints.setColorScheme(wanted)  # title bars follow
        self._colours = _COLOURS[shown]
        font = QFont()
        font.setFamilies(_families())
        font.setPointSizeF(type_size.points)
        self._app.setFont(font)
        self._app.setPalette(self._palette())
        self._app.setStyleSheet(self.style_sheet())
        icons.redraw_all()
        self.changed.emit()

    @property
    def shown_scheme(self) -> Scheme:
        """The table in use: never ``SYSTEM``."""
        if self.scheme is not Scheme.SYSTEM:
            return self.scheme
        if _windows_high_contrast():
            return Scheme.CONTRAST
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return Scheme.DARK if dark else Scheme.LIGHT

    def colour(self, role: str) -> QColor:
        """The colour of a role: window card line edge text second accent on_accent soon overdue done selection …"""
        return QColor(self._colours[role])

    def pixels(self, at_normal: float) -> int:
        """A measure given for type size 中 in logical pixels, at the present type size."""
        return round(at_normal * QFontInfo(self._app.font()).pixelSize() / 14)

    @property
    def space(self) -> int:
        """The grid that everything keeps: 8 px at 中."""
        return self.pixels(8)

    @property
    def row_height(self) -> int:
        """Of a row of a list: 34 px at 中."""
        return self.pixels(34)

    @property
    def control_height(self) -> int:
        """Of a button or a field: 32 px at 中."""
        return self.pixels(32)

    def style_sheet(self) -> str:
        """``desk.qss`` with ``{role}`` as a colour, ``{12}`` as so many pixels at 中 and ``{round12}`` as a radius."""
        text = resource_path("styles", "desk.qss").read_text(encoding="utf-8")
        return _PLACE.sub(self._fill, text)

    def _fill(self, place: re.Match[str]) -> str:
        word = place[1]
        if word.isdigit():
            return str(self.pixels(int(word)))
        if word.startswith("round"):
            return str((self.pixels(int(word.removeprefix("round"))) + 2) // 2)
        if word == "heading":
            return f"{self.type_size.points * 1.25:g}pt"
        if word == "arrow":
            return resource_path("icons", "arrow-down.svg").as_posix()
        if word == "clear":
            return resource_path("icons", "clear.svg").as_posix()
        if word == "check":
            ground = "light" if self.shown_scheme is Scheme.LIGHT else "dark"
            return resource_path("icons", f"check-on-{ground}.svg").as_posix()
        return self._colours[word]

    def _palette(self) -> QPalette:
        palette = QPalette()
        roles = QPalette.ColorRole
        for role, name in (
            (roles.Window, "window"),
            (roles.WindowText, "text"),
            (roles.Base, "card"),
            (roles.AlternateBase, "window"),
            (roles.Text, "text"),
            (roles.PlaceholderText, "second"),
            (roles.Button, "card"),
            (roles.ButtonText, "text"),
            (roles.Highlight, "accent"),
            (roles.HighlightedText, "on_accent"),
            (roles.Link, "accent"),
            (roles.LinkVisited, "accent"),
            (roles.ToolTipBase, "card"),
            (roles.ToolTipText, "text"),
            (roles.BrightText, "overdue"),
            (roles.Mid, "line"),
            (roles.Light, "hover"),
        ):
            palette.setColor(role, self.colour(name))
        off = QPalette.ColorGroup.Disabled
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            palette.setColor(off, role, self.colour("edge"))
        return palette

    def _system_changed(self) -> None:
        if self.scheme is Scheme.SYSTEM:
            self.apply(self.scheme, self.type_size)


def register_fonts() -> None:
    """Make the bundled type known to Qt where the system has none of its own that is fit."""
    if sys.platform != "win32" and not _registered("NotoSansSC_400Regular.ttf"):
        for name in ("NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf"):
            _register(name)


def register_rare_characters() -> None:
    """Make the font of rare characters known too. Done after the first picture: the file is large."""
    if not _registered("HanaMinB.ttf"):
        _register("HanaMinB.ttf")


def _register(name: str) -> None:
    QFontDatabase.addApplicationFont(str(resource_path("fonts", name)))
    app = QApplication.instance()
    if app is not None:
        app.setProperty(f"font {name}", True)


def _registered(name: str) -> bool:
    app = QApplication.instance()
    return app is not None and bool(app.property(f"font {name}"))


def _families() -> list[str]:
    own = ["Noto Sans SC", "HanaMinB"]
    return ["Microsoft YaHei UI", "Microsoft YaHei", *own] if sys.platform == "win32" else own


def _windows_high_contrast() -> bool:
    """Whether Windows' own high contrast is on. Qt tells it only from 6.10 on; the program keeps to 6.8."""
    if sys.platform != "win32":
        return False
    import ctypes  # noqa: PLC0415 - Windows alone

    class HighContrast(ctypes.Structure):
        _fields_ = (
            ("cbSize", ctypes.c_uint),
            ("dwFlags", ctypes.c_uint),
            ("lpszDefaultScheme", ctypes.c_wchar_p),
        )

    state = HighContrast(ctypes.sizeof(HighContrast), 0, None)
    get_high_contrast, is_on = 0x0042, 0x00000001
    found = ctypes.windll.user32.SystemParametersInfoW(
        get_high_contrast, state.cbSize, ctypes.byref(state), 0
    )
    return bool(found) and bool(state.dwFlags & is_on)
