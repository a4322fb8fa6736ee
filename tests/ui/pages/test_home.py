"""工作台 over a real ledger: figures, what to do next, and what was left half written."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from community_desk.ledger import deaths, drafts
from community_desk.ledger.lists_care import CARE_CASES, CareFilter
from community_desk.ledger.search import search
from community_desk.ui.desk import Desk
from community_desk.ui.pages.home import HomePage

Asked = list[tuple[str, str]]


def shown(desk: Desk) -> HomePage:
    page = HomePage(desk)
    page.resize(1000, 560)
    page.show()
    page.arrive()
    desk.jobs.wait()
    return page


def words(page: HomePage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def press(page: HomePage, name: str) -> None:
    button = next(each for each in page.findChildren(QPushButton) if each.accessibleName() == name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_empty_ledger_offers_the_first_step(desk: Desk) -> None:
    page = shown(desk)
    asked: Asked = []
    desk.open_requested.connect(lambda kind, uid: asked.append((kind, uid)))
    assert "台账还是空的" in words(page)
    press(page, "导入 Excel 台账")
    assert asked == [("import", "")]


def test_the_figures_are_those_of_the_ledger(village: Desk) -> None:
    page = shown(village)
    assert page.overview is not None
    assert page.overview.residents == 1000
    assert "1,000 人" in words(page)
    asked: Asked = []
    village.open_requested.connect(lambda kind, uid: asked.append((kind, uid)))
    press(page, "查看户")
    assert asked == [("households", "")]


def test_what_wants_doing_comes_and_goes_with_the_ledger(village: Desk) -> None:
    page = shown(village)
    hit = next(hit for hit in search("chen", limit=40).hits if hit.kind == "resident")
    assert hit.title not in words(page)
    deaths.report_death(resident=hit.uid, source="邻居", operator="王经办")
    village.jobs.wait()
    assert hit.title in words(page)
    village.is_private = True  # why somebody is looked after is not for bystanders
    assert hit.title not in words(page)
    village.is_private = False
    deaths.withdraw_death(resident=hit.uid, reason="听错了", operator="王经办")
    village.jobs.wait()
    assert hit.title not in words(page)


def test_what_was_half_written_is_offered_and_can_be_dropped(village: Desk) -> None:
    drafts.save_draft(
        form="add_resident", content={"values": {"name": "写到一半"}, "before": {}}, operator=village.operator
    )
    page = shown(village)
    assert "上次没有保存的内容" in words(page)
    asked: Asked = []
    village.open_requested.connect(lambda kind, uid: asked.append((kind, uid)))
    press(page, "接着写新增居民")
    assert asked == [("residents", "new")]
    press(page, "丢弃新增居民")
    village.jobs.wait()
    assert "上次没有保存的内容" not in words(page)
    assert drafts.list_drafts(operator=village.operator) == []


def test_what_is_due_leads_to_the_households_behind_it(village: Desk) -> None:
    page = shown(village)
    asked: Asked = []
    village.open_requested.connect(lambda kind, uid: asked.append((kind, uid)))
    worker = next(row for row in page.due.workers if row.overdue)
    press(page, f"{worker.name}：超期 {len(worker.overdue)} 户")
    assert asked.pop() == ("care", ",".join(worker.overdue))
    grid = page.due.grids[0]
    press(page, f"{grid.name}：超期 {grid.count} 户，最久 {grid.longest} 天")
    kind, wanted = asked.pop()
    assert kind == "care"
    assert CareFilter.from_json(wanted) == CareFilter(overdue=True, grids=(grid.uid,))
    shown_there = CARE_CASES.order(
        CareFilter.from_json(wanted), sort="door", descending=False, today=village.today()
    )
    assert len(shown_there) == grid.count
    promise = page.due.promises[0]
    where = f"{promise.short} {promise.head}"
    assert promise.what in words(page)
    press(page, f"{where}：{promise.what}")
    assert asked.pop() in {("care_case", promise.case_uid), ("household", promise.household_uid)}
    village.is_private = True
    assert promise.what not in words(page)
