"""Backing up beside the work, and once more to a second place."""

from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from community_desk.domain.errors import UserError
from community_desk.ledger import places
from community_desk.ledger.backups import backups_of
from community_desk.ledger.database import Ledger
from community_desk.tasks.daily_backup import BackedUp, back_up, check_place, is_backup_due
from community_desk.tasks.progress import Progress


def run(task: Generator[Progress, None, BackedUp]) -> BackedUp:
    while True:
        try:
            next(task)
        except StopIteration as end:
            made: BackedUp = end.value
            return made


def test_nothing_is_written_twice(ledger: Ledger) -> None:
    first = run(back_up(ledger))
    assert first.made is not None
    assert run(back_up(ledger)) == BackedUp(None)


def test_the_second_place_catches_up_by_itself(ledger: Ledger, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    away = run(back_up(ledger, second_place=stick))
    assert away.made is not None
    assert "现在不在" in away.problem
    assert not stick.exists()
    stick.mkdir()
    back = run(back_up(ledger, second_place=stick))  # nothing changed, but the stick has none yet
    assert back.made is None
    assert back.second is not None
    assert [each.path for each in backups_of(ledger.keys.ledger_uid, stick)] == [back.second.path]


def test_a_second_place_that_cannot_be_written_is_told_and_the_first_backup_stays(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    places.set_community(name="芸溪社区", operator="王某某")
    real = Ledger.back_up

    def full(self: Ledger, place: Path | None = None) -> object:
        if place is not None:
            raise UserError("备份写不进去：磁盘已满。", field="to")
        return real(self)

    monkeypatch.setattr(Ledger, "back_up", full)
    made = run(back_up(ledger, second_place=stick))
    assert made.made is not None
    assert made.problem == "备份写不进去：磁盘已满。"


def test_a_second_place_on_the_same_disk_is_warned_of(ledger: Ledger, tmp_path: Path) -> None:
    assert "同一块硬盘" in check_place(tmp_path, ledger=ledger)
    assert not list(tmp_path.glob(".desk-*"))
    with pytest.raises(UserError, match="自己的文件夹"):
        check_place(ledger.folder.backups, ledger=ledger)


def test_a_backup_from_the_future_is_no_reason_to_make_none(ledger: Ledger) -> None:
    run(back_up(ledger))
    now = datetime.now(UTC)
    assert not is_backup_due(ledger, now=now)
    assert is_backup_due(ledger, now=now + timedelta(days=1))
    assert is_backup_due(ledger, now=now - timedelta(days=300))  # the clock was wrong when it was made
