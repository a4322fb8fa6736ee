"""What the combo boxes of the field forms offer: the codes of the ledger with their words."""

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from community_desk.domain.codes import BirthCalendar, ContactPreference, IdType, Residence, Sex
from community_desk.ledger import word_lists


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
