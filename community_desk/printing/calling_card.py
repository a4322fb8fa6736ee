"""The calling card 留言条: left inside when nobody was at home. Eight to a page, to be cut along the broken lines.

It says that the community called and how to answer: no name, category or reason, and it belongs into the flat or the
letter box, since a card on the door tells burglars that nobody is in (DOMAIN.md sections 2 and 6).
"""

from dataclasses import dataclass
from datetime import datetime

from community_desk.printing.fitting import clean, fit
from community_desk.printing.fonts import Fonts
from community_desk.printing.page import (
    A4_PORTRAIT,
    MM,
    Cut,
    Document,
    Line,
    Missing,
    Operation,
    Page,
    Placed,
    Rectangle,
    Stamp,
    Text,
)

ACROSS, DOWN = 2, 4
_WIDTH, _HEIGHT = A4_PORTRAIT
_CARD_WIDTH, _CARD_HEIGHT = _WIDTH / ACROSS, _HEIGHT / DOWN
# Printers leave some 5 mm of the paper's edge white.
_MARGIN = 11 * MM
_BODY = 12.0
_LEADING = 9.4 * MM
_BLANK = 12 * MM
_BOX = 3.4 * MM
_CUT_DASH = (4.0, 4.0)
_FOR_THE_WALKER = "走访人：请从门缝放进屋内或投信箱，不要贴在门上"
_TIMES = ("上午", "下午", "晚上")


@dataclass(frozen=True, slots=True)
class CallingCards:
    """``sheets`` pages of eight equal cards; without a ``phone`` there is a line to write it on."""

    community: str
    phone: str
    printed_at: datetime
    sheets: int = 1


def lay_out(cards: CallingCards, fonts: Fonts) -> Document:
    """The pages; every one alike."""
    card, cut, missing = _card(cards, fonts)
    operations: list[Operation] = [
        Placed(column * _CARD_WIDTH, row * _CARD_HEIGHT, card)
        for row in range(DOWN)
        for column in range(ACROSS)
    ]
    operations += [
        Line(column * _CARD_WIDTH, 0, column * _CARD_WIDTH, _HEIGHT, 0.5, dash=_CUT_DASH)
        for column in range(1, ACROSS)
    ]
    operations += [
        Line(0, row * _CARD_HEIGHT, _WIDTH, row * _CARD_HEIGHT, 0.5, dash=_CUT_DASH) for row in range(1, DOWN)
    ]
    page = Page(_WIDTH, _HEIGHT, tuple(operations))
    return Document(
        title="留言条",
        author=cards.community,
        made_at=cards.printed_at,
        pages=(page,) * max(cards.sheets, 1),
        cuts=cut,
        missing=missing,
    )


def _card(cards: CallingCards, fonts: Fonts) -> tuple[Stamp, tuple[Cut, ...], tuple[Missing, ...]]:
    width = _CARD_WIDTH - 2 * _MARGIN
    community = clean(cards.community).strip() or "社区"
    title = fit(fonts.bold, community, width, 18, (14, 13, 12, 11, 10, 9, 8))
    operations: list[Operation] = [Text(_MARGIN, 15 * MM, title.printed, title.size, bold=True)]
    y = 26 * MM
    x = _words(fonts, operations, _MARGIN, y, "您好！社区")
    for unit in ("月", "日来看望您，"):
        x = _blank(operations, x, y)
        x = _words(fonts, operations, x, y, unit)
    y += _LEADING
    x = _words(fonts, operations, _MARGIN, y, "没遇上。方便时请来电")
    phone = clean(cards.phone).strip()
    if phone:
        y += _LEADING
        said = fit(fonts.bold, phone, width, 20, (16, 15, 14, 13, 12, 11, 10))
        operations.append(Text(_MARGIN, y, said.printed, said.size, bold=True))
    else:
        _blank(operations, x, y, _CARD_WIDTH - _MARGIN - x - 1 * MM)
    y += _LEADING
    x = _words(fonts, operations, _MARGIN, y, "方便时间")
    for time in _TIMES:
        x += 2 * MM
        operations.append(Rectangle(x, y - 1.6 * MM - _BOX / 2, _BOX, _BOX, 0.7))
        x = _words(fonts, operations, x + _BOX + 1 * MM, y, time)
    operations.append(Text(_MARGIN, _CARD_HEIGHT - 8 * MM, _FOR_THE_WALKER, 8))
    cut = (Cut("", 0, "社区", community, title.printed),) if title.cut else ()
    absent = fonts.regular.missing(community)
    missing = (Missing("", 0, "社区", community, absent),) if absent else ()
    return Stamp(_CARD_WIDTH, _CARD_HEIGHT, tuple(operations)), cut, missing


def _words(fonts: Fonts, operations: list[Operation], x: float, y: float, words: str) -> float:
    operations.append(Text(x, y, words, _BODY))
    return x + fonts.regular.width(words, _BODY)


def _blank(operations: list[Operation], x: float, y: float, length: float = _BLANK) -> float:
    operations.append(Line(x + 0.5 * MM, y + 1 * MM, x + length - 0.5 * MM, y + 1 * MM, 0.6))
    return x + length
