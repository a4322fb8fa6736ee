"""The chips above a list while somebody stands by."""

from dataclasses import replace

from PySide6.QtWidgets import QAbstractButton

from community_desk.ledger.lists import ResidentFilter
from community_desk.ledger.word_lists import care_categories
from community_desk.ui.desk import Desk
from community_desk.ui.filter_bar import FilterBar
from community_desk.ui.list_filters import resident_parts


def test_a_chip_keeps_a_category_to_itself_while_somebody_stands_by(desk: Desk) -> None:
    entry = next(each for each in care_categories() if each.is_active)
    filters: FilterBar[ResidentFilter] = FilterBar(desk, resident_parts(), ResidentFilter())
    filters.set(replace(filters.empty, categories=(entry.code,), sex="2"))

    def told() -> str:
        chips = [each for each in filters.bar.findChildren(QAbstractButton) if not each.isHidden()]
        return " ".join(f"{each.text()} {each.accessibleName()}" for each in chips)

    assert entry.word in told()
    desk.is_private = True
    assert entry.word not in told()
    assert "女" in told()
    filters.bar.removed.emit(f"categories:{entry.code}")
    assert filters.wanted == replace(filters.empty, sex="2")
    desk.is_private = False
    filters.set(replace(filters.empty, categories=(entry.code,)))
    assert entry.word in told()
