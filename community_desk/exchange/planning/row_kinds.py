"""Rows that are no person: titles, repeated headings, totals, remarks, captions, empty flats.

Only rows that do not look like a person at first sight come here.
"""

import re
from collections.abc import Sequence

from community_desk.exchange.planning.cells import one_line
from community_desk.exchange.tables import Cell, cell_text

TOTAL = "total"
NOTE = "note"
HEADER = "header"
TITLE = "title"
CONTINUED = "continued"
LEFT_OUT = "left_out"

# Written into the name column of a flat where nobody lives, or that is no home.
VACANT = frozenset(
    [
        "空",
        "空房",
        "空户",
        "空置",
        "空置房",
        "空关",
        "空关户",
        "空挂",
        "无人",
        "无人住",
        "无人居住",
        "无人入住",
        "未入住",
        "未装修",
        "待售",
        "待租",
        "待查",
        "待核实",
        "商铺",
        "店铺",
        "店面",
        "仓库",
        "办公室",
        "物业",
        "架空层",
        "车库",
        "无",
        "暂无",
        "不详",
        "已搬走",
        "搬走",
        "搬离",
        "以下空白",
        "以下无正文",
        "空白",
    ]
)

_TOTAL = re.compile(
    r"^(?:本页|本表|本栋|本楼|全部)?(?:[合小总共累]\s*计|总人数|总户数|人数合计)"
    r"(?:[:：\d人户口个共计,，、;； ]|男|女)*$"
    r"|^共\s*\d+\s*[户人](?:[,，、;； ]*(?:共)?\d+\s*[户人])*$|^\d+\s*[户人](?:[,，、 ]*\d+\s*[户人])*$"
)
_NOTE = re.compile(
    r"(?:填表|制表|填报|审核|经办|核对|登记|统计|负责|调查|网格员|楼长|联系)(?:人|人员|单位|日期|时间|员)?\s*"
    r"(?:签名|签字|姓名)?\s*[:：]"
    r"|^(?:注|备注|说明|填表说明|附|日期|单位|盖章|打印日期|打印时间)\s*[:：0-9、]|^第\s*\d+\s*页|^\d{1,3}\s*/\s*\d{1,3}\s*页?$"
    r"|^以(?:下|上)(?:空白|无正文)|^[（(]?以下空白|^(?:转下页|承上页|续表|接上页)"
)
_LONG_DIGITS = re.compile(r"\d{10,}")
_NAME_LIKE = re.compile(r"[^\d:：%=/\\|<>]{1,50}$")


def filled_cells(row: Sequence[Cell]) -> list[str]:
    """The texts of a row's cells that hold something."""
    return [text for cell in row if cell != "" and (text := cell_text(cell))]


def remark_kind(texts: Sequence[str]) -> str:
    """TOTAL, NOTE or "" for the filled cells of a row."""
    if any(_LONG_DIGITS.search(text) for text in texts if not _NOTE.search(text)):
        return ""
    if any(_TOTAL.match(text.replace(" ", "").replace("　", "")) for text in texts):
        return TOTAL
    if len(texts) <= 4 and any(_NOTE.search(text) for text in texts):
        return NOTE
    if len(texts) == 1 and len(texts[0]) > 30:
        return NOTE
    return ""


def numbers_columns(row: Sequence[Cell]) -> bool:
    """Whether a row counts the columns: 1 2 3 4 … below a heading."""
    texts = filled_cells(row)
    if len(texts) < 3 or not all(text.strip("()（）").isdigit() for text in texts):
        return False
    numbers = [int(text.strip("()（）")) for text in texts]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def could_be_name(name: str) -> bool:
    """Whether a text in the name column can be a person's name: no figures, no colon, not long."""
    return _NAME_LIKE.match(name) is not None


def same_texts(row: Sequence[Cell], other: Sequence[Cell]) -> bool:
    """Whether two rows read the same, whatever their empty ends."""
    return _texts(row) == _texts(other)


def _texts(row: Sequence[Cell]) -> list[str]:
    texts = [one_line(cell) for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return texts
