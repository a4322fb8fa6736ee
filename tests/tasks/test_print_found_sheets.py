"""Sheets for whoever a search finds: nobody and far too many are both said before anything is printed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from community_desk.domain.errors import UserError
from community_desk.ledger.database import Ledger
from community_desk.ledger.models import VisitSheet
from community_desk.ledger.registers import RegisterFilter, list_households
from community_desk.tasks.build_demo import build_demo
from community_desk.tasks.demo_community import scale_of
from community_desk.tasks.print_found_sheets import issue_found_sheets, prepare_found_sheets
from community_desk.tasks.print_sheets import PrintedSheets

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def _print(path: Path, text: str) -> PrintedSheets:
    task = prepare_found_sheets(
        RegisterFilter(), search_text=text, volunteer=False, operator="王某某", now=NOW
    )
    while True:
        try:
            next(task)
        except StopIteration as end:
            return issue_found_sheets(path, end.value, operator="王某某", now=NOW)


def test_a_person_and_their_phone_find_the_same_household(ledger: Ledger, tmp_path: Path) -> None:
    list(build_demo(scale_of("80"), today=NOW.date(), operator=""))
    homes = list_households(RegisterFilter(), today=NOW.date())
    home = next(
        home
        for home in homes
        if len(home.members) > 1 and home.members[0].phones and not home.members[0].care
    )
    by_phone = _print(tmp_path / "a.pdf", home.members[0].phones[0][1])
    by_door = _print(tmp_path / "b.pdf", home.place.door)
    assert by_phone.households + len(by_phone.left_out) == 1
    assert by_door.households + len(by_door.left_out) >= 1
    with pytest.raises(UserError, match="没有找到“不会有”"):
        _print(tmp_path / "c.pdf", "不会有")
    assert VisitSheet.select().count() == len(by_phone.numbers) + len(by_door.numbers)


def test_what_finds_far_too_many_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    list(build_demo(scale_of("2500"), today=NOW.date(), operator=""))
    with pytest.raises(UserError, match="超过 1000 条"):
        _print(tmp_path / "a.pdf", "1")
    assert not (tmp_path / "a.pdf").exists()
