import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from community_desk.domain.errors import UserError
from community_desk.ledger import changes, cipher, keys, schema
from community_desk.ledger.database import (
    DamagedLedgerError,
    Ledger,
    create_ledger,
    is_new_place,
    open_ledger,
)
from community_desk.ledger.folder import Ownership
from community_desk.ledger.models import Phone, Resident
from community_desk.ledger.rows import bound_database
from community_desk.ledger.tables import LEDGER_MODELS, PLAIN_MODELS


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed ledger with a password and one resident."""
    path = tmp_path / "数据"
    made, _ = create_ledger(path, password="正确的密码")
    with made, changes.transaction("新增居民", operator="甲"):
        changes.add(Resident, name="苏某某")
    return path


def test_it_opens_with_the_password_and_knows_its_rows(folder: Path) -> None:
    with open_ledger(folder, password="正确的密码") as ledger:
        assert [row.name for row in Resident.select()] == ["苏某某"]
        assert not ledger.read_only
        assert ledger.faults() == []


def test_the_recovery_code_opens_it_and_sets_a_new_password(tmp_path: Path) -> None:
    made, code = create_ledger(tmp_path / "a", password="forgotten")
    made.close()
    with open_ledger(tmp_path / "a", recovery_code=code) as ledger:
        ledger.change_password("remembered")
    open_ledger(tmp_path / "a", password="remembered").close()


def test_four_different_sentences(folder: Path, tmp_path: Path) -> None:
    def sentence(path: Path) -> str:
        before = _files(path)
        with pytest.raises(UserError) as refused:
            open_ledger(path, password="正确的密码")
        assert {name: before[name] for name in before if name != "ledger.lock"} == {
            name: content for name, content in _files(path).items() if name != "ledger.lock"
        }, "nothing may be touched"
        return refused.value.sentence

    def variant(name: str, change: Callable[[Path], object]) -> str:
        path = tmp_path / name
        path.mkdir()
        for file, content in _files(folder).items():
            (path / file).write_bytes(content)
        change(path / "ledger.db")
        return sentence(path)

    def make_plain(database: Path) -> None:
        database.unlink()
        connection = sqlite3.connect(database)
        connection.execute("CREATE TABLE a (b)")
        connection.commit()
        connection.close()

    def damage(database: Path) -> None:
        content = bytearray(database.read_bytes())
        content[16:2000] = bytes(1984)
        database.write_bytes(content)

    with pytest.raises(UserError) as wrong:
        open_ledger(folder, password="错的")
    sentences = [
        wrong.value.sentence,
        variant("plain", make_plain),
        variant("foreign", lambda database: database.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 40)),
        variant("damaged", damage),
    ]
    assert len(set(sentences)) == 4
    for word, text in zip(("密码不对", "没有加密", "不是社区工作台的台账", "已损坏"), sentences, strict=True):
        assert word in text


def test_a_damaged_ledger_offers_the_newest_good_backup(folder: Path) -> None:
    with open_ledger(folder, password="正确的密码") as ledger:
        good = ledger.back_up()
        with changes.transaction("再加一人", operator="甲"):
            changes.add(Resident, name="陈某某")
        spoiled = ledger.back_up()
    assert good is not None
    assert spoiled is not None
    content = bytearray(spoiled.path.read_bytes())
    content[len(content) // 2] ^= 1
    spoiled.path.write_bytes(content)
    database = folder / "ledger.db"
    database.write_bytes(database.read_bytes()[:5000])
    with pytest.raises(DamagedLedgerError) as refused:
        open_ledger(folder, password="正确的密码")
    assert refused.value.backup is not None
    assert refused.value.backup.path == good.path
    assert good.path.name in refused.value.sentence


def test_damage_that_a_page_hides_is_found_by_the_check_and_said_when_it_is_met(folder: Path) -> None:
    with open_ledger(folder, password="正确的密码") as ledger, changes.transaction("导入", operator="甲"):
        changes.insert_rows(Resident, ["name", "note"], [("苏某某", "长长的备注" * 100)] * 300)
        good = ledger.folder.database
    with open_ledger(folder, password="正确的密码") as ledger:
        kept = ledger.back_up()
    content = bytearray(good.read_bytes())
    for place in range(len(content) // 2, len(content), 4096):
        content[place] ^= 1
    good.write_bytes(content)

    def read_everything() -> None:
        with open_ledger(folder, password="正确的密码", read_only=True):
            list(Resident.select())

    with open_ledger(folder, password="正确的密码", read_only=True) as ledger:
        (fault,) = ledger.faults()
    assert kept is not None
    assert kept.path.name in fault
    with pytest.raises(DamagedLedgerError, match="已损坏"):
        read_everything()


@pytest.mark.parametrize("cut", [0, 1, 100, 4096])
def test_a_cut_file_is_damaged_not_foreign(folder: Path, cut: int) -> None:
    database = folder / "ledger.db"
    database.write_bytes(database.read_bytes()[:cut])
    with pytest.raises(UserError, match=r"已损坏|不是社区工作台"):
        open_ledger(folder, password="正确的密码")


def test_a_newer_file_is_refused_naming_both_versions_before_anything_is_written(folder: Path) -> None:
    with open_ledger(folder, password="正确的密码"):
        bound_database.execute_sql(
            "INSERT INTO schema_migration (name, applied) VALUES ('m0099_future', '2030-01-01')"
        )
    before = _files(folder)
    with pytest.raises(UserError, match=f"台账格式 99.*只认到 {schema.known_version()}"):
        open_ledger(folder, password="正确的密码")
    after = _files(folder)
    assert after["ledger.db"] == before["ledger.db"]
    assert not (folder / "backups").exists()


def test_a_second_owner_is_refused_and_a_reader_is_not(folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from community_desk.ledger.database import open_ledger\n"
        "from community_desk.ledger.models import Resident\n"
        "from community_desk.domain.errors import UserError\n"
        "path = Path(sys.argv[1])\n"
        "try:\n    open_ledger(path, password='正确的密码')\n"
        "except UserError as error:\n    print(error.sentence)\n"
        "with open_ledger(path, password='正确的密码', read_only=True):\n"
        "    print(Resident.select().count())\n"
        "    try:\n        Resident.update(name='x').execute()\n"
        "    except Exception as error:\n        print(type(error).__name__)\n"
    )
    with open_ledger(folder, password="正确的密码"):
        ran = subprocess.run(
            [sys.executable, "-X", "utf8", "-c", script, str(folder)],
            capture_output=True, text=True, encoding="utf-8", check=True, cwd=Path(__file__).parents[2],
        )  # fmt: skip
    refused, count, write = ran.stdout.splitlines()
    assert "请先关闭它" in refused
    assert count == "1"
    assert write == "OperationalError"


def test_a_new_ledger_does_not_move_into_other_peoples_files(tmp_path: Path) -> None:
    (tmp_path / "通知.docx").write_bytes(b"x")
    assert not is_new_place(tmp_path)
    with pytest.raises(UserError, match="空文件夹"):
        create_ledger(tmp_path, password=None)


def test_making_a_ledger_that_was_cut_off_starts_over(tmp_path: Path) -> None:
    wrapped, _, _ = keys.make_keys(None)
    keys.write_keys(tmp_path, wrapped)
    (tmp_path / "ledger.db").write_bytes(b"half")
    assert is_new_place(tmp_path)
    made, _ = create_ledger(tmp_path, password=None)
    with made:
        assert made.faults() == []


def test_a_ledger_made_meanwhile_by_another_program_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one is half through when we look, and done when we get the lock."""
    wrapped, _, _ = keys.make_keys(None)
    keys.write_keys(tmp_path, wrapped)
    plain_take = Ownership.take

    def take_after_another(self: Ownership) -> None:
        monkeypatch.setattr(Ownership, "take", plain_take)
        made, _ = create_ledger(tmp_path, password="甲的密码")
        with made, changes.transaction("新增居民", operator="甲"):
            changes.add(Resident, name="苏某某")
        plain_take(self)

    monkeypatch.setattr(Ownership, "take", take_after_another)
    with pytest.raises(UserError, match="空文件夹"):
        create_ledger(tmp_path, password=None)
    with open_ledger(tmp_path, password="甲的密码"):
        assert [row.name for row in Resident.select()] == ["苏某某"]


def test_no_ledger_here_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="还没有台账"):
        open_ledger(tmp_path / "missing")


def test_missing_triggers_are_made_anew_at_opening(folder: Path) -> None:
    with open_ledger(folder, password="正确的密码") as ledger:
        bound_database.execute_sql("DROP TRIGGER log_resident_update")
        assert any("触发器" in fault for fault in ledger.faults())
    with open_ledger(folder, password="正确的密码") as ledger:
        assert ledger.faults() == []


def test_nothing_readable_lies_beside_the_encrypted_file(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    made, _ = create_ledger(folder, password="pw")
    name, number, note = "欧阳觅渡", "13912345678", "听力弱，多敲一会儿"
    with made as ledger:
        for turn in range(30):
            with changes.transaction(f"新增居民 {name}", operator="甲"):
                row = changes.add(Resident, name=name, note=note * 20, reminder=f"{note}{turn}")
                changes.add(Phone, resident=row, number=number)
        # While it is open, with its WAL, and after a sort that needs room.
        list(Resident.select().order_by(Resident.note))
        ledger.back_up()
        wal = folder / "ledger.db-wal"
        assert wal.stat().st_size > 0
        _assert_unreadable(folder, name, number, note)
    _assert_unreadable(folder, name, number, note)


def _assert_unreadable(folder: Path, *secrets: str) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not content.startswith(cipher.PLAIN_HEADER)
            for secret in secrets:
                for encoding in ("utf-8", "utf-16-le", "gb18030"):
                    assert secret.encode(encoding) not in content, path.name


def test_the_models_are_what_the_migrations_make(ledger: Ledger) -> None:
    migrated = _columns(list(bound_database.get_tables()))
    for model in (*LEDGER_MODELS, *PLAIN_MODELS):
        table = model._meta.table_name
        expected = {
            field.column_name: (field.ddl_datatype(bound_database.get_sql_context()).sql.upper(), field.null)
            for field in model._meta.sorted_fields
        }
        actual = {name: (kind.upper(), null) for name, (kind, null) in migrated[table].items()}
        assert set(actual) == set(expected), table
        for name, (_, null) in expected.items():
            assert actual[name][1] == null or name == "id", f"{table}.{name}"
        indexes = {index.name for index in bound_database.get_indexes(table)}
        wanted = {index._name for index in model._meta.fields_to_index()}
        assert indexes == wanted, table


def _columns(tables: list[str]) -> dict[str, dict[str, tuple[str, bool]]]:
    return {
        table: {column.name: (column.data_type, column.null) for column in bound_database.get_columns(table)}
        for table in tables
        if not table.startswith("search_index")
    }


def test_a_ledger_in_a_sync_folder_opens_with_a_warning(tmp_path: Path) -> None:
    made, _ = create_ledger(tmp_path / "OneDrive - 社区" / "台账", password=None)
    with made:
        assert len(made.warnings) == 1
        assert "OneDrive" in made.warnings[0]
