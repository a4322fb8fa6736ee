"""Names for the synthetic residents of a demo ledger: common, rare, minority and foreign ones.

Given names are put together from characters by generation and sex; no list of real persons is behind them.
"""

from random import Random

from community_desk.domain.codes import Sex

# Roughly how often the surnames of southern Fujian occur; the tail holds those with a second reading
# (单 仇 解 曾 查 区 盖 朴 翟 覃 乐) and double surnames, so that search and salutations meet them.
_SURNAMES: tuple[tuple[str, int], ...] = (
    ("陈", 118), ("林", 96), ("黄", 60), ("张", 52), ("吴", 46), ("李", 44), ("王", 42), ("郑", 34), ("苏", 33),
    ("许", 30), ("叶", 28), ("洪", 26), ("庄", 25), ("蔡", 25), ("刘", 24), ("杨", 22), ("郭", 20), ("谢", 18),
    ("邵", 16), ("周", 16), ("曾", 15), ("邱", 14), ("何", 13), ("吕", 13), ("朱", 12), ("徐", 12), ("江", 11),
    ("赖", 10), ("沈", 10), ("高", 10), ("柯", 10), ("卢", 9), ("余", 9), ("罗", 9), ("颜", 8), ("傅", 8),
    ("胡", 8), ("施", 8), ("赵", 8), ("孙", 8), ("纪", 7), ("康", 7), ("魏", 6), ("潘", 6), ("戴", 6), ("詹", 6),
    ("白", 5), ("易", 4), ("尤", 4), ("翁", 4), ("欧", 4), ("石", 3), ("单", 2), ("仇", 2), ("解", 2), ("查", 2),
    ("区", 2), ("盖", 1), ("朴", 2), ("翟", 2), ("覃", 3), ("乐", 1), ("冼", 1), ("缪", 1), ("阙", 1),
    ("欧阳", 4), ("上官", 2), ("诸葛", 1), ("司马", 1), ("令狐", 1),
)  # fmt: skip

# (born from this year on, first characters, second characters) for each sex, newest first.
_Cohort = tuple[int, str, str]
_MALE: tuple[_Cohort, ...] = (
    (2008, "浩宇子梓俊一奕沐嘉逸铭睿泽晨思", "轩宇涵睿辰泽博凡恒霖然诚昊阳航"),
    (1985, "志俊文嘉伟晓宇建家明鸿少振泽毅", "杰豪鑫龙斌超鹏辉涛凯勇健峰翔磊"),
    (1958, "建国志文永福金明水清德海荣庆家", "平华强军明辉忠勇生发成兴福全民"),
    (0, "天金水文清福德永玉火木乌万炳有", "生财发旺成来才水福泉枝土坤木树"),
)
_FEMALE: tuple[_Cohort, ...] = (
    (2008, "梓欣诗雨一可语思若佳依心艺芷沐", "涵怡萱琪彤妍瑶晴桐妤宁汐悦诺菲"),
    (1985, "雅晓慧婷丽佳淑雪艺燕小美婉静莉", "婷玲娟芳敏萍琳娜燕红云珊虹娇洁"),
    (1958, "丽秀美淑玉素惠月碧金桂春彩宝亚", "英华珍兰梅芳琴清珠莲花云香治霞"),
    (0, "秀玉金月阿桂宝素乌水碧银美淑招", "英治花珠兰枝缎莲香桃枣勉治凤线"),
)  # fmt: skip
_SINGLE = {Sex.MALE: "伟强勇军磊涛斌鹏超杰辉刚峰", Sex.FEMALE: "芳娟敏静丽艳娜玲燕红梅霞萍"}

# Characters that break careless programs. The second string lies beyond U+FFFF; all but 𠮷 and 𤧞 are
# among the 8,105 of the 通用规范汉字表, the others in GB 18030.
_RARE = "喆堃犇淼翀昇燚翯彧龑赟韡旻祎翊頔甦昉玘㛃㙍䶮"
_BEYOND_BMP = "𠮷𤧞𬭎𬱖𬟁𫖮𬘡𬭚𫖯𬴂𬀩𬒈𫍯𬕂𫰛𬱟𬬭"

_UYGUR = {
    Sex.MALE: ("买买提", "艾力", "吐尔逊", "热合曼", "阿卜杜拉", "玉素甫", "库尔班", "依明"),
    Sex.FEMALE: ("阿依古丽", "古丽娜尔", "热依汗", "米娜瓦尔", "阿米娜", "帕提古丽"),
}
_TIBETAN = {
    Sex.MALE: ("扎西", "多吉", "次仁", "丹增", "平措", "旺堆"),
    Sex.FEMALE: ("卓玛", "央金", "拉姆", "白玛", "德吉", "曲珍"),
}
_FOREIGN: dict[Sex, tuple[tuple[str, str], ...]] = {
    Sex.MALE: (("John Smith", ""), ("约翰·史密斯", "John Smith"), ("Nguyễn Văn Bình", ""), ("金成浩", "Kim Seong-ho")),
    Sex.FEMALE: (("Maria Santos", ""), ("安娜·科赫", "Anna Koch"), ("Siti Aminah", ""), ("O'Neill Mary", "")),
}  # fmt: skip

_SURNAME_WORDS = [surname for surname, _ in _SURNAMES]
_SURNAME_STEPS: list[int] = []
for _, _weight in _SURNAMES:
    _SURNAME_STEPS.append((_SURNAME_STEPS[-1] if _SURNAME_STEPS else 0) + _weight)

NOT_NAMED_YET = "暂未取名"


def surname(rng: Random) -> str:
    """A surname, at the rates of southern Fujian."""
    return rng.choices(_SURNAME_WORDS, cum_weights=_SURNAME_STEPS)[0]


def given_name(rng: Random, sex: Sex, birth_year: int) -> str:
    """A given name as people of that sex and generation bear it; about one in seventy holds a rare character."""
    draw = rng.random()
    if draw < 0.004:
        return rng.choice(_BEYOND_BMP)
    if draw < 0.007:
        return _pair(rng, sex, birth_year)[0] + rng.choice(_BEYOND_BMP)
    if draw < 0.014:
        return rng.choice(_RARE) + (_pair(rng, sex, birth_year)[1] if rng.random() < 0.5 else "")
    if draw < 0.12 and 1965 <= birth_year <= 2005:
        return rng.choice(_SINGLE[sex])
    return _pair(rng, sex, birth_year)


def _pair(rng: Random, sex: Sex, birth_year: int) -> str:
    cohorts = _MALE if sex is Sex.MALE else _FEMALE
    first, second = next((first, second) for since, first, second in cohorts if birth_year >= since)
    return rng.choice(first) + rng.choice(second)


def uygur_name(rng: Random, sex: Sex) -> str:
    """Own name and father's name with the middle dot (U+00B7) between."""
    own, father = rng.choice(_UYGUR[sex]), rng.choice(_UYGUR[Sex.MALE])
    return f"{own}·{father}"


def tibetan_name(rng: Random, sex: Sex) -> str:
    """Two names, without a surname."""
    return rng.choice(_TIBETAN[Sex.MALE]) + rng.choice(_TIBETAN[sex])


def foreign_name(rng: Random, sex: Sex) -> tuple[str, str]:
    """A foreigner's name as the ledger lists it, and the name in Latin letters where that is another."""
    return rng.choice(_FOREIGN[sex])
