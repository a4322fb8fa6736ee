"""When the disk is full, cannot be written, or gives back what was never written: one sentence, not a bug.

SQLite's messages are its C library's own words (sqlite.org/rescode.html), the same in every language of the system.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from peewee import DatabaseError

from community_desk.domain.errors import UserError
from community_desk.ledger import cipher
from community_desk.ledger.rows import bound_database

_NOT_SAVED = "刚才的改动没有保存"
_SENTENCES = (
    ("disk is full", f"磁盘满了，{_NOT_SAVED}；请腾出空间再保存一次。"),
    (
        "disk i/o error",
        f"硬盘读写出错，{_NOT_SAVED}；请看看 U 盘或硬盘是不是松了、拔了，再保存一次。"
        "还不行，请先把台账文件夹复制一份。",
    ),
    ("readonly", f"台账文件现在不能写，{_NOT_SAVED}；请看看文件夹是不是只读、U 盘有没有写保护，再保存一次。"),
    ("locked", f"别的程序正占着台账文件（杀毒软件、同步盘或备份软件），{_NOT_SAVED}；请过一会儿再保存一次。"),
    ("unable to open", f"台账文件打不开了，{_NOT_SAVED}；请看看 U 盘或硬盘是不是拔了，再保存一次。"),
)
_DAMAGED = "台账文件里有读不出来的地方；请关闭程序再打开，会检查台账，并可以从备份恢复。"
# What SQLite and SQLCipher say when a page that is read turns out not to be whole.
DAMAGE = ("malformed", "not a database", "corrupt", "hmac")


def storage_sentence(error: BaseException) -> str:
    """What to tell the user if ``error`` is the disk's fault or the file's; empty for any other error."""
    if not isinstance(error, DatabaseError | cipher.DatabaseError):
        return ""
    words = str(error).lower()
    if any(mark in words for mark in DAMAGE):
        return _DAMAGED
    return next((sentence for mark, sentence in _SENTENCES if mark in words), "")


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn what the disk did to the database into a ``UserError``; everything else passes through."""
    try:
        yield
    except (DatabaseError, cipher.DatabaseError) as error:
        # A full disk makes SQLite roll back by itself; that Peewee's own rollback then finds nothing comes on top.
        sentence = next(filter(None, map(storage_sentence, _chain(error))), "")
        if not sentence:
            raise
        raise UserError(sentence) from error


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__context__


@contextmanager
def written_whole() -> Iterator[None]:
    """A transaction of the database: all or nothing, and a ``UserError`` where the disk did not take it."""
    with told_plainly(), bound_database.atomic():
        yield
