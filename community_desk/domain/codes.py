"""The short codes the ledger stores, each with the Chinese word a person reads.

Values are stored and exchanged, so they never change; words may. Where a public standard has codes, its codes are used.
"""

from enum import StrEnum
from typing import Self


class _Code(StrEnum):
    """A stored value with its Chinese word; an empty word means "nothing to show"."""

    _word: str

    def __new__(cls, value: str, word: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member._word = word
        return member

    @property
    def word(self) -> str:
        """What a person reads."""
        return self._word

    @classmethod
    def from_word(cls, word: str) -> Self | None:
        """The member with this Chinese word or stored value, or None; spaces around it do not matter."""
        word = word.strip()
        for member in cls:
            if word == member.value or (word and word == member.word):
                return member
        return None


class Sex(_Code):
    """GB/T 2261.1."""

    UNKNOWN = "0", ""
    MALE = "1", "男"
    FEMALE = "2", "女"
    NOT_STATED = "9", ""

    @classmethod
    def from_word(cls, word: str) -> "Sex":
        """The sex a ledger's word means ("男性", "M", "1", "1.0"); UNKNOWN for a blank or a word not known."""
        return _SEX_WORDS.get(word) or _SEX_WORDS.get(word.strip().upper(), Sex.UNKNOWN)


_SEX_WORDS = {
    **dict.fromkeys(("男", "男性", "男士", "男孩", "M", "MALE", "1", "1.0", "♂"), Sex.MALE),
    **dict.fromkeys(("女", "女性", "女士", "女孩", "F", "FEMALE", "2", "2.0", "♀"), Sex.FEMALE),
    **dict.fromkeys(("9", "9.0", "未说明"), Sex.NOT_STATED),
}


class ResidentStatus(_Code):
    LIVING = "living", "在住"
    AWAY = "away", "外出"
    MOVED = "moved", "搬离"
    DECEASED = "deceased", "已故"


class Residence(_Code):
    """Whether a person lives where they are registered."""

    UNKNOWN = "", ""
    TOGETHER = "together", "人户一致"
    REGISTERED_ELSEWHERE = "registered_elsewhere", "人在户不在"
    LIVES_ELSEWHERE = "lives_elsewhere", "户在人不在"

    @classmethod
    def from_word(cls, word: str) -> "Residence":
        """What a ledger's word means; UNKNOWN for a blank or a word not known."""
        return _RESIDENCE_WORDS.get(word.strip().replace("、", "").replace("，", ""), Residence.UNKNOWN)


_RESIDENCE_WORDS = {
    **dict.fromkeys(
        (
            "人户一致",
            "人户同在",
            "人在户在",
            "在册在住",
            "户籍常住",
            "常住户籍",
            "常住",
            "户籍人口",
            "本地户籍",
            "together",
        ),
        Residence.TOGETHER,
    ),
    **dict.fromkeys(
        (
            "人在户不在",
            "人户分离",
            "非户籍",
            "流动人口",
            "外来人口",
            "外来",
            "暂住",
            "人在户无",
            "registered_elsewhere",
        ),
        Residence.REGISTERED_ELSEWHERE,
    ),
    **dict.fromkeys(
        ("户在人不在", "空挂户", "空挂", "挂户", "人不在", "户在人无", "外出", "lives_elsewhere"),
        Residence.LIVES_ELSEWHERE,
    ),
}


class ContactPreference(_Code):
    """How a person or a household wants to be reached; from the most open to the strictest."""

    ANYTIME = "anytime", "可上门"
    PHONE_ONLY = "phone_only", "仅电话"
    NO_VISIT_FOR_NOW = "no_visit_for_now", "暂不上门"

    def stricter(self, other: "ContactPreference") -> "ContactPreference":
        """The stricter of the two: a resident's wish and the household's are both honoured."""
        return max(self, other, key=_STRICTNESS.__getitem__)


_STRICTNESS = {preference: rank for rank, preference in enumerate(ContactPreference)}


class Tenure(_Code):
    OWN = "own", "自住"
    LET = "let", "出租"
    EMPTY = "empty", "空置"
    UNKNOWN = "unknown", ""

    @classmethod
    def from_word(cls, word: str) -> "Tenure":
        """What a ledger's word means; UNKNOWN for a blank or a word not known."""
        return _TENURE_WORDS.get(word.strip(), Tenure.UNKNOWN)


_TENURE_WORDS = {
    **dict.fromkeys(("自住", "自有", "自购", "自建", "业主", "产权", "自有住房", "own"), Tenure.OWN),
    **dict.fromkeys(("出租", "租住", "租赁", "承租", "租户", "租房", "租", "公租房", "let"), Tenure.LET),
    **dict.fromkeys(("空置", "空房", "空户", "空", "无人居住", "未入住", "empty"), Tenure.EMPTY),
}


class CompoundKind(_Code):
    ESTATE = "estate", "小区"
    HAMLET = "hamlet", "自然村"


class BuildingKind(_Code):
    BLOCK = "block", "楼栋"
    LANE = "lane", "巷路"


class IdType(_Code):
    NONE = "", ""
    RESIDENT_ID = "resident_id", "居民身份证"
    HMT_RESIDENCE_PERMIT = "hmt_residence_permit", "港澳台居民居住证"
    FOREIGN_PERMANENT_RESIDENT = "foreign_permanent_resident", "外国人永久居留身份证"
    TRAVEL_PERMIT = "travel_permit", "来往内地（大陆）通行证"
    PASSPORT = "passport", "护照"
    OTHER = "other", "其他证件"

    @classmethod
    def from_word(cls, word: str) -> "IdType":
        """What a ledger's 证件类型 means, by the telling part of the word; NONE for a blank, else OTHER."""
        word = word.strip()
        for part, kind in _ID_TYPE_PARTS:
            if part in word:
                return kind
        return IdType.OTHER if word else IdType.NONE


# Looked through in order: 外国人永久居留身份证 holds the word 身份证, 台湾居民居住证 the word 居住证.
_ID_TYPE_PARTS = (
    ("永久居留", IdType.FOREIGN_PERMANENT_RESIDENT),
    ("居住证", IdType.HMT_RESIDENCE_PERMIT),
    ("通行证", IdType.TRAVEL_PERMIT),
    ("回乡证", IdType.TRAVEL_PERMIT),
    ("台胞证", IdType.TRAVEL_PERMIT),
    ("护照", IdType.PASSPORT),
    ("身份证", IdType.RESIDENT_ID),
    *((kind.value, kind) for kind in IdType if kind.value),
)


class BirthCalendar(_Code):
    SOLAR = "solar", "公历"
    LUNAR = "lunar", "农历"


class LinkKind(_Code):
    """What a person is to a resident, where "relation to head" cannot say it."""

    GUARDIAN = "guardian", "监护人"
    CHILD = "child", "子女"
    EMERGENCY_CONTACT = "emergency_contact", "紧急联系人"
    OTHER = "other", "其他"


class AbilityLevel(_Code):
    """GB/T 42195-2022, ability of elders; 半失能 is no level of it and is kept as a word with a doubt."""

    INTACT = "intact", "能力完好"
    MILD = "mild", "轻度失能"
    MODERATE = "moderate", "中度失能"
    SEVERE = "severe", "重度失能"
    COMPLETE = "complete", "完全失能"

    @classmethod
    def from_word(cls, word: str) -> "AbilityLevel | None":
        """The level a ledger's word names; None for 半失能, 失能 and other words that name no level."""
        return _ABILITY_WORDS.get(word.strip().replace("老人", "").replace("依赖", "失能"))


_ABILITY_WORDS = {
    **{level.value: level for level in AbilityLevel},
    **{level.word: level for level in AbilityLevel},
    **{level.word.removesuffix("失能"): level for level in AbilityLevel},
    **dict.fromkeys(("完好", "自理", "能自理", "完全自理", "生活自理", "全自理"), AbilityLevel.INTACT),
    **dict.fromkeys(("全失能", "完全不能自理"), AbilityLevel.COMPLETE),
}


class DisabilityKind(_Code):
    """GB/T 26341-2010; the 19th digit of a disability certificate's number."""

    SIGHT = "1", "视力"
    HEARING = "2", "听力"
    SPEECH = "3", "言语"
    LIMBS = "4", "肢体"
    INTELLECT = "5", "智力"
    MIND = "6", "精神"
    SEVERAL = "7", "多重"

    @classmethod
    def from_word(cls, word: str) -> "DisabilityKind | None":
        """The kind a ledger's word names: "肢体", "肢体残疾", "语言残", "4"; None for others."""
        word = word.strip().removesuffix("人").removesuffix("残疾").removesuffix("残")
        return super().from_word({"语言": "言语", "听言": "多重"}.get(word, word))


class DisabilityGrade(_Code):
    """GB/T 26341-2010, 1 is the heaviest; the 20th digit of a disability certificate's number."""

    FIRST = "1", "一级"
    SECOND = "2", "二级"
    THIRD = "3", "三级"
    FOURTH = "4", "四级"

    @classmethod
    def from_word(cls, word: str) -> "DisabilityGrade | None":
        """The grade a ledger's word names: "二级", "2级", "二", "Ⅱ级", "2"; None for others."""
        word = word.strip().removesuffix("级").translate(_GRADE_FIGURES)
        return super().from_word(word)


_GRADE_FIGURES = str.maketrans("一二三四壹贰叁肆ⅠⅡⅢⅣ", "123412341234")


class LifeEventKind(_Code):
    """What can happen to a person or a household."""

    BORN = "born", "出生"
    MOVED_IN = "moved_in", "搬入"
    MOVED_INSIDE = "moved_inside", "社区内搬家"
    SPLIT = "split", "分户"
    MERGED = "merged", "并户"
    NEW_HEAD = "new_head", "换户主"
    MOVED_AWAY = "moved_away", "搬离"
    DEATH_REPORTED = "death_reported", "听说去世（待核实）"
    DIED = "died", "去世"
    DEATH_WITHDRAWN = "death_withdrawn", "去世登记撤回"
    AWAY = "away", "外出"
    RETURNED = "returned", "回来"


class DeathState(_Code):
    """How sure a death is: a report only stops birthday and gift prompts, a confirmed one changes the status."""

    NONE = "", ""
    REPORTED = "reported", "听说去世（待核实）"
    CONFIRMED = "confirmed", "已核实"


class AccessAction(_Code):
    """What was done with residents' data, for the access log."""

    PRINT = "print", "打印"
    EXPORT = "export", "导出"
    FULL_ID = "full_id", "查看完整证件号"
    ERASE = "erase", "彻底删除"
    TRIM_LOG = "trim_log", "清理旧记录"


class PaperState(_Code):
    """Where a printed paper is."""

    NONE = "", ""
    OUT = "out", "在外"
    RETURNED = "returned", "已收回"
    SHREDDED = "shredded", "已销毁"
    LOST = "lost", "遗失"


class VisitMethod(_Code):
    """How somebody was visited or tried to be; "" where a file tells of a visit without saying how."""

    UNKNOWN = "", ""
    DOOR = "door", "上门"
    PHONE = "phone", "电话"
    VIDEO = "video", "视频"
    OFFICE = "office", "来访"
    OUTSIDE = "outside", "路上遇到"


class Outcome(_Code):
    """What came of a visit or a call; "" where a file tells of a visit without saying what.

    Seeing the person, hearing of them from the family and from neighbours or the 楼长 are kept apart: each visit rule
    says whose word counts, and a daughter-in-law at the door is not grandmother seen.
    """

    UNKNOWN = "", ""
    MET = "met", "已见面"
    FAMILY_TOLD = "family_told", "家人告知"
    NEIGHBOUR_TOLD = "neighbour_told", "邻居楼长告知"
    NOT_HOME = "not_home", "无人在家"
    REFUSED = "refused", "婉拒"
    INACCESSIBLE = "inaccessible", "进不去楼"
    MOVED = "moved", "搬离"
    AWAY = "away", "外出"
    NOT_TRIED = "not_tried", "未走到"
    LANGUAGE_BARRIER = "language_barrier", "语言不通"

    def word_for(self, method: VisitMethod) -> str:
        """What a person reads of it after such a visit: nobody is met or not at home on the telephone."""
        return _SPOKEN_OUTCOMES.get(self, self.word) if method is VisitMethod.PHONE else self.word

    @property
    def is_contact(self) -> bool:
        """Whether the household was reached; an attempt is not a contact. Visits of old ledgers count as made."""
        return self in _CONTACTS


_SPOKEN_OUTCOMES = {Outcome.MET: "已通话", Outcome.NOT_HOME: "没有接通"}
_CONTACTS = frozenset((Outcome.UNKNOWN, Outcome.MET, Outcome.FAMILY_TOLD))


class SpokeWith(_Code):
    """Who was on the other end of a call about a resident."""

    NOBODY = "nobody", "没有接通"
    SELF = "self", "本人"
    FAMILY = "family", "家人"
    NEIGHBOUR = "neighbour", "邻居或楼长"

    @property
    def outcome(self) -> Outcome:
        """What such a call is worth as a visit to the resident."""
        return _WORTH[self]


_WORTH = {
    SpokeWith.NOBODY: Outcome.NOT_HOME,
    SpokeWith.SELF: Outcome.MET,
    SpokeWith.FAMILY: Outcome.FAMILY_TOLD,
    SpokeWith.NEIGHBOUR: Outcome.NEIGHBOUR_TOLD,
}


class CallDirection(_Code):
    """Who rang whom."""

    IN = "in", "来电"
    OUT = "out", "去电"


class CareLevel(_Code):
    """How closely a household is looked after; on screen the word is how often."""

    HIGH = "high", "每周"
    KEY = "key", "每月"
    GENERAL = "general", "每季"


class CaseState(_Code):
    OPEN = "open", "在册"
    CLOSED = "closed", "已结案"


class CloseReason(_Code):
    """Why a care case was closed; words that do credit go with it."""

    IMPROVED = "improved", "情况好转"
    GAVE_UP_PLACE = "gave_up_place", "主动让出名额"
    FAMILY_CARES = "family_cares", "家人照料"
    IN_CARE_HOME = "in_care_home", "入住机构"
    NOT_WANTED = "not_wanted", "本人不需要"
    MOVED = "moved", "搬离"
    DECEASED = "deceased", "已故"
    IN_ERROR = "in_error", "建档有误"
    OTHER = "other", "其他"


class IntervalUnit(_Code):
    DAY = "day", "天"
    MONTH = "month", "个月"


class FollowUpKind(_Code):
    """Where something to be done comes from: said to somebody, or seen to be needed."""

    PROMISE = "promise", "答应的事"
    NEED = "need", "要办的事"


class RoundState(_Code):
    OPEN = "open", "进行中"
    RELEASED = "released", "已收单"


class LineState(_Code):
    """Where a line of a printed sheet stands: with the walker, typed back in, or given back unanswered."""

    OUT = "out", "在外"
    ANSWERED = "answered", "已录入"
    RETURNED = "returned", "未走到"
