"""``import``: an office's own ledger file into the ledger, with every doubt named."""

from argparse import Namespace
from typing import Any

from community_desk.cli.opening import opened
from community_desk.cli.output import finish, print_object, print_table
from community_desk.domain.errors import UserError
from community_desk.domain.planned import Doubt
from community_desk.ledger.inputs import local_today
from community_desk.tasks.import_ledger import ImportReport
from community_desk.tasks.import_with_defaults import columns_said, import_with_defaults, save_doubtful_rows

_DOUBTS_SHOWN = 20


def import_file(options: Namespace) -> int:
    """Import ``file``, or with ``--dry-run`` only say what would come of it."""
    _refuse_useless_place(options)
    columns = columns_said(options.column)
    with opened(options, writing=True, may_create=True):
        report = finish(
            import_with_defaults(
                options.file,
                compound=options.compound,
                grid=options.grid,
                columns=columns,
                bring_back=options.bring_back,
                today=local_today(),
                operator=options.operator,
                dry_run=options.dry_run,
            )
        )
        saved = save_doubtful_rows(report, options.doubts) if options.doubts else 0
    if options.json:
        print_object(_summary(report))
    else:
        _tell(report, dry_run=options.dry_run)
        if saved:
            print(f"有疑问的 {saved} 行在 {options.doubts}，改好可以再导入。")
    return 0


def _refuse_useless_place(options: Namespace) -> None:
    """Before anything is imported: the doubtful rows must have a place to go to."""
    place = options.doubts
    if place is None:
        return
    if place.suffix.lower() != ".xlsx":
        raise UserError("有疑问的行另存为 Excel 表格，文件名请以 .xlsx 结尾。", field="doubts")
    if not place.absolute().parent.is_dir():
        raise UserError(
            f"没有“{place.absolute().parent}”这个文件夹，请先建好，或换一个位置。", field="doubts"
        )
    if place.exists() and options.file.exists() and place.samefile(options.file):
        raise UserError("有疑问的行不能写进原来的文件，请换一个文件名。", field="doubts")


def _summary(report: ImportReport) -> dict[str, Any]:
    return {
        "households": report.households,
        "residents": report.residents,
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "doubts": [_doubt(doubt) for doubt in report.doubts],
    }


def _doubt(doubt: Doubt) -> dict[str, Any]:
    return {
        "sheet": doubt.sheet,
        "row": doubt.row,
        "column": doubt.column,
        "kind": doubt.kind.value,
        "text": doubt.text,
    }


def _tell(report: ImportReport, *, dry_run: bool) -> None:
    would = "试算（没有写入）：" if dry_run else ""
    print(
        f"{would}文件里有 {report.households} 户 {report.residents} 人：新增 {report.added} 人，"
        f"更新 {report.updated} 人，{report.unchanged} 人没有变化；有疑问的 {len(report.doubts)} 处。"
    )
    print_table((_where(doubt), doubt.text) for doubt in report.doubts[:_DOUBTS_SHOWN])
    if len(report.doubts) > _DOUBTS_SHOWN:
        print(f"……还有 {len(report.doubts) - _DOUBTS_SHOWN} 处；用 --doubts 另存为表格，或用 --json 看全部。")


def _where(doubt: Doubt) -> str:
    row = f"第 {doubt.row} 行" if doubt.row else ""
    return " ".join(part for part in (doubt.sheet, row, doubt.column) if part)
