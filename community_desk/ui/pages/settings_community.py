"""社区: its name as papers carry it, the street office, the telephone on calling cards."""

from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from community_desk.ledger import places, settings
from community_desk.ui.desk import Desk
from community_desk.ui.form_keeper import FormKeeper
from community_desk.ui.forms.ui_community import Ui_CommunityForm
from community_desk.ui.page import verb_button
from community_desk.ui.pages.settings_section import NumberSetting, Section, heading

FIELDS = ("name", "street", "district", "office_phone")


class CommunitySection(Section):
    """Edited in place and saved with the button or Ctrl+S."""

    name: ClassVar[str] = "community"
    title: ClassVar[str] = "社区"
    about: ClassVar[str] = "印在走访单、留言条和恢复页上。"
    tables: ClassVar[frozenset[str]] = frozenset({"community", "setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        column = self.add_scrolled()
        form = QWidget()
        ui = self.ui = Ui_CommunityForm()
        ui.setupUi(form)
        column.addWidget(form)
        self.keeper = FormKeeper(
            form, desk, name="community", fields={field: getattr(ui, field) for field in FIELDS}
        )
        self._discard = verb_button("放弃修改", "", self.keeper.discard)
        self._save = verb_button("保存", "mdi6.content-save", self.save, main=True)
        self._save.setToolTip("Ctrl+S")
        row = QHBoxLayout()
        row.setSpacing(desk.theme.space)
        row.addStretch(1)
        row.addWidget(self._discard)
        row.addWidget(self._save)
        column.addLayout(row)
        column.addWidget(heading("走访意愿"))
        self.review = NumberSetting(
            desk,
            "“暂不上门”“仅电话”没写复核日期的，",
            "个月后提醒再问一次",
            key=settings.CONTACT_REVIEW_MONTHS,
            default=settings.DEFAULT_CONTACT_REVIEW_MONTHS,
            least=1,
            most=60,
        )
        column.addWidget(self.review)
        column.addStretch(1)
        self.keeper.save_requested.connect(self.save)
        self.keeper.leave_requested.connect(lambda: self.setFocus(Qt.FocusReason.OtherFocusReason))
        self.keeper.dirty_changed.connect(self._show_dirty)
        self._show_dirty(False)
        self._is_offered = False

    def refresh(self) -> None:
        """Show what the ledger has, unless something else is being typed."""
        self.review.load()
        if not self.keeper.is_dirty:
            info = places.community()
            self.keeper.load({field: getattr(info, field) for field in FIELDS})
        if not self._is_offered:
            self._is_offered = True
            self.keeper.offer()

    def save(self) -> None:
        """Write what was changed."""
        if not self.keeper.is_dirty:
            return

        def write(changed: dict[str, Any]) -> bool:
            places.set_community(operator=self.desk.operator, **changed)
            return True

        if self.keeper.save(write):
            self.desk.say("已保存社区信息。", undo=True)

    def may_leave(self) -> bool:
        """Not while something typed would be lost."""
        return self.keeper.ask_to_leave()

    def _show_dirty(self, dirty: bool) -> None:
        self._save.setEnabled(dirty)
        self._discard.setEnabled(dirty)
