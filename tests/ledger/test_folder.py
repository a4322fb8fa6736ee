from pathlib import Path

import pytest

from community_desk.domain.errors import UserError
from community_desk.ledger import folder


@pytest.mark.parametrize(
    ("path", "program"),
    [
        ("盘/OneDrive/台账", "OneDrive"),
        ("盘/OneDrive - 某街道/台账", "OneDrive"),
        ("盘/我的坚果云/台账", "坚果云"),
        ("盘/BaiduSyncdisk/台账", "百度网盘同步空间"),
    ],
)
def test_sync_folders_are_warned_of(path: str, program: str) -> None:
    assert program in folder.sync_folder_warning(Path(path))


@pytest.mark.parametrize("path", ["盘/台账", "盘/微云涧小区/台账", "盘/OneDriveless"])
def test_other_folders_are_not(path: str) -> None:
    assert folder.sync_folder_warning(Path(path)) == ""


def test_a_network_mount_is_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    share = tmp_path / "共享 盘"
    share.mkdir()
    escaped = str(share).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\n//server/x {escaped} cifs rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(folder, "MOUNT_TABLE", mounts)
    with pytest.raises(UserError, match="网络盘"):
        folder.refuse_network_drive(share / "台账")
    folder.refuse_network_drive(tmp_path)


def test_the_lock_goes_back_when_its_holder_lets_go(tmp_path: Path) -> None:
    place = folder.LedgerFolder(tmp_path)
    first, second = folder.Ownership(place), folder.Ownership(place)
    first.take()
    with pytest.raises(UserError, match="正由另一个程序"):
        second.take()
    first.release()
    with second:
        pass
