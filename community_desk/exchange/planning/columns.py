"""What a column means, by its heading: synonyms from `resources/catalog/import_columns.toml`, each with a weight.

A heading is looked up whole, then without remarks in brackets, then without words that say nothing
("居民姓名" is 姓名). Nothing is guessed from a part of a word: 配偶身份证号 is not the person's own number.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from community_desk.exchange.import_plan import ColumnChoice, Field
from community_desk.exchange.planning.cells import heading_without_remark, heading_word
from community_desk.exchange.tables import column_letter

# Fields that several columns may fill; of any other the surest column is taken, and the first of equals.
REPEATABLE = frozenset(
    (Field.PHONE, Field.CARE, Field.CARE_MARK, Field.NOTE, Field.EXCLUDED, Field.NONE, Field.VISIT_NOTE)
)

_SAYS_NOTHING = re.compile(
    r"^(?:居民|人员|人口|成员|家庭成员|本人|住户|现|填写|登记|基本|个人|您的|请填)+"
    r"|(?:信息|情况|必填|选填|填写|登记|栏|一栏)+$"
)
_YES_OR_NO = re.compile(r"^(?:是否为?|是不是|有无|属于)|(?:是否|是/?否|有无|情况|标记|人员|对象|户|家庭)+$")
_SOMEBODY_ELSE = re.compile(
    r"紧急|监护|联系人|代理人|赡养|照护|照料|子女|儿子|女儿|家属|亲属|父亲|母亲|配偶|结对|亲友"
)
_CONTACT_PARTS = (
    (re.compile(r"关系"), Field.CONTACT_RELATION),
    (re.compile(r"电话|手机|号码|联系方式"), Field.CONTACT_PHONE),
    (re.compile(r"姓名|名字|联系人$"), Field.CONTACT_NAME),
)
_ID_OF_SOMEBODY = re.compile(r"身份证|证件|公民身份")


@dataclass(frozen=True)
class ColumnWords:
    """The synonyms: heading word → (field, weight up to 1), the words that keep a column out, category words."""

    synonyms: Mapping[str, tuple[Field, float]]
    excluded: Sequence[str]
    categories: Mapping[str, str]

    @cached_property
    def _excluded(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self.excluded)) or r"(?!)")

    def match(self, heading: str) -> tuple[Field, float, str]:
        """Field, confidence and detail of one heading; (NONE, 0, "") where nothing fits."""
        word = heading_word(heading)
        if not word or len(word) > 40:
            return Field.NONE, 0.0, ""
        if self._excluded.search(word):
            return Field.EXCLUDED, 1.0, ""
        if word in self.synonyms:
            return *self.synonyms[word], ""
        plain = heading_without_remark(heading)
        if plain in self.synonyms:
            field, weight = self.synonyms[plain]
            return field, weight * 0.95, ""
        short = _SAYS_NOTHING.sub("", plain)
        if short in self.synonyms:
            field, weight = self.synonyms[short]
            return field, weight * 0.9, ""
        if _SOMEBODY_ELSE.search(plain) and not _ID_OF_SOMEBODY.search(plain):
            for pattern, field in _CONTACT_PARTS:
                if pattern.search(plain):
                    return field, 0.8, ""
        for candidate in (word, plain, _YES_OR_NO.sub("", word), _YES_OR_NO.sub("", plain)):
            if candidate in self.categories:
                return Field.CARE_MARK, 0.8, candidate
        return Field.NONE, 0.0, ""

    def match_unfolded(self, parts: Sequence[str]) -> tuple[Field, float, str]:
        """The same for a heading of several rows, from the top down: 联系方式 over 手机, 紧急联系人 over 姓名."""
        if len(parts) < 2:
            return self.match(parts[0] if parts else "")
        whole = self.match("".join(parts))
        if whole[0] is not Field.NONE:
            return whole
        lowest = self.match(parts[-1])
        if lowest[0] is not Field.NONE:
            return lowest
        above = self.match(parts[-2])
        # What stands below a heading for phones is a phone; below 住址 it may be anything.
        if above[0] in (Field.PHONE, Field.CARE, Field.EXCLUDED):
            return above[0], above[1] * 0.7, ""
        return Field.NONE, 0.0, ""


def chosen_columns(
    headings: Sequence[Sequence[str]],
    *,
    by_hand: Mapping[int, Field],
    by_heading: Mapping[str, Field],
    remembered: Mapping[int, str],
) -> dict[int, Field]:
    """What was decided for the columns of a table: by hand for this sheet, for a heading, or the last time.

    Of two columns that cannot both be one thing the later decision stands.
    """
    chosen = {}
    for column, parts in enumerate(headings):
        choice = ColumnChoice(column, "", " ".join(parts), Field.NONE, 0.0)
        for heading, field in by_heading.items():
            if choice.is_called(heading):
                chosen[column] = field
    single = {field for field in by_hand.values() if field not in REPEATABLE}
    chosen = {column: field for column, field in chosen.items() if field not in single} | dict(by_hand)
    single = {field for field in chosen.values() if field not in REPEATABLE}
    for column, value in remembered.items():
        # A field that another version of the program knew is found anew.
        if (
            column < len(headings)
            and column not in chosen
            and value in _FIELDS
            and _FIELDS[value] not in single
        ):
            chosen[column] = _FIELDS[value]
    return chosen


_FIELDS = {field.value: field for field in Field}


def choose_columns(
    headings: Sequence[Sequence[str]], words: ColumnWords, wanted: Mapping[int, Field]
) -> list[ColumnChoice]:
    """What each column is taken for. `wanted` are a person's own choices, which win over the synonyms.

    An excluded column stays excluded whatever is wanted (民族, 宗教 … are not to be stored).
    """
    found = [words.match_unfolded(parts) for parts in headings]
    chosen: dict[Field, int] = {}
    for column, (field, _confidence, detail) in enumerate(found):
        if column in wanted and field is not Field.EXCLUDED:
            # Somebody may say that a heading is a category, be it one that the office's list does not have.
            other = " ".join(headings[column]) if wanted[column] is Field.CARE_MARK else ""
            found[column] = (wanted[column], 1.0, detail if wanted[column] is field else other)
    by_surety = sorted(range(len(found)), key=lambda c: (c not in wanted, -found[c][1], c))
    for column in by_surety:
        field = found[column][0]
        if field in REPEATABLE:
            continue
        if field in chosen:
            found[column] = (Field.NONE, 0.0, "")
        else:
            chosen[field] = column
    return [
        ColumnChoice(column, column_letter(column), " ".join(parts), field, round(confidence, 2), detail)
        for column, (parts, (field, confidence, detail)) in enumerate(zip(headings, found, strict=True))
    ]
