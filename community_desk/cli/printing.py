"""``print visit-sheet``: walkers' sheets as a PDF, and what to know before walking."""

from argparse import Namespace
from datetime import datetime
from typing import Any

from community_desk.cli.opening import opened
from community_desk.cli.output import finish, print_object, print_table, warn
from community_desk.cli.reading import filter_of
from community_desk.tasks.print_found_sheets import issue_found_sheets, prepare_found_sheets
from community_desk.tasks.print_sheets import PreparedSheets, PrintedSheets

_CUTS_SHOWN = 20


def visit_sheet(options: Namespace) -> int:
    """Print the visit sheets of the chosen households to ``--out``."""
    now = datetime.now().astimezone()
    with opened(options, writing=True):
        prepared = finish(
            prepare_found_sheets(
                filter_of(options),
                search_text=options.search,
                volunteer=options.volunteer,
                operator=options.operator,
                now=now,
            )
        )
        if not options.json:
            warn_of_missing(prepared)
        printed = issue_found_sheets(options.out, prepared, operator=options.operator, now=now)
    tell_printed(printed, as_json=options.json)
    return 0


def tell_printed(printed: PrintedSheets, *, as_json: bool) -> None:
    """Say what was printed and what to know before walking."""
    if as_json:
        print_object(_summary(printed))
    else:
        _tell(printed)


def _summary(printed: PrintedSheets) -> dict[str, Any]:
    return {
        "file": str(printed.path),
        "sheets": list(printed.numbers),
        "households": printed.households,
        "pages": printed.pages,
        "missing": [
            {
                "sheet": each.sheet,
                "line": each.line,
                "column": each.column,
                "text": each.text,
                "characters": each.characters,
            }
            for each in printed.missing
        ],
        "cuts": [
            {
                "sheet": each.sheet,
                "line": each.line,
                "column": each.column,
                "full": each.full,
                "printed": each.printed,
            }
            for each in printed.cuts
        ],
        "left_out": [{"door": each.door, "head": each.head, "why": each.why} for each in printed.left_out],
    }


def warn_of_missing(prepared: PreparedSheets) -> None:
    """Said before the file is there: who stops now to put a name right has used up no paper and no number."""
    if prepared.missing:
        warn(
            "这些字没有字体可印，纸上是方框，请手写：",
            (("", each.sheet, f"第 {each.line} 行", each.text, each.characters) for each in prepared.missing),
        )


def _tell(printed: PrintedSheets) -> None:
    print(
        f"走访单 {len(printed.numbers)} 份，{printed.households} 户，{printed.pages} 页：{printed.path}\n"
        "内部使用，用后请收回。"
    )
    if printed.left_out:
        print(f"这 {len(printed.left_out)} 户现在不上门，请打电话或托楼长看望：")
        print_table(("", each.door, each.head, each.why) for each in printed.left_out)
    if printed.cuts:
        print("这些内容太长，纸上没有印全：")
        print_table(_cuts(printed)[:_CUTS_SHOWN])
        if len(_cuts(printed)) > _CUTS_SHOWN:
            print("……用 --json 看全部。")


def _cuts(printed: PrintedSheets) -> list[tuple[str, ...]]:
    """What did not fit, one row a cell."""
    cells: dict[tuple[str, int, str], list[str]] = {}
    for each in printed.cuts:
        cells.setdefault((each.sheet, each.line, each.column), []).append(each.full)
    return [
        ("", sheet, f"第 {line} 行", column, "、".join(texts))
        for (sheet, line, column), texts in cells.items()
    ]
