"""Where a ledger lies when nobody names a folder."""

from pathlib import Path

import pytest

from community_desk.ledger.locations import choose_program_folder, reports_folder, standard_folder


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("win32", {"LOCALAPPDATA": "/users/许某某/Local"}, "/users/许某某/Local/CommunityDesk"),
        ("linux", {"XDG_DATA_HOME": "/数据"}, "/数据/community-desk"),
        ("linux", {"XDG_DATA_HOME": "relative", "LOCALAPPDATA": "/x"}, "~/.local/share/community-desk"),
        ("linux", {}, "~/.local/share/community-desk"),
        ("win32", {}, "~/AppData/Local/CommunityDesk"),
    ],
)
def test_each_system_has_its_place(
    tmp_path: Path, platform: str, environment: dict[str, str], expected: str
) -> None:
    assert choose_program_folder(tmp_path, environment, platform) == Path(expected).expanduser()


def test_a_portable_program_keeps_everything_beside_it(tmp_path: Path) -> None:
    (tmp_path / "portable.txt").touch()
    for platform in ("win32", "linux"):
        assert choose_program_folder(tmp_path, {"LOCALAPPDATA": "/x"}, platform) == tmp_path / "data"


def test_ledger_and_reports_do_not_share_a_folder() -> None:
    assert standard_folder() != reports_folder()
    assert standard_folder().parent == reports_folder().parent
