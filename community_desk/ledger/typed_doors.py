"""Life events at a door that was typed: made if the ledger lacks it, in the same transaction as the event."""

from collections.abc import Callable

from community_desk.ledger import changes
from community_desk.ledger.dwellings import find_or_add_dwelling
from community_desk.ledger.previews import Preview
from community_desk.ledger.rearranged_rows import Happened


def happen_at(door: str, happens: Callable[[str], Happened], *, label: str, operator: str) -> Happened:
    """Carry out ``happens(dwelling uid)`` at the door as people type it; one thing done, ``label`` in the 撤销 menu.

    ``UserError`` (field "dwelling") where the door cannot be read or is ambiguous, and whatever ``happens`` raises:
    then the door is not made either.
    """
    with changes.transaction(label, operator=operator):
        return happens(find_or_add_dwelling(door, operator=operator).uid)


def preview_at(door: str, preview: Callable[[str], Preview], *, operator: str) -> Preview:
    """What an event at the typed door would do; a door that the ledger lacks is made for that and taken back."""
    found: list[Preview] = []
    try:
        with changes.transaction("预览", operator=operator, undoable=False):
            found.append(preview(find_or_add_dwelling(door, operator=operator).uid))
            raise _OnlyLookingError
    except _OnlyLookingError:
        return found[0]


class _OnlyLookingError(Exception):
    """Takes back what was written to look at it."""
