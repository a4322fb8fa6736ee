"""The recovery page 恢复页: the code that opens the ledger when the password is forgotten, to be kept as paper.

A4 upright. The code stands in five large groups, each in its own box, since it is read from paper and typed; no
barcode, because a photographed one ends in somebody's chat. Nothing on the page tells a finder where the ledger is.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from community_desk.printing.fitting import clean, fit, wrap
from community_desk.printing.fonts import Fonts
from community_desk.printing.page import A4_PORTRAIT, MM, Document, Line, Operation, Page, Rectangle, Text
from community_desk.printing.pdf import write_pdf

_WIDTH, _HEIGHT = A4_PORTRAIT
_LEFT, _RIGHT = 25 * MM, _WIDTH - 20 * MM
_CODE_SIZE = 22.0
_BODY = 12.0
_LEADING = 1.6

_WHAT = "忘记密码时，用这个恢复码打开台账，并设一个新密码。不设密码的台账，钥匙文件坏了也要用它。"
_HOW = (
    "打开社区工作台，在输入密码的地方点“忘记密码，用恢复码…”。",
    "照下面的格子输入恢复码。大小写不分，中间的横线可以不打；码里没有字母 I、O，也没有数字 0、1。",
    "设一个新密码，重新打印恢复页也可以。恢复备份文件时，也可以用备份当时的恢复码。",
)
_KEEP = (
    "装进信封封好，放进上锁的柜子，和电脑分开放。",
    "不要拍照，不要发到微信群，不要贴在电脑旁边：拿到它的人就能打开台账。",
    "换了恢复码以后，这一页作废，请撕碎。",
)


@dataclass(frozen=True, slots=True)
class RecoveryPage:
    """What the page says: the code in its groups joined by "-", the community, when it was made (local time)."""

    code: str
    community: str
    made_at: datetime


def lay_out(page: RecoveryPage, fonts: Fonts) -> Document:
    """The one page."""
    operations: list[Operation] = []
    width = _RIGHT - _LEFT
    community = fit(fonts.bold, page.community or "社区", width, 16, (13, 12, 11, 10, 9, 8))
    operations.append(Text(_LEFT, 30 * MM, community.printed, community.size, bold=True))
    operations.append(Text(_LEFT, 43 * MM, "台账恢复页", 26, bold=True))
    made = f"{page.made_at:%Y-%m-%d} 打印"
    operations.append(Text(_RIGHT - fonts.regular.width(made, 11), 43 * MM, made, 11))
    operations.append(Line(_LEFT, 47 * MM, _RIGHT, 47 * MM, 1.2))
    y = _paragraph(fonts, operations, 57 * MM, _WHAT)

    y = _boxes(fonts, operations, y + 6 * MM, clean(page.code).split("-"))

    y = _heading(operations, y + 14 * MM, "怎么用")
    for number, sentence in enumerate(_HOW, start=1):
        y = _paragraph(fonts, operations, y, sentence, mark=f"{number}.")
    y = _heading(operations, y + 8 * MM, "怎么保管")
    for sentence in _KEEP:
        y = _paragraph(fonts, operations, y, sentence, mark="·")

    _signatures(fonts, operations, _HEIGHT - 45 * MM)
    pages = (Page(_WIDTH, _HEIGHT, tuple(operations)),)
    return Document(title="台账恢复页", author=page.community, made_at=page.made_at, pages=pages)


def write(document: Document, path: Path, fonts: Fonts) -> None:
    """Write the PDF; errors as ``pdf.write_pdf``."""
    write_pdf(document, path, fonts)


def _boxes(fonts: Fonts, operations: list[Operation], top: float, groups: list[str]) -> float:
    """The groups side by side, each in a box; returns the lower edge."""
    gap = 4 * MM
    width = (_RIGHT - _LEFT - gap * (len(groups) - 1)) / len(groups)
    height = 17 * MM
    size = min(_CODE_SIZE, *((width - 3 * MM) * 1000 / fonts.bold.width(group, 1000) for group in groups))
    for place, group in enumerate(groups):
        x = _LEFT + place * (width + gap)
        operations.append(Rectangle(x, top, width, height, 1.2))
        left = x + (width - fonts.bold.width(group, size)) / 2
        operations.append(Text(left, top + 11.3 * MM, group, size, bold=True))
        if place:
            operations.append(Line(x - gap + MM, top + height / 2, x - MM, top + height / 2, 1.2))
    return top + height


def _heading(operations: list[Operation], y: float, words: str) -> float:
    operations.append(Text(_LEFT, y, words, 14, bold=True))
    return y + 8.5 * MM


def _paragraph(fonts: Fonts, operations: list[Operation], y: float, words: str, *, mark: str = "") -> float:
    """Lines of text from the baseline ``y``, behind a number or a dot; returns the next baseline."""
    indent = 7 * MM if mark else 0
    if mark:
        operations.append(Text(_LEFT, y, mark, _BODY))
    for line in wrap(fonts.regular, words, _RIGHT - _LEFT - indent, _BODY):
        operations.append(Text(_LEFT + indent, y, line, _BODY))
        y += _BODY * _LEADING
    return y + 1.2 * MM


def _signatures(fonts: Fonts, operations: list[Operation], y: float) -> None:
    """Who keeps it, where, since when: lines to write on."""
    x = _LEFT
    for word, length in (("保管人", 32 * MM), ("放在哪里", 42 * MM), ("日期", 30 * MM)):
        operations.append(Text(x, y, word, _BODY))
        x += fonts.regular.width(word, _BODY) + 2 * MM
        operations.append(Line(x, y + 1.2 * MM, x + length, y + 1.2 * MM, 0.6))
        x += length + 5 * MM
