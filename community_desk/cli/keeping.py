"""``backup``, ``restore``, ``check``, ``undo``, ``redo``, ``log``: keeping the ledger safe, and going back a step."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import partial

from community_desk.cli.opening import folder_of, opened, password_of, with_secret
from community_desk.cli.output import print_array, print_object, print_table
from community_desk.ledger import restoring
from community_desk.ledger import undo as undoing
from community_desk.ledger.history import HistoryRow, list_history


def backup(options: Namespace) -> int:
    """Write a checked backup, beside the ledger or to ``--to``; nothing where the newest one there holds it all."""
    with opened(options, writing=False) as ledger:
        made = ledger.back_up(options.to)
    if options.json:
        print_object(
            {
                "file": str(made.path) if made else None,
                "made_at": made.made_at.isoformat() if made else None,
                "unchanged": made is None,
            }
        )
    elif made is None:
        print("上次备份以后没有改动，不用再备份。")
    else:
        print(f"已备份：{made.path}")
    return 0


def restore(options: Namespace) -> int:
    """Make the ledger what it was in a backup file; the password is the one it had then."""
    restored = with_secret(partial(restoring.restore, folder_of(options), options.file), password_of(options))
    set_aside = str(restored.set_aside) if restored.set_aside else None
    if options.json:
        made_at = restored.backup.made_at.isoformat()
        print_object({"file": str(options.file), "made_at": made_at, "set_aside": set_aside})
    else:
        print(f"已恢复到 {_local(restored.backup.made_at)} 的备份。")
        if set_aside:
            print(f"原来的文件在 {set_aside}。")
    return 0


def check(options: Namespace) -> int:
    """Read the whole ledger and say what is wrong; exit code 1 if anything is."""
    with opened(options, writing=False) as ledger:
        faults = ledger.faults()
    if options.json:
        print_object({"sound": not faults, "faults": faults})
    elif faults:
        print("台账有问题，请从备份恢复或请技术人员看：", *faults, sep="\n")
    else:
        print("台账完好。")
    return 1 if faults else 0


def undo(options: Namespace) -> int:
    """Take back the newest thing done."""
    return _step(options, undoing.undo_last, "已撤销")


def redo(options: Namespace) -> int:
    """Bring back what was undone last."""
    return _step(options, undoing.redo_last, "已恢复")


def _step(options: Namespace, step: Callable[..., undoing.Undone], word: str) -> int:
    with opened(options, writing=True):
        done = step(operator=options.operator)
    if options.json:
        print_object({"label": done.label, "rows": done.undone})
    else:
        print(f"{word}“{done.label.removeprefix('撤销：')}”，共 {done.undone} 条记录。")
    return 0


def log(options: Namespace) -> int:
    """What was done, newest first."""
    with opened(options, writing=False):
        history = list_history(limit=options.limit)
    if options.json:
        print_array(asdict(row) for row in history)
    elif history:
        print_table((_local(_moment(row)), row.operator or "程序", row.label, _state(row)) for row in history)
    else:
        print("还没有操作记录。")
    return 0


def _state(row: HistoryRow) -> str:
    return "（已撤销）" if row.is_undone else ""


def _moment(row: HistoryRow) -> datetime:
    return datetime.fromisoformat(row.happened_at)


def _local(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
