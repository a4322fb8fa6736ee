"""What was promised to a household or is needed: noting it with a day and a person, and that it is done."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from community_desk.domain.codes import FollowUpKind
from community_desk.ledger import follow_ups
from community_desk.ledger.card_parts import Member
from community_desk.ledger.follow_ups import FollowUpRow
from community_desk.ui import form_choices
from community_desk.ui.card_lines import text_label
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.rows_dialog import RowsDialog


class FollowUpDialog(RowsDialog):
    """Of the household ``household`` (uid) with its ``members``, from the case ``case``; ``row`` is what to correct."""

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        *,
        household: str,
        title: str,
        members: Sequence[Member],
        case: str = "",
        row: FollowUpRow | None = None,
    ) -> None:
        super().__init__(
            desk, parent, title=f"{title}：{'跟进' if row else '加跟进'}", verb="保存跟进" if row else "加上跟进"
        )  # fmt: skip
        self._household, self._case, self._row, self._title = household, case, row, title
        self.what = self.add_line("what", "要办什么", "如 约家庭医生上门量血压")
        self.kind = self.add("kind", "怎么来的", QComboBox())
        form_choices.offer_codes(self.kind, FollowUpKind)
        self.due_on = self.add_line("due_on", "哪天前办好", "不急就空着")
        self.responsible = self.add("responsible", "谁来办", QComboBox())
        present = (row.responsible_uid, row.responsible) if row else ("", "")
        form_choices.offer_staff(self.responsible, unset="还没定", present=present)
        self.resident = self.add("resident", "为谁", QComboBox())
        form_choices.offer_members(self.resident, members, nobody="全家")
        self.said_on = self.add_line("said_on", "哪天说的")
        values = {"said_on": desk.today().isoformat()}
        if row:
            values = {
                "what": row.what,
                "kind": row.kind.value,
                "due_on": row.due_on,
                "responsible": row.responsible_uid,
                "resident": row.resident_uid,
                "said_on": row.said_on,
            }
        self.keep(
            name="follow_up",
            row_uid=row.uid if row else household,
            is_new=row is None,
            values=values,
            first=self.what,
        )

    def save(self) -> None:
        """Write it."""
        row, operator = self._row, self.desk.operator
        if row:
            self.write(
                lambda values: follow_ups.edit_follow_up(
                    row.uid, operator=operator, seen_version=row.version, **values
                ),
                "已改好这件事。",
            )
        else:
            self.write(
                lambda values: follow_ups.add_follow_up(
                    household=self._household, case=self._case, operator=operator, **values
                ),
                f"已给 {self._title} 加上跟进。",
            )


class FinishFollowUpDialog(RowsDialog):
    """It is done, or was found not to be needed."""

    def __init__(self, desk: Desk, parent: QWidget, row: FollowUpRow) -> None:
        super().__init__(desk, parent, title="这件事办好了", verb="办结")
        self._row = row
        self.above.addWidget(text_label(row.what))
        self.on = self.add_line("on", "哪一天")
        self.words = self.add_line("words", "结果", "如 医生已上门，血压正常")
        self.keep(
            name="follow_up_done", row_uid=row.uid, values={"on": desk.today().isoformat()}, first=self.words
        )

    def save(self) -> None:
        """Write it."""
        self.write(
            lambda values: follow_ups.finish_follow_up(self._row.uid, operator=self.desk.operator, **values),
            f"已办结：{self._row.what}。",
        )
