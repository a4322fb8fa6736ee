"""Small readings that every part of the plan shares: a cell on one line, a heading as a word to look up."""

import re
import unicodedata

from community_desk.exchange.tables import Cell, cell_text

_SPACES = re.compile(r"\s+")
_HEADING_NOISE = re.compile(r"[\s:：*＊★☆。.·、,，;；?？!！\-—_/\\|]+")
_BRACKETS = re.compile(r"[（(\[【〔<《].*?[）)\]】〕>》]")


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
