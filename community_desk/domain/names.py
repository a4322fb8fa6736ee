"""Names of people: one spelling for what is one name, and a warning for what will not print (民委发〔2016〕33号)."""

import re
import unicodedata
from functools import cache, lru_cache

from community_desk.domain.codes import Sex

MIDDLE_DOT = "\u00b7"

_HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_PLAIN = re.compile(r"[\u4e00-\u9fef]+")
_COMMON = re.compile(r"[\u3400-\u4db5\u4e00-\u9fef\u3007·A-Za-z' .\-]+")
_HAN_NAME = re.compile(f"[{_HAN}]+")

# Controls, zero-width and bidirectional marks, byte order marks, variation selectors: they print as boxes or not at all
# and make one name two. ZWJ and ZWNJ go too: no name written in China needs them.
_DROPPED = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]+"
)
_SPACES = re.compile(r"\s+")
_DOTS = re.compile("\\s*[\u2022\u2027\u30fb\u22c5\u2219\u0387\u25cf\u2e31\u16eb\u00b7]+\\s*")
_EDGES = " '`‘’\"“”*,，;；:：" + MIDDLE_DOT

# Python's gb18030 codec follows the edition of 2000: FE59 and its like come out as private-use code points, and so they
# do from old Windows programs, which put the whole row FE50–FEA0 there. GB 18030-2022, table of changed code points.
_FE50_ROW = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹"
    "䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
_PRIVATE_TO_STANDARD = {0xE815 + index: character for index, character in enumerate(_FE50_ROW)}
_PRIVATE_TO_STANDARD[0xE7C7] = "\u1e3f"
_PRIVATE_TO_STANDARD[0xE7C8] = "\u01f9"

# NFKC repairs the Kangxi radicals (U+2F00…); of the supplement it knows two, and PDFs hold the others as well.
_RADICALS = dict(
    zip(
        map(ord, "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳⺼⻢⺙⺩"),
        "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟月马攵王",
        strict=True,
    )
)
_REPAIRED = _PRIVATE_TO_STANDARD | _RADICALS


# Characters beyond U+FFFF make a pattern slow to compile (3 ms each); most names need none of these two.
@cache
def _space_in_han() -> re.Pattern[str]:
    return re.compile(f"(?<=[{_HAN}{MIDDLE_DOT}])\\s+(?=[{_HAN}{MIDDLE_DOT}])")


@cache
def _stop_in_han() -> re.Pattern[str]:
    return re.compile(f"(?<=[{_HAN}])\\s*[.．]\\s*(?=[{_HAN}])")


_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_UNREADABLE = re.compile("[\ufffd\uffff?？□■◇◆\ud800-\udfff]|[\u00c0-\u00ff]{4,}")
_RARE = re.compile("[\u9ff0-\u9fff\U00020000-\U000323af]")

_DOUBLE_SURNAMES = (
    "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 宇文 司徒 司空 夏侯 南宫 轩辕 端木 百里 东郭 呼延 独孤 长孙 "
    "万俟 闻人 公羊 赫连 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 亓官 司寇 拓跋 夹谷 宰父 谷梁 "
    "段干 东门 西门 南门 左丘 梁丘 第五 完颜 纳兰 叶赫 那拉 富察 耶律 微生 漆雕 乐正 壤驷 公良 巫马 公西 颛孙 北宫"
)
DOUBLE_SURNAMES = frozenset(_DOUBLE_SURNAMES.split())
# Four-character Han names are split only behind one of these (two of them in a row are a couple's double name);
# otherwise they are likely to be a name from another language written in Han characters.
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓"
    "郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
    "宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉"
    "宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧"
    "殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖闫付涂代区覃丘粟苟植"
)


def normalise_name(text: str) -> str:
    """One spelling for one name; what comes out is stored, printed and compared. Idempotent.

    Kangxi radicals and full-width forms become ordinary characters (NFKC), private-use code points of GB 18030 their
    standard characters, every kind of middle dot U+00B7; controls, zero-width marks and variation selectors go. Spaces
    inside a Han name are layout ("林　玲" is 林玲), inside other names they are kept, one at a time.
    """
    if _PLAIN.fullmatch(text):  # nearly all
        return text
    text = _SPACES.sub(" ", _DROPPED.sub("", text.translate(_REPAIRED)))
    text = _DROPPED.sub("", unicodedata.normalize("NFKC", text).translate(_REPAIRED))
    text = _stop_in_han().sub(MIDDLE_DOT, _DOTS.sub(MIDDLE_DOT, text))
    text = _space_in_han().sub("", text)
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text).strip(_EDGES))


def name_problem(text: str) -> str:
    """What to warn of in a normalised name: "" or ``unreadable``, ``private_use``, ``rare``.

    ``rare`` is a character beyond the basic plane or outside GB 18030's lists: it prints with the fallback font, other
    programs may show a box. Not wrong, only worth a look. An empty name has no problem here.
    """
    if _COMMON.fullmatch(text):
        return ""
    if _UNREADABLE.search(text):
        return "unreadable"
    if _PRIVATE.search(text):
        return "private_use"
    return "rare" if _RARE.search(text) else ""


@lru_cache(maxsize=4096)
def split_name(name: str) -> tuple[str, str]:
    """(surname, given name) of a normalised name.

    Names with a middle dot, foreign ones and Han names that are not built like surname and given name stay whole:
    (name, "").
    """
    length = len(name)
    if length < 2 or length > 4 or not _HAN_NAME.fullmatch(name):
        return name, ""
    if length > 2 and name[:2] in DOUBLE_SURNAMES:
        return name[:2], name[2:]
    if length == 4:
        if name[0] in _SURNAMES and name[1] in _SURNAMES:
            return name[:2], name[2:]
        if name[0] not in _SURNAMES:
            return name, ""
    return name[0], name[1:]


def salutation(name: str, sex: Sex) -> str:
    """What a volunteer's paper calls the person: 苏女士, 陈先生, 苏某 where the sex is not known.

    A name that cannot be split stays whole before its title.
    """
    surname, given = split_name(name)
    title = {Sex.MALE: "先生", Sex.FEMALE: "女士"}.get(sex, "")
    if not name:
        return ""
    if not given:
        return name + title
    return surname + (title or "某")
