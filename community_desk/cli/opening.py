"""Opening the ledger that a command works on; an empty folder becomes a new one."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from community_desk.cli.output import warn
from community_desk.domain.errors import UserError
from community_desk.ledger.database import Ledger, create_ledger, is_new_place, open_ledger
from community_desk.ledger.keys import WrongPasswordError
from community_desk.ledger.locations import standard_folder

Result = TypeVar("Result")


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


def with_secret(call: Callable[..., Result], password: str | None) -> Result:
    """``call(password=…)``, or ``call(recovery_code=…)`` where what was typed is the recovery code."""
    try:
        return call(password=password)
    except WrongPasswordError:
        if password is None:
            raise
        try:
            return call(recovery_code=password)
        except WrongPasswordError:
            pass
        raise


@contextmanager
def opened(options: Namespace, *, writing: bool, may_create: bool = False) -> Iterator[Ledger]:
    """The ledger, open; ``writing`` takes it for this program alone, reading works beside an open window.

    An empty folder becomes a new ledger; a folder that is missing only with ``may_create``, so that a mistyped one
    is said and not made. Warnings go to standard error. A new ledger made with a password shows its recovery code
    there, once.
    """
    folder = folder_of(options)
    password = password_of(options)
    if not folder.exists() and not may_create:
        raise UserError(
            f"没有“{folder}”这个文件夹，里面也就没有台账；请核对 --data，或先用 import、demo 建一个。"
        )
    if is_new_place(folder):
        ledger, code = create_ledger(folder, password=password)
        if password is not None:
            warn(f"新台账的恢复码是 {code}，忘了密码时用它打开；请抄下来，和电脑分开放。")
    else:
        ledger = with_secret(partial(open_ledger, folder, read_only=not writing), password)
        if password is not None and not ledger.keys.has_password:
            warn("这个台账没有设密码，谁拿到文件夹都能打开；刚才的密码没有用到。")
    with ledger:
        for warning in ledger.warnings:
            warn(warning)
        yield ledger
