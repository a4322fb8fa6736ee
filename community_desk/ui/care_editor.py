"""The form of a care case, as its card turns into it: how closely, by whom, with whom, and when to look at it anew."""

from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from community_desk.ledger.care_cards import CareCaseCard
from community_desk.ui import form_choices
from community_desk.ui.desk import Desk
from community_desk.ui.form_keeper import FormKeeper
from community_desk.ui.resident_picker import ResidentPicker


class CareEditor(QWidget):
    """Every field that ``ledger.care.edit_care_case`` takes, kept by ``keeper``."""

    def __init__(self, desk: Desk, card: CareCaseCard) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        rows = QFormLayout()
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        column.addLayout(rows)
        self.level, self.responsible = QComboBox(), QComboBox()
        form_choices.offer_levels(self.level)
        form_choices.offer_staff(
            self.responsible,
            unset="不指定（由网格员负责）",
            present=(card.responsible_uid, card.responsible),
        )
        self.buddy = ResidentPicker(desk, placeholder="本社区居民：姓名或门牌")
        self.buddy_name, self.buddy_phone, self.review_on = QLineEdit(), QLineEdit(), QLineEdit()
        self.buddy_name.setPlaceholderText("不是本社区居民时写在这里")
        self.review_on.setPlaceholderText("如 2027-03-01")
        fields: dict[str, QWidget] = {}
        for name, word, field in (
            ("level", "走访频次", self.level),
            ("responsible", "负责人", self.responsible),
            ("buddy", "结对人", self.buddy),
            ("buddy_name", "结对人姓名", self.buddy_name),
            ("buddy_phone", "结对人电话", self.buddy_phone),
            ("review_on", "何时复评", self.review_on),
        ):
            rows.addRow(word, field)
            field.setAccessibleName(word)
            fields[name] = field
        self.keeper = FormKeeper(self, desk, name="care_case", row_uid=card.uid, fields=fields)
        # A buddy who lives here has name and phone of their own.
        own = ("", "") if card.buddy_uid else (card.buddy, card.buddy_phone)
        self.keeper.load(
            {
                "level": card.level.value,
                "responsible": card.responsible_uid,
                "buddy": card.buddy_uid,
                "buddy_name": own[0],
                "buddy_phone": own[1],
                "review_on": card.review_on,
            }
        )
        if card.buddy_uid:
            self.buddy.show_choice(card.buddy_uid, card.buddy)
