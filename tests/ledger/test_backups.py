import errno
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_desk.domain.errors import UserError
from community_desk.ledger import backups, changes, cipher, keys, settings
from community_desk.ledger.database import Ledger, create_ledger, open_ledger
from community_desk.ledger.models import Resident
from community_desk.ledger.restoring import restore


def _add(name: str) -> None:
    with changes.transaction(f"新增居民 {name}", operator="甲"):
        changes.add(Resident, name=name)


def _names() -> list[str]:
    return [row.name for row in Resident.select().where(Resident.deleted_at.is_null()).order_by(Resident.id)]


def test_a_backup_of_an_open_ledger_holds_what_is_still_in_the_wal(ledger: Ledger, tmp_path: Path) -> None:
    _add("苏某某")
    made = ledger.back_up(tmp_path / "U 盘")
    assert made is not None
    restore(tmp_path / "新电脑", made.path)
    ledger.close()
    with open_ledger(tmp_path / "新电脑"):
        assert _names() == ["苏某某"]


def test_a_backup_is_made_only_when_something_changed(ledger: Ledger) -> None:
    assert ledger.back_up() is not None
    assert ledger.back_up() is None
    _add("苏某某")
    assert ledger.back_up() is not None


def test_a_new_password_is_a_change_and_old_backups_keep_the_old_one(tmp_path: Path) -> None:
    made, _ = create_ledger(tmp_path / "a", password="old")
    with made as ledger:
        _add("苏某某")
        old = ledger.back_up()
        ledger.change_password("new")
        new = ledger.back_up()
    assert old is not None
    assert new is not None
    with pytest.raises(keys.WrongPasswordError):
        restore(tmp_path / "b", old.path, password="new")
    restore(tmp_path / "b", old.path, password="old")
    restore(tmp_path / "c", new.path, password="new")


def test_restoring_sets_the_present_ledger_aside(ledger: Ledger) -> None:
    folder = ledger.folder.path
    _add("苏某某")
    made = ledger.back_up()
    _add("陈某某")
    ledger.close()
    assert made is not None
    restored = restore(folder, made.path)
    with open_ledger(folder):
        assert _names() == ["苏某某"]
    assert restored.set_aside is not None
    with open_ledger(restored.set_aside):
        assert _names() == ["苏某某", "陈某某"]


def test_another_ledgers_backups_on_the_same_stick_are_left_alone(ledger: Ledger, tmp_path: Path) -> None:
    stick = tmp_path / "U 盘"
    first = ledger.back_up(stick)
    ledger.close()
    other, _ = create_ledger(tmp_path / "另一个社区", password=None)
    with other:
        assert other.back_up(stick) is not None
        removed = backups.thin_out(
            stick, other.keys.ledger_uid, now=datetime(2099, 1, 1, tzinfo=UTC), months=1
        )
    assert first is not None
    assert first.path not in removed
    assert first.path.exists()


def test_an_open_ledger_is_not_restored_over(ledger: Ledger) -> None:
    made = ledger.back_up()
    assert made is not None
    with pytest.raises(UserError, match="请先关闭它"):
        restore(ledger.folder.path, made.path)


@pytest.mark.parametrize("place", ["front", "middle", "end", "cut"])
def test_a_damaged_backup_is_refused_and_changes_nothing(ledger: Ledger, place: str) -> None:
    folder = ledger.folder.path
    _add("苏某某")
    made = ledger.back_up()
    assert made is not None
    ledger.close()
    content = bytearray(made.path.read_bytes())
    with zipfile.ZipFile(made.path) as package:
        start = package.getinfo("ledger.db").header_offset + 100
        length = package.getinfo("ledger.db").file_size
    if place == "cut":
        del content[len(content) // 2 :]
    else:
        at = {"front": start, "middle": start + length // 2, "end": start + length - 200}[place]
        content[at] ^= 1
    made.path.write_bytes(content)
    with pytest.raises(UserError, match=r"已损坏|不是社区工作台的备份"):
        restore(folder, made.path)
    with open_ledger(folder):
        assert _names() == ["苏某某"]


def test_another_file_is_no_backup(tmp_path: Path) -> None:
    file = tmp_path / "x.deskbackup"
    file.write_bytes(b"PK\x05\x06" + bytes(18))
    with pytest.raises(UserError, match="不是社区工作台的备份"):
        restore(tmp_path / "a", file)


def test_a_full_disk_leaves_the_older_backup_and_no_litter(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ledger.back_up()
    _add("苏某某")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(cipher, "copy_database", full)
    with pytest.raises(UserError, match="磁盘已满"):
        ledger.back_up()
    assert first is not None
    assert [path.name for path in ledger.folder.backups.iterdir()] == [first.path.name]


_AGES = st.lists(st.floats(min_value=0, max_value=900 * 24), min_size=1, max_size=60, unique=True)


@given(hours=_AGES)
def test_thinning_keeps_the_newest_and_one_of_each_period(hours: list[float]) -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    made = [
        backups.Backup(Path(f"{index}.deskbackup"), now - timedelta(hours=age), index)
        for index, age in enumerate(sorted(hours))
    ]
    kept = backups.worth_keeping(made, now=now, months=600)
    assert made[0] in kept
    assert all(backup in kept for backup in made if now - backup.made_at <= timedelta(days=2))
    assert {f"{b.made_at:%Y-%m}" for b in made} == {f"{b.made_at:%Y-%m}" for b in kept}
    assert backups.worth_keeping(kept, now=now, months=600) == kept
    old = [backup for backup in kept if now - backup.made_at > timedelta(days=62)]
    assert len(old) == len({f"{backup.made_at:%Y-%m}" for backup in old})


@given(hours=_AGES, months=st.integers(min_value=1, max_value=40))
def test_backups_older_than_the_setting_go_but_never_the_newest(hours: list[float], months: int) -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    made = [
        backups.Backup(Path(f"{index}.deskbackup"), now - timedelta(hours=age), index)
        for index, age in enumerate(sorted(hours))
    ]
    all_kept = backups.worth_keeping(made, now=now, months=600)
    kept = backups.worth_keeping(made, now=now, months=months)
    assert kept[0] == made[0]
    assert kept[1:] == [b for b in all_kept[1:] if now - b.made_at <= timedelta(days=31 * months)]


def test_the_setting_for_backups_is_obeyed(ledger: Ledger) -> None:
    settings.put_months(settings.BACKUPS_KEPT_MONTHS, 1, operator="甲")
    first = ledger.back_up()
    assert first is not None
    old = first.path.with_name("old" + backups.SUFFIX)
    with zipfile.ZipFile(first.path) as whole, zipfile.ZipFile(old, "w") as copy:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "about.json":
                about = json.loads(content) | {"made_at": "2020-01-01T00:00:00+00:00"}
                content = json.dumps(about).encode()
            copy.writestr(name, content)
    _add("苏某某")
    second = ledger.back_up()
    assert second is not None
    assert not old.exists()
    assert {backup.path for backup in backups.list_backups(ledger.folder.backups)} == {
        first.path,
        second.path,
    }
