"""A new round on the page of visit sheets: planned from what is due, shared out, reserved once it is printed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from community_desk.ledger import rounds
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.new_round import NewRoundDialog
from community_desk.ui.dialogs.rounds_dialog import RoundsDialog
from community_desk.ui.pages.visits import VisitsPage
from tests.ui.pages.visits_hands import settle, shown_page, tick


@pytest.fixture
def page(village: Desk) -> Iterator[VisitsPage]:
    with shown_page(village) as shown:
        yield shown


def plan(
    page: VisitsPage, *, walkers: str = "", doors: int = 0, whom: str = "due", urgent: bool = False
) -> None:
    """Fill in the dialog and have the sheets planned."""
    QTest.mouseClick(page.choice.new_round, Qt.MouseButton.LeftButton)
    dialog = next(each for each in page.window().findChildren(NewRoundDialog) if each.isVisible())
    dialog.walkers.setText(walkers)
    dialog.doors.setValue(doors)
    dialog.whom.setCurrentIndex(dialog.whom.findData(whom))
    dialog.urgent.setChecked(urgent)
    QTest.mouseClick(dialog.verb, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    settle(page)


def on_sheets(page: VisitsPage) -> set[str]:
    assert page._fresh is not None
    return {home.uid for pile in page._fresh.prepared.piles for home in pile}


def keep(page: VisitsPage, folder: Path) -> None:
    assert page._fresh is not None
    page.desk.jobs.run(
        "存",
        lambda: page._fresh.write(folder / "单.pdf", page.desk.operator),  # type: ignore[union-attr]
        done=lambda _: None,
        writes=True,
    )
    page.desk.jobs.wait()


def test_a_round_is_shared_out_among_its_walkers(page: VisitsPage) -> None:
    plan(page, walkers="李志愿 陈网格", doors=10, whom="all")
    assert page._fresh is not None
    prepared = page._fresh.prepared
    assert set(prepared.walkers) == {"李志愿", "陈网格"}
    for walker in set(prepared.walkers):
        homes = [
            home
            for pile, whose in zip(prepared.piles, prepared.walkers, strict=True)
            if whose == walker
            for home in pile
        ]
        assert 0 < len({home.full_door for home in homes}) <= 10
    assert "每人最多 10 户门" in page.choice._round_words.text()
    assert any("这次排不下" in each.why for each in prepared.left_out)


def test_nothing_is_written_before_it_is_printed(page: VisitsPage) -> None:
    before = rounds.list_rounds()
    plan(page, whom="all")
    assert on_sheets(page)
    assert rounds.list_rounds() == before
    assert not rounds.reservations()


def test_printed_doors_are_reserved_and_the_next_round_says_for_whom(
    page: VisitsPage, tmp_path: Path
) -> None:
    tick(page, "第1网格")
    plan(page, walkers="李志愿", whom="all")
    first = on_sheets(page)
    keep(page, tmp_path)
    assert set(rounds.reservations()) == first
    order = page.choice.choice().round
    assert order is not None
    assert rounds.list_rounds(open_only=True)[0].name == order.new.name
    QTest.mouseClick(page.choice.drop_round, Qt.MouseButton.LeftButton)
    settle(page)
    tick(page, "全社区")
    plan(page, walkers="陈网格", whom="all")
    assert page._fresh is not None
    assert not on_sheets(page) & first
    why = {each.uid: each.why for each in page._fresh.prepared.left_out}
    assert all("已在李志愿的走访单" in why[uid] for uid in first)
    plan(page, walkers="陈网格", whom="all", urgent=True)
    assert on_sheets(page) >= first


def test_a_round_without_a_name_is_not_planned(page: VisitsPage) -> None:
    QTest.mouseClick(page.choice.new_round, Qt.MouseButton.LeftButton)
    (dialog,) = page.window().findChildren(NewRoundDialog)
    dialog.name.clear()
    dialog.save()
    assert dialog.isVisible()
    assert dialog.keeper is not None
    assert "起个名字" in dialog.keeper.messages()["name"]
    assert dialog.order is None


def test_a_round_planned_in_another_way_stays_the_same_round(page: VisitsPage) -> None:
    plan(page, walkers="李志愿", doors=5, whom="all")
    first = page.choice.choice().round
    QTest.mouseClick(page.choice.new_round, Qt.MouseButton.LeftButton)
    dialog = next(each for each in page.window().findChildren(NewRoundDialog) if each.isVisible())
    assert dialog.walkers.text() == "李志愿"
    assert dialog.doors.value() == 5
    dialog.doors.setValue(7)
    dialog.save()
    settle(page)
    again = page.choice.choice().round
    assert first is not None
    assert again is not None
    assert again.new.uid == first.new.uid
    assert again.doors_a_walker == 7


def test_a_rounds_figures_and_its_release(page: VisitsPage, tmp_path: Path) -> None:
    tick(page, "第1网格")
    plan(page, walkers="李志愿", whom="all")
    first = on_sheets(page)
    keep(page, tmp_path)
    page.choice.show_rounds()
    (dialog,) = page.window().findChildren(RoundsDialog)
    assert dialog.table.plain.text_at(0, 4) == dialog.table.plain.text_at(0, 5) == str(len(first))
    assert f"还在外面 {len(first)}" in dialog.figures.text()
    QTest.mouseClick(dialog.release_verb, Qt.MouseButton.LeftButton)
    assert not rounds.reservations()
    assert dialog.table.plain.text_at(0, 2) == "已收单"
    assert f"未走到 {len(first)}" in dialog.figures.text()
    assert not dialog.release_verb.isEnabled()


def test_giving_the_round_up_leads_back_to_plain_sheets(page: VisitsPage) -> None:
    plan(page, whom="all")
    assert page.papers is not None
    QTest.mouseClick(page.choice.drop_round, Qt.MouseButton.LeftButton)
    settle(page)
    assert page.papers is None
    assert page.choice._round_frame.isHidden()
