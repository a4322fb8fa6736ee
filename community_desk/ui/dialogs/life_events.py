"""Life events: what happened, and beside it in sentences what that will change, before anything is written."""

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from community_desk.domain.errors import UserError
from community_desk.ledger import deaths
from community_desk.ledger.previews import Preview
from community_desk.ledger.rearranged_rows import Happened
from community_desk.ui import form_choices
from community_desk.ui.card_lines import text_label
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.asked_answers import AskedAnswers
from community_desk.ui.dialogs.form_dialog import WIDE, FormDialog
from community_desk.ui.dialogs.life_event_kinds import KINDS, EventKind, Subject, kind_for, subject_of
from community_desk.ui.door_field import DoorField
from community_desk.ui.members_edit import MembersEdit
from community_desk.ui.note_edit import NoteEdit
from community_desk.ui.people_choice import PeopleChoice
from community_desk.ui.resident_picker import HouseholdPicker

WIDER = WIDE + 100  # logical pixels at 中: a row of six fields for each newcomer
_AFTER = 200  # ms after the last key: a preview is a few queries


def open_life_event(
    desk: Desk, parent: QWidget, kind: str, *, resident: str = "", household: str = ""
) -> "LifeEventDialog | None":
    """Open the form of a life event of a resident or a household (uids); None, and said why, if they are gone.

    ``kind``: born moved_in moved_inside split merged new_head moved_away died away returned.
    """
    subject = desk.attempt(lambda: subject_of(desk, resident=resident, household=household))
    if subject is None:
        return None
    dialog = LifeEventDialog(desk, parent, kind_for(kind, subject), subject)
    dialog.open()
    return dialog


class LifeEventDialog(FormDialog):
    """The form of one event, its preview at the right, and what the preview asks below it."""

    def __init__(self, desk: Desk, parent: QWidget, name: str, subject: Subject) -> None:
        self._kind: EventKind = KINDS[name]
        self._subject = subject
        wide = "people" in dict(self._kind.fields)
        title = f"{self._kind.title}　{subject.title}"
        super().__init__(desk, parent, title=title, verb=self._kind.verb, width=WIDER if wide else WIDE)
        self._fields: dict[str, QWidget] = {}
        form = QWidget()
        # The rows of newcomers are wide: the preview then stands below.
        columns = QVBoxLayout(form) if wide else QHBoxLayout(form)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(2 * desk.theme.space)
        left = QWidget()
        rows = QFormLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for field_name, label in self._kind.fields:
            self._add_field(rows, field_name, label)
        columns.addWidget(left, 3)
        columns.addWidget(self._make_right(), 2)
        keeper = self.set_form(
            form, name=f"event_{name}", row_uid=self._row_uid, fields=self._fields, is_new=True
        )
        keeper.load(self._first_values())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER)
        self._timer.timeout.connect(self.look)
        keeper.edited.connect(self._timer.start)
        self._asked.changed.connect(self._timer.start)
        if not keeper.offer():
            self._first_field().setFocus()
        self.look()

    @property
    def _row_uid(self) -> str:
        return self._subject.resident or self._subject.household

    @property
    def preview(self) -> Preview | None:
        """What the form would do as it stands; None while something is missing."""
        return self._preview

    # Making the form

    def _add_field(self, rows: QFormLayout, name: str, label: str) -> None:
        widget = self._field(name)
        widget.setAccessibleName(label)
        self._fields[name] = widget
        if isinstance(widget, QCheckBox):
            rows.addRow(widget)
        else:
            rows.addRow(label, widget)

    def _field(self, name: str) -> QWidget:
        subject = self._subject
        if name == "members":
            nobody = () if self._kind is KINDS["split"] else None  # a whole household cannot split off
            return PeopleChoice(subject.members, chosen=[subject.resident] if subject.resident else nobody)
        if name == "people":
            return MembersEdit(self.desk.theme)
        if name == "dwelling":
            return DoorField(self.desk)
        if name in {"to_household", "into"}:
            return HouseholdPicker(self.desk, placeholder="户主姓名或门牌")
        if name == "note":
            return NoteEdit()
        if name == "sex":
            box = QComboBox()
            form_choices.offer_sex(box)
            return box
        if name == "head":
            box = QComboBox()
            for member in subject.members:
                if not member.is_head:
                    box.addItem(f"{member.name}（{member.relation or '关系不详'}）", member.uid)
            return box
        if name == "age_and_door_checked":
            return QCheckBox(f"核对过了：{deaths.second_look(subject.resident)}")
        line = QLineEdit()
        if name in {"on", "birth", "died_on", "until"}:
            line.setPlaceholderText("如 2026-3-8、20260308")
        if name == "relation_word":
            form_choices.offer_relations(line)
        return line

    def _make_right(self) -> QWidget:
        space = self.desk.theme.space
        frame = QFrame()
        frame.setProperty("look", "card")
        column = QVBoxLayout(frame)
        column.setContentsMargins(2 * space, space, 2 * space, space)
        heading = QLabel("登记后会这样")
        heading.setProperty("look", "heading")
        self._sentences = text_label("")
        self._sentences.setAccessibleName("登记后会这样")
        self._warnings = text_label("", "warning")
        self._asked = AskedAnswers(self.desk.theme)
        column.addWidget(heading)
        column.addWidget(self._sentences)
        column.addWidget(self._warnings)
        column.addWidget(self._asked)
        column.addStretch(1)
        frame.setMinimumWidth(self.desk.theme.pixels(220))
        self._preview: Preview | None = None
        return frame

    def _first_values(self) -> dict[str, Any]:
        today = self.desk.today().isoformat()
        if "on" not in self._fields:
            return {"birth": today, "relation_word": "子"}
        return {"on": today, "people": [{"relation_word": ""}]}  # who joins a family is not its head

    def _first_field(self) -> QWidget:
        return next(widget for name, widget in self._fields.items() if name != "on")

    # Looking and writing

    def look(self) -> None:
        """Show what the form would do as it stands, or what is still missing."""
        self._timer.stop()
        assert self.keeper is not None
        values = self.keeper.values()
        self._preview = self.desk.attempt(
            lambda: self._kind.preview(
                values, self._subject, self._asked.answers, operator=self.desk.operator
            ),
            refused=self._show_missing,
        )
        if self._preview is not None:
            self._show(self._preview)

    def _show_missing(self, refusal: UserError) -> None:
        self._sentences.setProperty("look", "second")
        self._sentences.style().polish(self._sentences)
        self._sentences.setText(refusal.sentence)
        self._warnings.hide()

    def _show(self, found: Preview) -> None:
        self._sentences.setProperty("look", "")
        self._sentences.style().polish(self._sentences)
        self._sentences.setText("\n".join(f"· {sentence}" for sentence in found.touches) or "没有别的改动")
        asked = {f"{gap.name}与户主{gap.head}是什么关系？" for gap in found.relations}
        told = [warning.sentence for warning in found.warnings]
        told += [question for question in found.questions if question not in asked]
        self._warnings.setText("\n".join(told))
        self._warnings.setVisible(bool(told))
        stays = "" if self._kind is KINDS["merged"] else self._subject.household
        if self._kind.takes_answers:
            self._asked.ask(found, staying=stays, heads="head" not in self._fields)

    def save(self) -> None:
        """Write it."""
        assert self.keeper is not None
        values = self.keeper.values()
        done: Happened | None = self.keeper.save(
            lambda _: self._kind.write(
                values, self._subject, self._asked.answers, operator=self.desk.operator
            )
        )
        if done is None:
            return
        warned = "".join(f"　{warning.sentence}" for warning in done.warnings)
        self.desk.say(f"已{self._kind.verb.removeprefix('先')}：{self._subject.name}{warned}", undo=True)
        self.done_with(next(iter((*done.households, *done.residents)), ""))
