"""Opening the ledger that a command works on; an empty folder becomes a new one."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from community_desk.domain.errors import UserError
from community_desk.ledger.database import Ledger, create_ledger, is_new_place, open_ledger
from community_desk.ledger.locations import standard_folder


def folder_of(options: Namespace) -> Path:
    """The ledger's folder: ``--data``, else the standard one."""
    return standard_folder() if options.data is None else Path(options.data)


def password_of(options: Namespace) -> str | None:
    """The first line of standard input with ``--password-stdin``, else None."""
    if not options.password_stdin:
        return None
    if sys.stdin is None:
        raise UserError("没有标准输入可读密码；请用管道把密码送进来。", field="password")
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise UserError("标准输入里没有密码；请把密码写在第一行。", field="password")
    return password


@contextmanager
def opened(options: Namespace, *, writing: bool) -> Iterator[Ledger]:
    """The ledger, open; ``writing`` takes it for this program alone, reading works beside an open window.

    Warnings go to standard error. A new ledger made with a password shows its recovery code there, once.
    """
    folder = folder_of(options)
    password = password_of(options)
    if is_new_place(folder):
        ledger, code = create_ledger(folder, password=password)
        if password is not None:
            _note(f"新台账的恢复码是 {code}，忘了密码时用它打开；请抄下来，和电脑分开放。")
    else:
        ledger = open_ledger(folder, password=password, read_only=not writing)
    with ledger:
        for warning in ledger.warnings:
            _note(warning)
        yield ledger


def _note(sentence: str) -> None:
    if sys.stderr is not None:
        print(sentence, file=sys.stderr)
