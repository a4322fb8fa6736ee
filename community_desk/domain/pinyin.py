"""Pinyin of names: every reading for the search, one for display and order.

A surname is read as a surname (曾 is zeng, not ceng): the surname table decides first, for it is what dictionaries of
characters get wrong; staff may put in the pinyin of a person by hand. The table of readings is read on first use.
"""

import re
import unicodedata
from functools import cache, lru_cache

from community_desk.shipped import resource_path

PINYIN_RECIPE = 1
"""Version of `name_key`'s form and of the table behind it; stored keys of another version are made anew."""

MOST_READINGS = 4
"""More readings of one name only make noise in the search."""

Reading = tuple[str, ...]

# Read otherwise than the character alone. The first is shown; the others are other families' own reading.
_SURNAME_READINGS = (
    "单shan 仇qiu 解xie 曾zeng 查zha 区ou 翟zhai,di 盖ge,gai 覃qin,tan 乐yue,le 朴piao 缪miao 牟mu,mou 薄bo "
    "种chong 秘bi 员yun 贠yun 洗xian 召shao 黑he 折she 么yao 郇xun,huan 隗wei,kui 祭zhai 繁po 句gou "
    "谌chen,shen 藏zang 能nai 费fei,bi 乜nie 郗xi,chi 郄qie,xi 莘shen,xin 宓mi,fu 钭tou 不fou 重chong 粘nian"
)
_DOUBLE_SURNAME_READINGS = (
    "欧阳ou-yang 上官shang-guan 司马si-ma 诸葛zhu-ge 东方dong-fang 皇甫huang-fu 尉迟yu-chi 公孙gong-sun "
    "令狐ling-hu 慕容mu-rong 宇文yu-wen 司徒si-tu 司空si-kong 夏侯xia-hou 南宫nan-gong 轩辕xuan-yuan "
    "端木duan-mu 百里bai-li 东郭dong-guo 呼延hu-yan 独孤du-gu 长孙zhang-sun 万俟mo-qi 闻人wen-ren "
    "公羊gong-yang 赫连he-lian 澹台tan-tai 公冶gong-ye 宗政zong-zheng 濮阳pu-yang 淳于chun-yu 单于chan-yu "
    "太叔tai-shu 申屠shen-tu 仲孙zhong-sun 钟离zhong-li 鲜于xian-yu 闾丘lv-qiu 亓官qi-guan 司寇si-kou "
    "拓跋tuo-ba 谷梁gu-liang 段干duan-gan 西门xi-men 第五di-wu 完颜wan-yan 纳兰na-lan 叶赫ye-he 那拉na-la "
    "富察fu-cha 耶律ye-lv 乐正yue-zheng 漆雕qi-diao 颛孙zhuan-sun 巫马wu-ma 夹谷jia-gu"
)
_SURNAMES: dict[str, Reading] = {entry[0]: tuple(entry[1:].split(",")) for entry in _SURNAME_READINGS.split()}
_DOUBLE_SURNAMES: dict[str, Reading] = {
    entry[:2]: tuple(entry[2:].split("-")) for entry in _DOUBLE_SURNAME_READINGS.split()
}

_HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_TONES = re.compile("[\u0300\u0301\u0304\u030c]")
_VOWELS = frozenset("aeiouv")
_SYLLABLES_TYPED = re.compile(r"[^\W\d_]+")


# Characters beyond U+FFFF make a pattern slow to compile (2 ms each), and a window starts without reading a name.
@cache
def _all_han() -> re.Pattern[str]:
    return re.compile(f"[{_HAN}]+")


@cache
def _pieces() -> re.Pattern[str]:
    """Outside Han a run of letters counts as one syllable: "Anna", "Kim"."""
    return re.compile(f"[{_HAN}]|[^\\W_{_HAN}]+")


@cache
def _table() -> dict[str, Reading]:
    """Character → its readings, the usual one first."""
    table: dict[str, Reading] = {}
    with resource_path("pinyin", "readings.txt").open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                syllables, _, characters = line.rstrip("\n").partition("\t")
                table.update(dict.fromkeys(characters, tuple(syllables.split(","))))
    return table


@cache
def _syllables() -> frozenset[str]:
    """All syllables of the table that a typed word may be cut into: not the bare n and hng of exclamations."""
    return frozenset(
        syllable
        for reading in set(_table().values())
        for syllable in reading
        if not _VOWELS.isdisjoint(syllable)
    )


def _of_piece(piece: str) -> Reading:
    return _table().get(piece) or (piece.lower(),)


@lru_cache(maxsize=16384)
def _positions(name: str) -> tuple[Reading, ...]:
    """For every syllable of a name its possible readings, the one to show first."""
    if not _all_han().fullmatch(name):
        return tuple(map(_of_piece, _pieces().findall(name)))
    table = _table()
    if len(name) > 2 and (double := _DOUBLE_SURNAMES.get(name[:2])):
        return tuple((syllable,) for syllable in double) + tuple([table.get(c) or (c,) for c in name[2:]])
    found = [table.get(character) or (character,) for character in name]
    if len(name) > 1 and (surname := _SURNAMES.get(name[0])):
        found[0] = surname + tuple(reading for reading in found[0] if reading not in surname)
    return tuple(found)


def readings(name: str, edited: str = "") -> tuple[Reading, ...]:
    """All readings of a normalised name, at most four, as tuples of syllables in small letters, ü written v.

    The first is the one to show: what staff put in (``edited``), else the surname's reading with the usual ones behind
    it. The others differ from it in as few syllables as possible, the surname's before the given name's.
    """
    positions = _positions(name)
    first = tuple([choices[0] for choices in positions])
    if edited and (typed := _typed(edited, len(positions))):
        found = [typed, first] if positions else [typed]
    elif not positions:
        return ()
    else:
        found = [first]
    several = [index for index, choices in enumerate(positions) if len(choices) > 1]
    for index in several:
        found += [(*first[:index], other, *first[index + 1 :]) for other in positions[index][1:]]
    if len(several) > 1:
        one, two = several[0], several[1]
        found.append(
            tuple(
                [choices[1] if index in (one, two) else choices[0] for index, choices in enumerate(positions)]
            )
        )
    return tuple(dict.fromkeys(found))[:MOST_READINGS] if len(found) > 1 else (first,)


def _typed(edited: str, length: int) -> Reading:
    """Pinyin as staff type it, with or without tones, spaces, capitals: "Zēng Yàn", "zengyan", "lü"."""
    letters = _TONES.sub("", unicodedata.normalize("NFD", edited.lower()))
    letters = unicodedata.normalize("NFC", letters).replace("ü", "v").replace("u:", "v")
    typed = tuple(_SYLLABLES_TYPED.findall(letters))
    if len(typed) == 1 and length > 1:
        return _cut(typed[0], length) or typed
    return typed


def _cut(letters: str, count: int) -> Reading:
    """Letters written in one word, cut into this many syllables; () where that cannot be."""
    if count == 1:
        return (letters,) if letters in _syllables() else ()
    for end in range(min(6, len(letters) - count + 1), 0, -1):
        if letters[:end] in _syllables() and (rest := _cut(letters[end:], count - 1)):
            return (letters[:end], *rest)
    return ()


def display_pinyin(name: str, edited: str = "") -> str:
    """The pinyin to show beside a name: "su hong yan", "lü"."""
    found = readings(name, edited)
    return " ".join(found[0]).replace("lv", "lü").replace("nv", "nü") if found else ""


def name_key(name: str, edited: str = "") -> str:
    """The stored key of the order of names: by pinyin, then by character, position by position.

    So all 苏 stand together before all 宿, although both are su. Each syllable is followed by its character; the space
    between them is less than any letter, so "su" comes before "suan".
    """
    pieces = name if _all_han().fullmatch(name) else _pieces().findall(name)
    if edited and (typed := _typed(edited, len(pieces))):
        if len(typed) != len(pieces):
            return " ".join((*typed, name))
        syllables = typed
    else:
        syllables = tuple([choices[0] for choices in _positions(name)])
    return " ".join([f"{syllable} {piece}" for syllable, piece in zip(syllables, pieces, strict=True)])


def syllable_spellings(syllable: str) -> tuple[str, ...]:
    """How a syllable may be typed: ü as v, as yu (travel documents print LYU) or as u; others as they are."""
    if syllable[:2] in ("lv", "nv"):
        return syllable, syllable[0] + "yu" + syllable[2:], syllable[0] + "u" + syllable[2:]
    return (syllable,)
