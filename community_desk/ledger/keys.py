"""The key of a ledger: random, and wrapped by the password and by a printed recovery code.

The database is encrypted with a random 256-bit key, so it opens in a millisecond, the password changes without
rewriting the file, and a forgotten password is not the end. The wrapped keys lie beside the database in two
copies, each replaced atomically. A ledger without a password has its key wrapped by the empty text: whoever has
the folder can open it, and the program says so.
"""

import hashlib
import json
import os
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from community_desk.domain.errors import UserError
from community_desk.ledger.rows import new_uid

KEY_FILES = ("keys.json", "keys-copy.json")
_FORMAT = "community-desk-keys-1"
_DAMAGED = "台账的钥匙文件已损坏，程序没有动它；请从备份恢复。"
# No I, O, 0, 1: the code is read from paper.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 25  # 125 bits: not to be guessed, so its derivation need not be slow
# About 0.1 s and 32 MiB on an office PC for a password, which people choose badly; next to nothing for the rest.
_COST = {"password": 2**15, "recovery": 2**10, "open": 2}


class WrongPasswordError(UserError):
    """The password or recovery code does not open this ledger."""


class DamagedKeysError(UserError):
    """Neither copy of the wrapped keys can be read."""


@dataclass(frozen=True, slots=True)
class Wrap:
    """The key, sealed by one secret. ``kind`` is ``password``, ``recovery`` or ``open`` (no password)."""

    kind: str
    cost: int
    salt: str
    nonce: str
    sealed: str


@dataclass(frozen=True, slots=True)
class WrappedKeys:
    """What lies in the key files: which ledger, how its database begins, and the sealed key.

    ``file_salt`` is the first 16 bytes of the database as hex (SQLCipher's salt): it tells a damaged ledger
    from another program's file. Empty until the database is there.
    """

    ledger_uid: str
    wraps: tuple[Wrap, ...]
    file_salt: str = ""

    @property
    def has_password(self) -> bool:
        """Whether somebody must type a password to open this ledger."""
        return any(wrap.kind == "password" for wrap in self.wraps)


def make_keys(password: str | None) -> tuple[WrappedKeys, bytes, str]:
    """A new key, wrapped. Returns (what to store, the key, the recovery code to print)."""
    key = secrets.token_bytes(32)
    code = _new_code()
    wraps = (_password_wrap(password, key), _wrap("recovery", _normal_code(code), key))
    return WrappedKeys(new_uid(), wraps), key, code


def unwrap(keys: WrappedKeys, *, password: str | None = None, recovery_code: str | None = None) -> bytes:
    """The key of the ledger. Raises ``WrongPasswordError`` with a sentence for what was typed."""
    if recovery_code is not None:
        return _open(
            keys, "recovery", _normal_code(recovery_code), "恢复码不对，请对照打印的恢复页再输一次。"
        )
    if not keys.has_password:
        return _open(keys, "open", "", "台账的钥匙文件已损坏，请用恢复码打开。")
    if password is None:
        raise WrongPasswordError("这个台账设有密码，请输入密码。", field="password")
    return _open(keys, "password", password, "密码不对，请再输一次；忘了密码可以用恢复码打开。")


def change_password(keys: WrappedKeys, key: bytes, password: str | None) -> WrappedKeys:
    """The same key under a new password (``None``: no password). Backups made before keep the old one."""
    others = tuple(wrap for wrap in keys.wraps if wrap.kind == "recovery")
    return replace(keys, wraps=(_password_wrap(password, key), *others))


def renew_recovery_code(keys: WrappedKeys, key: bytes) -> tuple[WrappedKeys, str]:
    """The same key under a new recovery code; the one printed before no longer opens this ledger."""
    code = _new_code()
    others = tuple(wrap for wrap in keys.wraps if wrap.kind != "recovery")
    return replace(keys, wraps=(*others, _wrap("recovery", _normal_code(code), key))), code


def to_text(keys: WrappedKeys) -> str:
    """The content of a key file: JSON without anything secret in the clear."""
    wraps = [{name: getattr(wrap, name) for name in Wrap.__slots__} for wrap in keys.wraps]
    content = {"format": _FORMAT, "ledger": keys.ledger_uid, "file_salt": keys.file_salt, "wraps": wraps}
    return json.dumps(content | {"checksum": _checksum(content)}, indent=1)


def from_text(text: str) -> WrappedKeys:
    """Read a key file's content; ``DamagedKeysError`` if it is none."""
    try:
        content: dict[str, Any] = json.loads(text)
        if content["format"] != _FORMAT or content.pop("checksum") != _checksum(content):
            raise ValueError(content["format"])
        wraps = tuple(Wrap(**wrap) for wrap in content["wraps"])
        return WrappedKeys(content["ledger"], wraps, content["file_salt"])
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedKeysError(_DAMAGED) from error


def _checksum(content: Mapping[str, Any]) -> str:
    """Tells a damaged copy from a whole one, so that the other copy is taken instead of a wrong key."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def write_keys(folder: Path, keys: WrappedKeys) -> None:
    """Replace both copies, one after the other: at every moment one of them is whole."""
    for name in KEY_FILES:
        path = folder / name
        fresh = path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(to_text(keys))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)


def read_keys(folder: Path) -> WrappedKeys | None:
    """The wrapped keys of a folder, from whichever copy is whole; ``None`` if it has none at all."""
    copies = read_copies(folder)
    whole = next((copy for copy in copies if copy is not None), None)
    if copies and whole is None:
        raise DamagedKeysError(_DAMAGED)
    return whole


def read_copies(folder: Path) -> list[WrappedKeys | None]:
    """What each key file that is there holds, ``None`` for a damaged one."""
    copies: list[WrappedKeys | None] = []
    for name in KEY_FILES:
        path = folder / name
        if path.is_file():
            try:
                copies.append(from_text(path.read_text(encoding="utf-8", errors="replace")))
            except DamagedKeysError:
                copies.append(None)
    return copies


def _new_code() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    return "-".join(letters[start : start + 5] for start in range(0, _CODE_LENGTH, 5))


def _normal_code(code: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", code).upper() if letter in _ALPHABET)


def _password_wrap(password: str | None, key: bytes) -> Wrap:
    return _wrap("open", "", key) if password is None else _wrap("password", password, key)


def _wrap(kind: str, secret: str, key: bytes) -> Wrap:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_derive(secret, salt, _COST[kind])).encrypt(nonce, key, kind.encode())
    return Wrap(kind, _COST[kind], salt.hex(), nonce.hex(), sealed.hex())


def _open(keys: WrappedKeys, kind: str, secret: str, sentence: str) -> bytes:
    for wrap in keys.wraps:
        if wrap.kind == kind:
            derived = _derive(secret, bytes.fromhex(wrap.salt), wrap.cost)
            try:
                return AESGCM(derived).decrypt(
                    bytes.fromhex(wrap.nonce), bytes.fromhex(wrap.sealed), kind.encode()
                )
            except InvalidTag:
                continue
    raise WrongPasswordError(sentence, field="recovery_code" if kind == "recovery" else "password")


def _derive(secret: str, salt: bytes, cost: int) -> bytes:
    # NFC: the same password typed by another input method must open the same ledger.
    text = unicodedata.normalize("NFC", secret).encode()
    return hashlib.scrypt(text, salt=salt, n=cost, r=8, p=1, maxmem=64 * 1024 * 1024, dklen=32)
