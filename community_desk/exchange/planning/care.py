"""Care cells: "独居老人；高龄", "残疾(肢体三级)", "归侨，原侨居国：越南" as (category code, word, details)."""

import re
from collections.abc import Mapping

from community_desk.domain.care_details import CERTIFICATE_LABEL, LABELS, read_certificate
from community_desk.domain.codes import DisabilityGrade, DisabilityKind
from community_desk.exchange.planning.cells import heading_word
from community_desk.exchange.tables import Cell, cell_text

CareFact = tuple[str, str, str]

DISABILITY = "残疾"

NOTHING = frozenset(
    [
        "无",
        "否",
        "没有",
        "无此项",
        "正常",
        "普通",
        "一般",
        "健康",
        "不是",
        "不",
        "x",
        "×",
        "✗",
        "✕",
        "0",
        "-",
        "--",
        "—",
        "——",
        "/",
        "\\",
        "n",
        "no",
    ]
)
_MARKS = frozenset(["√", "✓", "✔", "☑", "是", "有", "1", "y", "yes", "对", "v", "○", "●", "◯", "o"])
# Pieces end at separators, but not at those inside brackets.
_PIECE = re.compile(r"(?:[（(\[【][^）)\]】]*[）)\]】]?|[^；;、,，/|\s（(\[【])+")
_NUMBERED = re.compile(r"^[(（]?\d{1,2}[.、．)）]\s*")
_WITH_BRACKET = re.compile(r"^(.+?)[（(\[【](.*?)[）)\]】]?$")
_DETAIL_ONLY = re.compile(
    r"^(?:原?侨居国|原?居住国|居住国|[回归]国年份?|[回归]国时间|(?:残疾人?证)?证号|残疾人?证(?:号码?|编号)|等级|类别|级别|备注)[:：为是]?"
)
_DISABILITY = re.compile(
    r"^(?:残疾人?)?(?P<before>[一二三四1-4]级)?(?P<kind>视力|听力|言语|语言|肢体|智力|精神|多重)(?:残疾|残)?人?(?P<after>[一二三四1-4]级?)?$"
    r"|^(?P<grade>[一二三四1-4]级)残疾人?$|^残疾人?(?P<grade2>[一二三四1-4]级)$"
)
_DIGIT_GRADE = {grade.value: grade.word for grade in DisabilityGrade}
_KINDS = {kind.value: kind.word for kind in DisabilityKind} | {"语言": DisabilityKind.SPEECH.word}
_ENDINGS = ("人员", "对象", "家庭", "老人", "老年人", "儿童", "户", "人", "者")


class CareReader:
    """Reads care cells by the ledger's categories; equal cells are read once.

    `categories` maps every known word to its category code, and holds the words as `heading_word` gives them.
    """

    def __init__(self, categories: Mapping[str, str]) -> None:
        self._categories = categories
        self._read: dict[str, tuple[CareFact, ...]] = {}

    def read(self, cell: Cell) -> tuple[CareFact, ...]:
        """All facts of a cell in its order; the code is "" for a word that is no category."""
        text = cell_text(cell)
        facts = self._read.get(text)
        if facts is None:
            facts = self._read[text] = tuple(self._facts(text))
        return facts

    def read_mark(self, cell: Cell, category: str) -> tuple[CareFact, ...]:
        """A column of its own for one category: √ and 是 mean it, 否 and × do not, other words are details."""
        text = cell_text(cell)
        lower = text.lower()
        if not text or lower in NOTHING:
            return ()
        code = self.code(category)
        return ((code, category, "" if lower in _MARKS or heading_word(text) == category else text),)

    def code(self, word: str) -> str:
        """The category code of a word, "" if it is not known."""
        plain = heading_word(word)
        code = self._categories.get(plain, "")
        if code:
            return code
        for ending in _ENDINGS:
            if plain.endswith(ending) and (code := self._categories.get(plain[: -len(ending)], "")):
                return code
        return ""

    def disability(self, kind: str, grade: str) -> tuple[CareFact, ...]:
        """The fact told by columns 残疾类别 and 残疾等级, with or without a certificate's codes."""
        details = _disability_details(kind, grade)
        return ((self.code(DISABILITY), DISABILITY, details),) if details else ()

    def certificate(self, number: str) -> CareFact:
        """The fact that somebody has a disability certificate; ``number`` may be empty."""
        return self.code(DISABILITY), DISABILITY, f"{CERTIFICATE_LABEL}：{number}" if number else ""

    def _facts(self, text: str) -> list[CareFact]:
        facts: list[CareFact] = []
        for match in _PIECE.finditer(text):
            piece = _NUMBERED.sub("", match[0]).strip("。.")
            if not piece or piece.lower() in NOTHING:
                continue
            if _DETAIL_ONLY.match(piece) and facts:
                code, word, details = facts[-1]
                facts[-1] = (code, word, f"{details}，{piece}" if details else piece)
                continue
            fact = self._fact(piece)
            if fact not in facts:
                facts.append(fact)
        return facts

    def _fact(self, piece: str) -> CareFact:
        code = self.code(piece)
        if code:
            return code, piece, ""
        disability = _DISABILITY.match(heading_word(piece))
        if disability:
            kind = disability["kind"] or ""
            grade = disability["before"] or disability["after"] or disability["grade"] or disability["grade2"]
            return self.code(DISABILITY), DISABILITY, _disability_details(kind, grade or "")
        bracket = _WITH_BRACKET.match(piece)
        if bracket:
            return self.code(bracket[1]), bracket[1], bracket[2]
        if (certificate := read_certificate(piece)).kind:
            return self.certificate(certificate.number)
        word, colon, details = piece.replace("：", ":").partition(":")
        if colon and word:
            return self.code(word), word, details
        return "", piece, ""


def _disability_details(kind: str, grade: str) -> str:
    kind = kind.strip().removesuffix("残疾")
    kind = _KINDS.get(kind, kind)
    if kind.lower() in NOTHING:
        kind = ""
    grade = grade.strip()
    if grade.lower() in NOTHING:
        grade = ""
    return kind + _DIGIT_GRADE.get(grade.removesuffix("级"), grade)


def union(first: tuple[CareFact, ...], second: tuple[CareFact, ...]) -> tuple[CareFact, ...]:
    """Facts of both, each category once; of two the one with details wins its place.

    A certificate, a country and a year of return are added to the details of the first.
    """
    result = list(first)
    for fact in second:
        for place, known in enumerate(result):
            if known[0] == fact[0] and (known[0] or known[1] == fact[1]):
                if fact[2]:
                    result[place] = (known[0], known[1], joined(known[2], fact[2]))
                break
        else:
            result.append(fact)
    return tuple(result)


def joined(details: str, more: str) -> str:
    """The details of a fact with those of ``more`` that stand behind a label of their own and are not yet there."""
    if not details:
        return more
    for part in more.split("，"):
        label = part.partition("：")[0]
        if label in LABELS and label not in details:
            details = f"{details}，{part}"
    return details
