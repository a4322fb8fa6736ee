"""Small readings that every part of the plan shares: a cell as text, a heading as a word to look up."""

import datetime
import re
import unicodedata

from community_desk.exchange.tables import Cell

_SPACES = re.compile(r"\s+")
_HEADING_NOISE = re.compile(r"[\s:：*＊★☆。.·、,，;；?？!！\-—_/\\|]+")
_BRACKETS = re.compile(r"[（(\[【〔<《].*?[）)\]】〕>》]")


def cell_text(cell: Cell) -> str:
    """A cell as a person would read it: no ".0" behind whole numbers, dates as 1955-03-08, no spaces around."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e16 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, datetime.date) else str(cell)


def one_line(cell: Cell) -> str:
    """A cell's text with every run of spaces and line breaks as one space: for headings and titles on screen."""
    return _SPACES.sub(" ", cell_text(cell))


def heading_word(text: str) -> str:
    """A heading as it is looked up: width and case evened out, no spaces, no punctuation; brackets' words stay."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"[()（）\[\]【】]", "", _HEADING_NOISE.sub("", text)).lower()


def heading_without_remark(text: str) -> str:
    """The same without what stands in brackets: "联系电话（必填）" is 联系电话."""
    return heading_word(_BRACKETS.sub("", unicodedata.normalize("NFKC", text)))
