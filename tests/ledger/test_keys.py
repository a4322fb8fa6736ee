import json
from pathlib import Path

import pytest

from community_desk.ledger import keys


def test_password_and_recovery_code_open_the_same_key() -> None:
    wrapped, key, code = keys.make_keys("春暖花开 2026")
    assert keys.unwrap(wrapped, password="春暖花开 2026") == key
    assert keys.unwrap(wrapped, recovery_code=code) == key
    assert keys.unwrap(wrapped, recovery_code=f"  {code.lower().replace('-', ' ')} ") == key


def test_wrong_secrets_are_told_apart_in_words() -> None:
    wrapped, _, _ = keys.make_keys("abc")
    with pytest.raises(keys.WrongPasswordError, match="密码不对") as wrong:
        keys.unwrap(wrapped, password="abd")
    assert wrong.value.field == "password"
    with pytest.raises(keys.WrongPasswordError, match="请输入密码"):
        keys.unwrap(wrapped)
    with pytest.raises(keys.WrongPasswordError, match="恢复码不对"):
        keys.unwrap(wrapped, recovery_code="AAAAA-BBBBB-CCCCC-DDDDD-EEEEE")


def test_without_a_password_nothing_is_asked_and_the_recovery_code_works() -> None:
    wrapped, key, code = keys.make_keys(None)
    assert not wrapped.has_password
    assert keys.unwrap(wrapped) == key
    assert keys.unwrap(wrapped, recovery_code=code) == key


def test_changing_the_password_keeps_key_and_recovery_code() -> None:
    wrapped, key, code = keys.make_keys("old")
    changed = keys.change_password(wrapped, key, "new")
    assert keys.unwrap(changed, password="new") == key
    assert keys.unwrap(changed, recovery_code=code) == key
    with pytest.raises(keys.WrongPasswordError):
        keys.unwrap(changed, password="old")
    assert keys.unwrap(keys.change_password(changed, key, None)) == key


def test_a_renewed_recovery_code_replaces_the_old_one() -> None:
    wrapped, key, old = keys.make_keys("pw")
    renewed, new = keys.renew_recovery_code(wrapped, key)
    assert keys.unwrap(renewed, recovery_code=new) == key
    assert keys.unwrap(renewed, password="pw") == key
    with pytest.raises(keys.WrongPasswordError):
        keys.unwrap(renewed, recovery_code=old)


def test_the_file_holds_neither_key_nor_password(tmp_path: Path) -> None:
    wrapped, key, code = keys.make_keys("sesame-open")
    keys.write_keys(tmp_path, wrapped)
    for name in keys.KEY_FILES:
        content = (tmp_path / name).read_bytes()
        for secret in (
            key.hex().encode(),
            key,
            b"sesame-open",
            code.encode(),
            code.replace("-", "").encode(),
        ):
            assert secret not in content


@pytest.mark.parametrize("damage", [b"", b"{", b'{"format": "other"}', b"\xff\xfe\x00"])
@pytest.mark.parametrize("name", keys.KEY_FILES)
def test_either_copy_is_enough(tmp_path: Path, name: str, damage: bytes) -> None:
    wrapped, _, _ = keys.make_keys("pw")
    keys.write_keys(tmp_path, wrapped)
    (tmp_path / name).write_bytes(damage)
    assert keys.read_keys(tmp_path) == wrapped


def test_a_wrong_digit_in_one_copy_is_noticed(tmp_path: Path) -> None:
    wrapped, key, _ = keys.make_keys("pw")
    keys.write_keys(tmp_path, wrapped)
    file = tmp_path / keys.KEY_FILES[0]
    content = file.read_text(encoding="utf-8")
    sealed = wrapped.wraps[0].sealed
    file.write_text(
        content.replace(sealed, ("0" if sealed[0] != "0" else "1") + sealed[1:]), encoding="utf-8"
    )
    found = keys.read_keys(tmp_path)
    assert found is not None
    assert keys.unwrap(found, password="pw") == key


def test_both_copies_damaged_is_said(tmp_path: Path) -> None:
    wrapped, _, _ = keys.make_keys("pw")
    keys.write_keys(tmp_path, wrapped)
    for name in keys.KEY_FILES:
        (tmp_path / name).write_text(json.dumps({"format": "community-desk-keys-1"}), encoding="utf-8")
    with pytest.raises(keys.DamagedKeysError):
        keys.read_keys(tmp_path)


def test_a_folder_without_keys_has_none(tmp_path: Path) -> None:
    assert keys.read_keys(tmp_path) is None
