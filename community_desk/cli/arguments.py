"""What may be typed: commands, options and their Chinese help; anything else becomes one plain sentence.

The options that concern all commands may stand before and after the command.
"""

import argparse
import re
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from community_desk.domain.errors import UserError

_PROGRAM = "community-desk"

# The sentences of argparse that a person can meet, and ours for them.
_SENTENCES = (
    (r"argument (命令|单据[^:]*): invalid choice: (?P<what>'[^']*').*", "没有 {what} 这个命令"),
    (r"the following arguments are required: (?P<what>.+)", "还缺 {what}"),
    (r"unrecognized arguments: (?P<what>.+)", "不认识 {what}"),
    (r"argument (?P<where>[^:]+): invalid choice: (?P<what>'[^']*').*", "{where} 没有 {what} 这一项"),
    (r"argument (?P<where>[^:]+): invalid \w+ value: (?P<what>.+)", "{where} 要写一个整数，不能是 {what}"),
    (r"argument (?P<where>[^:]+): expected .*", "{where} 后面要写内容"),
    (r"argument (?P<where>[^:]+): ignored explicit argument (?P<what>.+)", "{where} 后面不用写 {what}"),
)  # fmt: skip


class HelpWanted(Exception):  # noqa: N818 - no error
    """Somebody asked how to write a command; ``text`` is the answer."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class _ChineseHelp(argparse.HelpFormatter):
    def __init__(self, prog: str, **wishes: Any) -> None:
        super().__init__(prog, max_help_position=28, width=100, **wishes)

    def _format_action(self, action: argparse.Action) -> str:
        """Commands stand right below the title of their list, which says already what they are."""
        lines = super()._format_action(action)
        return lines.partition("\n")[2] if isinstance(action, argparse._SubParsersAction) else lines

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _ShowHelp(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        raise HelpWanted(parser.format_help())


class _Parser(argparse.ArgumentParser):
    def __init__(self, **wishes: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_ChineseHelp, **wishes)
        self.arguments = self.add_argument_group("内容")
        self.options = self.add_argument_group("选项")

    def error(self, message: str) -> NoReturn:
        sentence = "命令写得不对"
        for pattern, ours in _SENTENCES:
            found = re.fullmatch(pattern, message, re.DOTALL)
            if found:
                sentence = ours.format(**found.groupdict())
                break
        raise UserError(f"{sentence}；写法请看 {self.prog} --help。")


def parse(words: Sequence[str]) -> tuple[Callable[[argparse.Namespace], int], argparse.Namespace]:
    """The function that carries out a command, and the options to call it with; it returns the exit code.

    Raises ``UserError`` for what cannot be understood, ``HelpWanted`` where help was asked for.
    """
    parser = _parser()
    if not words:
        raise HelpWanted(parser.format_help())
    options = parser.parse_args(list(words))
    module, function = options.run.split(".")
    # Imported only now: a search must not wait for the libraries that read tables and write papers.
    return getattr(import_module(f"community_desk.cli.{module}"), function), options


def _parser() -> _Parser:
    parser = _Parser(
        prog=_PROGRAM,
        description="社区工作台的命令行：不开窗口，也能导入、查找、打印、备份。",
        epilog="例：community-desk --data 我的台账 import 底册.xlsx --compound 芸溪里",
    )
    _add_common(parser, first=True)
    commands = parser.add_subparsers(title="命令", metavar="命令", dest="command", required=True)
    for add in (
        _add_demo, _add_import, _add_search, _add_residents, _add_households, _add_due, _add_care, _add_round,
        _add_print, _add_backup, _add_restore, _add_check, _add_undo, _add_redo, _add_log,
    ):  # fmt: skip
        add(commands)
    return parser


def _add_common(parser: _Parser, *, first: bool = False) -> None:
    """The options of all commands. A command's own parser must not reset what stood before the command."""

    def default(value: object = None) -> object:
        return value if first else argparse.SUPPRESS

    switch: dict[str, Any] = {"action": "store_true", "default": default(value=False)}

    options = parser.options
    options.add_argument("-h", "--help", action=_ShowHelp, nargs=0, help="显示这份说明")
    options.add_argument(
        "--data", type=Path, metavar="DIR", default=default(),
        help="台账所在的文件夹；空文件夹会成为没有密码的新台账",
    )  # fmt: skip
    options.add_argument(
        "--password-stdin", **switch, help="从标准输入的第一行读密码（忘了密码就写恢复码）"
    )  # fmt: skip
    options.add_argument("--json", **switch, help="输出 JSON，供别的程序读")
    options.add_argument(
        "--operator", metavar="NAME", default=default("命令行"), help="记在操作记录里的经办人"
    )
    options.add_argument(
        "--debug", **switch, help="程序出错时显示细节（可能带有居民信息）"
    )  # fmt: skip


def _command(commands: Any, name: str, help_text: str, *, run: str) -> _Parser:
    """A parser for a command; ``run`` names its function as "module.function", imported when it is wanted."""
    parser: _Parser = commands.add_parser(name, help=help_text, description=f"{help_text}。")
    _add_common(parser)
    parser.set_defaults(run=run)
    return parser


def _add_demo(commands: Any) -> None:
    parser = _command(commands, "demo", "在空台账里生成一个虚构的社区", run="demo.build")
    parser.options.add_argument(
        "--scale", default="qiaoan", metavar="SCALE",
        help="yunxi（12000 人，楼房）、qiaoan（1000 人，村居）或居民人数；不写为 qiaoan",
    )  # fmt: skip
    parser.options.add_argument(
        "--seed", type=int, metavar="N", help="换一个数，换一批人；同一个数同一天生成的人相同"
    )


def _add_import(commands: Any) -> None:
    parser = _command(commands, "import", "把 Excel、WPS 或 CSV 台账导入", run="importing.import_file")
    parser.arguments.add_argument("file", type=Path, metavar="文件", help=".xlsx .xls .ods .csv")
    parser.options.add_argument("--compound", default="", metavar="C", help="文件里没有写小区时用它")
    parser.options.add_argument("--grid", default="", metavar="G", help="文件里没有写网格时用它")
    parser.options.add_argument(
        "--column", action="append", default=[], metavar="列名=字段",
        help="这一列当作这个字段，例：手机号=联系电话；可以写几次，下次同样表头的文件照此导入",
    )  # fmt: skip
    parser.options.add_argument("--bring-back", action="store_true", help="恢复撤回过的人，不写就只列为疑问")
    parser.options.add_argument("--dry-run", action="store_true", help="只看会怎样，不写入")
    parser.options.add_argument(
        "--doubts", type=Path, metavar="FILE.xlsx", help="把有疑问的行另存为表格，改好可以再导入"
    )  # fmt: skip


def _add_search(commands: Any) -> None:
    parser = _command(commands, "search", "按姓名、拼音、电话、证件号、门牌或备注查找", run="reading.search")
    parser.arguments.add_argument("text", nargs="+", metavar="文字", help="例：苏红艳、shy、1237、3-2-501")
    parser.options.add_argument("--limit", type=int, default=50, metavar="N", help="最多显示几条，不写为 50")


def _add_filters(parser: _Parser) -> None:
    parser.options.add_argument("--grid", default="", metavar="G", help="只要这个网格的")
    parser.options.add_argument("--compound", default="", metavar="C", help="只要这个小区（自然村）的")
    parser.options.add_argument(
        "--building", action="append", default=[], metavar="B", help="只要这栋楼（这条巷）的；可以写几次"
    )
    parser.options.add_argument(
        "--category", action="append", default=[], metavar="K", help="只要有这种关爱类别的；可以写几次"
    )


def _add_full_ids(parser: _Parser) -> None:
    parser.options.add_argument("--full-ids", action="store_true", help="显示完整证件号；会记入查看记录")


def _add_residents(commands: Any) -> None:
    parser = _command(commands, "residents", "列出居民", run="reading.residents")
    _add_filters(parser)
    _add_full_ids(parser)


def _add_households(commands: Any) -> None:
    parser = _command(commands, "households", "列出住户和成员", run="reading.households")
    _add_filters(parser)
    _add_full_ids(parser)


def _add_print(commands: Any) -> None:
    parser = _command(commands, "print", "打印成 PDF", run="printing.visit_sheet")
    names = "visit-sheet、visit-record、calling-card、round-report、due-list、care-ledger、household-file"
    papers = parser.add_subparsers(title="单据", metavar=f"单据（{names}）", dest="paper", required=True)
    sheet = _command(papers, "visit-sheet", "走访单", run="printing.visit_sheet")
    _add_filters(sheet)
    sheet.options.add_argument("--search", default="", metavar="TEXT", help="只要查找得到的住户")
    sheet.options.add_argument(
        "--volunteer", action="store_true", help="志愿者用的一版：只有门牌、称呼和提醒"
    )
    _add_out(sheet)
    record = _command(papers, "visit-record", "单户探访记录，每户一页", run="round_papers.records")
    record.options.add_argument("--sheet", required=True, metavar="NUMBER", help="哪张走访单上的住户")
    record.options.add_argument(
        "--line", type=int, action="append", default=[], metavar="N", help="只要第几行的；可以写几次"
    )
    _add_out(record)
    cards = _command(papers, "calling-card", "留言条，一页 8 张", run="round_papers.cards")
    cards.options.add_argument("--pages", type=int, default=1, metavar="N", help="几页，不写为 1")
    _add_out(cards)
    report = _command(papers, "round-report", "走访小结，一页", run="round_papers.report")
    report.options.add_argument("--round", required=True, metavar="NAME", help="哪一轮")
    _add_out(report)
    due = _command(papers, "due-list", "应访清单", run="care.print_due")
    _add_due_filters(due)
    _add_out(due)
    care = _command(papers, "care-ledger", "关爱台账", run="care.print_ledger")
    _add_case_filters(care)
    _add_out(care)
    file = _command(papers, "household-file", "一户一档，每户另起一页", run="care.print_files")
    _add_filters(file)
    _add_out(file)


def _add_out(parser: _Parser) -> None:
    parser.options.add_argument("--out", type=Path, required=True, metavar="FILE.pdf", help="写到这个文件")


def _add_due(commands: Any) -> None:
    _add_due_filters(_command(commands, "due", "列出应访的住户，说明为什么", run="care.due"))


def _add_care(commands: Any) -> None:
    parser = _command(commands, "care", "关爱户", run="care.list_cases")
    what = parser.add_subparsers(title="做什么", metavar="做什么（list）", dest="what", required=True)
    _add_case_filters(_command(what, "list", "列出关爱户", run="care.list_cases"))


def _add_round(commands: Any) -> None:
    parser = _command(commands, "round", "一轮走访：安排、打印、录入、收单", run="rounds.list_all")
    names = "list、plan、print、enter、release、figures"
    what = parser.add_subparsers(title="做什么", metavar=f"做什么（{names}）", dest="what", required=True)
    rounds = _command(what, "list", "列出各轮走访，或还没收单的走访单", run="rounds.list_all")
    rounds.options.add_argument("--sheets", action="store_true", help="列出还没收单的走访单和打印了几天")
    _add_plan(_command(what, "plan", "看这一轮会走哪些户、谁去走，不写入", run="rounds.plan"))
    paper = _command(what, "print", "安排一轮走访并打印走访单", run="rounds.print_sheets")
    paper.arguments.add_argument("name", metavar="名称", help="例：十一月走访")
    _add_plan(paper)
    paper.options.add_argument("--until", default="", metavar="DAY", help="走到哪一天为止，例：11.30")
    paper.options.add_argument(
        "--volunteer", action="store_true", help="志愿者用的一版：只有门牌、称呼和提醒"
    )
    _add_out(paper)
    enter = _command(what, "enter", "录入带回来的走访单；不写结果就显示这张单", run="rounds.enter")
    enter.arguments.add_argument("number", metavar="单号", help="例：A7-K3M9-X")
    enter.arguments.add_argument(
        "commands", nargs="*", metavar="结果",
        help="先行号后结果，例：'3 5 7 9 无人' '2 见面' '5 外出 12.1 女儿家' '其余 无人'",
    )  # fmt: skip
    enter.options.add_argument("--date", default="", metavar="DAY", help="走的那一天，例：11.20")
    enter.options.add_argument(
        "--walker", action="append", default=[], metavar="NAME", help="谁去走的；不写就是单上的走访人"
    )
    release = _command(what, "release", "收单：没走到的放回去", run="rounds.release")
    release.arguments.add_argument("what_for", metavar="单号或名称", help="一张走访单，或整轮")
    release.options.add_argument("--lost", action="store_true", help="纸单遗失（只能写单号）")
    release.options.add_argument("--note", default="", metavar="TEXT", help="怎么丢的")
    figures = _command(what, "figures", "这一轮走得怎么样", run="rounds.figures")
    figures.arguments.add_argument("name", metavar="名称")


def _add_plan(parser: _Parser) -> None:
    _add_filters(parser)
    parser.options.add_argument("--search", default="", metavar="TEXT", help="只要查找得到的住户")
    parser.options.add_argument("--all", action="store_true", help="不管是不是应访")
    parser.options.add_argument(
        "--within", type=int, default=7, metavar="N", help="几天内到期的也算，不写为 7"
    )
    parser.options.add_argument("--missed", action="store_true", help="上次没遇上、没走到的也要")
    parser.options.add_argument("--urgent", action="store_true", help="急访：已在别的走访单上的也要")
    parser.options.add_argument(
        "--walker",
        action="append",
        default=[],
        metavar="NAME",
        help="谁去走；可以写几次，不写就是各网格的网格员",
    )
    parser.options.add_argument("--most", type=int, metavar="N", help="每人最多几户门")


def _add_level_filters(parser: _Parser) -> None:
    _add_filters(parser)
    parser.options.add_argument(
        "--level",
        action="append",
        default=[],
        metavar="L",
        help="只要这个等级的：每周、每月、每季；可以写几次",
    )
    parser.options.add_argument("--responsible", default="", metavar="NAME", help="只要这位工作人员负责的")


def _add_due_filters(parser: _Parser) -> None:
    _add_level_filters(parser)
    parser.options.add_argument(
        "--within", type=int, default=7, metavar="N", help="几天内到期的也算，不写为 7；0 为只要今天"
    )


def _add_case_filters(parser: _Parser) -> None:
    _add_level_filters(parser)
    parser.options.add_argument("--overdue", action="store_true", help="只要超期没走访的")
    parser.options.add_argument("--closed", action="store_true", help="已结案的也要")


def _add_backup(commands: Any) -> None:
    parser = _command(commands, "backup", "备份台账", run="keeping.backup")
    parser.options.add_argument("--to", type=Path, metavar="DIR", help="备份到这里；不写就放在台账旁边")


def _add_restore(commands: Any) -> None:
    parser = _command(
        commands, "restore", "用备份恢复台账；原来的文件另外保存，不删除", run="keeping.restore"
    )
    parser.arguments.add_argument("file", type=Path, metavar="备份文件")


def _add_check(commands: Any) -> None:
    _command(commands, "check", "检查台账是否完好", run="keeping.check")


def _add_undo(commands: Any) -> None:
    _command(commands, "undo", "撤销上一步", run="keeping.undo")


def _add_redo(commands: Any) -> None:
    _command(commands, "redo", "恢复刚才撤销的一步", run="keeping.redo")


def _add_log(commands: Any) -> None:
    parser = _command(commands, "log", "列出做过的事，最近的在前", run="keeping.log")
    parser.options.add_argument("--limit", type=int, default=50, metavar="N", help="最多显示几条，不写为 50")
