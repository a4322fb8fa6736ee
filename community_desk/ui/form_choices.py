"""What the combo boxes of the forms offer: the codes of the ledger with their words, members, staff, categories."""

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from community_desk.domain.codes import BirthCalendar, CareLevel, ContactPreference, IdType, Residence, Sex
from community_desk.ledger import staff, word_lists
from community_desk.ledger.card_parts import Member


class _Code(Protocol):
    @property
    def value(self) -> str: ...

    @property
    def word(self) -> str: ...


def offer_codes(box: QComboBox, codes: Iterable[_Code], *, unset: str | None = None) -> None:
    """Have ``box`` offer these codes by their words; the one without a word as ``unset``, or not at all."""
    box.clear()
    for code in codes:
        if code.word:
            box.addItem(code.word, str(code.value))
        elif unset is not None and box.findText(unset) < 0:
            box.addItem(unset, str(code.value))


def offer_sex(box: QComboBox) -> None:
    """男, 女 or not known."""
    offer_codes(box, (Sex.UNKNOWN, Sex.MALE, Sex.FEMALE), unset="不清楚")


def offer_calendars(box: QComboBox) -> None:
    """公历, 农历."""
    offer_codes(box, BirthCalendar)


def offer_id_types(box: QComboBox) -> None:
    """The kinds of papers; not chosen, it is read from the number."""
    offer_codes(box, IdType, unset="按号码识别")


def offer_residences(box: QComboBox) -> None:
    """Whether a person lives where they are registered."""
    offer_codes(box, Residence, unset="不清楚")


def offer_preferences(box: QComboBox) -> None:
    """How somebody wants to be reached."""
    offer_codes(box, ContactPreference)


def offer_relations(field: QLineEdit) -> None:
    """Complete the words for a relation to the head; any other word may be typed."""
    words = [word for code, word in word_lists.relations().words.items() if code != "01"]
    completer = QCompleter(words, field)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    field.setCompleter(completer)


def offer_members(box: QComboBox, members: Iterable[Member], *, nobody: str) -> None:
    """The members of a household by name, before them ``nobody`` in particular."""
    box.clear()
    box.addItem(nobody, "")
    for member in members:
        words = (member.name, "户主" if member.is_head else member.relation)
        box.addItem(" ".join(part for part in words if part), member.uid)


def offer_staff(box: QComboBox, *, unset: str, present: tuple[str, str] = ("", "")) -> None:
    """Who works here now, before them ``unset``; ``present`` (uid, name) stays even where they work here no longer."""
    box.clear()
    box.addItem(unset, "")
    for row in staff.list_staff(active_only=True):
        box.addItem(row.name, row.uid)
    uid, name = present
    if uid and box.findData(uid) < 0:
        box.addItem(f"{name}（已停用）", uid)


def offer_categories(box: QComboBox, *, unset: str) -> None:
    """The care categories in use, before them ``unset``."""
    box.clear()
    box.addItem(unset, "")
    for entry in word_lists.care_categories():
        if entry.is_active:
            box.addItem(entry.word, entry.code)


def offer_levels(box: QComboBox) -> None:
    """How closely to look after a household: a shape and how often."""
    box.clear()
    for level in CareLevel:
        box.addItem(level_words(level), level.value)


def level_words(level: CareLevel) -> str:
    """A level as a shape and a word, so that neither colour nor shape alone says it."""
    return f"{_SHAPES[level]} {level.word}"


_SHAPES = {CareLevel.HIGH: "●", CareLevel.KEY: "◐", CareLevel.GENERAL: "○"}
