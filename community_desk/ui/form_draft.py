"""The draft of one form: what was typed and not saved, kept in the ledger, and what has become of the row since."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer

from community_desk.domain.errors import UserError
from community_desk.ledger import drafts
from community_desk.ui.desk import Desk

DRAFT_AFTER = 2_000  # ms after the last key, DESIGN.md ground rule 10


@dataclass(frozen=True, slots=True)
class Typed:
    """A form half written. ``values`` are to be shown again; ``before`` is what stood in the changed fields."""

    values: Mapping[str, Any]
    before: Mapping[str, Any]

    def overtaken(self, loaded: Mapping[str, Any]) -> set[str]:
        """The fields that somebody has changed since: what was typed then must not cover what stands there now."""
        return {
            field
            for field, value in self.before.items()
            if field in loaded
            and not _same(value, loaded[field])
            and not _same(self.values.get(field), loaded[field])
        }


class FormDraft(QObject):
    """Keeps what ``typed()`` gives (None: nothing is to be lost) two seconds after the last key.

    A draft belongs to who typed it, also after another has taken the seat: it is dropped under that name.
    """

    def __init__(
        self, desk: Desk, *, form: str, row_uid: str, typed: Callable[[], Typed | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._form, self._row_uid, self._typed = desk, form, row_uid, typed
        self._owner = ""
        self._kept: Typed | None = None
        self._is_to_drop = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_AFTER)
        self._timer.timeout.connect(self.keep)
        desk.writing_changed.connect(self._writing_changed)

    def schedule(self) -> None:
        """A key was pressed: keep the form soon."""
        self._is_to_drop = False
        self._timer.start()

    @property
    def is_up_to_date(self) -> bool:
        """Whether nothing would be lost if the program ended now."""
        typed = self._typed()
        return typed is None or (self._kept is not None and _same(typed.values, self._kept.values))

    def find(self) -> Typed | None:
        """What was typed here by the present operator and never saved."""
        found = drafts.offer_draft(form=self._form, row_uid=self._row_uid, operator=self._desk.operator)
        if found is None:
            return None
        self._owner = found.operator
        typed = Typed(found.content.get("values", {}), found.content.get("before", {}))
        self._kept = typed
        return typed

    def keep(self) -> None:
        """Keep the form as it stands, at once; while a task writes, as soon as it has ended."""
        self._timer.stop()
        desk = self._desk
        if desk.ledger.read_only:
            return
        if desk.jobs.writing is not None:
            self._timer.start()  # one writer at a time
            return
        typed = self._typed()
        if typed is None:
            self.drop()
            return
        self._owner = self._owner or desk.operator
        try:
            drafts.save_draft(
                form=self._form,
                row_uid=self._row_uid,
                content={"values": dict(typed.values), "before": dict(typed.before)},
                operator=self._owner,
            )
            self._kept = typed
        except UserError as refusal:  # the disk is full: what is typed stands in the form still
            desk.refused.emit(refusal.sentence)

    def drop(self) -> None:
        """Forget it: the form was saved, or given up. While a task writes, as soon as it has ended."""
        self._timer.stop()
        self._kept = None
        desk = self._desk
        if desk.ledger.read_only:
            return
        if desk.jobs.writing is not None:
            self._is_to_drop = True
            return
        self._is_to_drop = False
        owner, self._owner = self._owner or desk.operator, ""
        try:
            drafts.drop_draft(form=self._form, row_uid=self._row_uid, operator=owner)
        except UserError:
            # What the form said is saved, or given up: a draft too many is offered again, and does no harm.
            self._is_to_drop = True

    def _writing_changed(self, why: str) -> None:
        if why:
            return
        if self._is_to_drop:
            self.drop()
        elif self._timer.isActive():
            self.keep()


def _same(one: object, other: object) -> bool:
    """Whether two values are the same once JSON has had them (which knows no tuples)."""
    return json.dumps(one, sort_keys=True, default=list) == json.dumps(other, sort_keys=True, default=list)
