"""Make readings.txt, the table of Chinese characters and their readings that the program ships.

Run ``python resources/pinyin/make_pinyin_table.py`` with pypinyin 0.55.0 and pypinyin-dict 0.9.0 installed (both MIT,
see LICENSE.pypinyin.txt); the program itself needs neither. The 8,105 characters of the 通用规范汉字表 get all readings
of its standard dictionary (ktghz2013), the most usual one first; rarer characters get one reading. Tones are left out,
ü is written v.

One line per combination of readings: the readings parted by commas, a tab, all characters with these readings.
"""

import re
import unicodedata
from collections import defaultdict
from pathlib import Path

from pypinyin.pinyin_dict import pinyin_dict as usual_first
from pypinyin_dict.pinyin_data.ktghz2013 import pinyin_dict as standard

TARGET = Path(__file__).with_name("readings.txt")
HEADER = "# By make_pinyin_table.py from pypinyin-dict (ktghz2013) and pypinyin, MIT licence: LICENSE.pypinyin.txt\n"
# The dictionary's first reading is the most usual in running text; given names have another (it knows none for 晟).
_IN_NAMES = "佛fo 长chang 琢zhuo 泊bo 芾fu 仔zi 都du 似si 莘xin 伽jia 卜bu 什shi 率shuai 晟sheng"
FIRST_IN_NAMES = {entry[0]: entry[1:] for entry in _IN_NAMES.split()}
_TONES = re.compile("[\u0300\u0301\u0304\u030c]")


def plain(reading: str) -> str:
    """A syllable without its tone: "lǜ" becomes "lv", "ê̄" becomes "e"."""
    letters = _TONES.sub("", unicodedata.normalize("NFD", reading))
    return unicodedata.normalize("NFC", letters).replace("ü", "v").replace("ê", "e")


def syllables(entry: str) -> list[str]:
    """The readings of one dictionary entry, each once, only those that are written with letters a to z."""
    return [
        reading for reading in dict.fromkeys(map(plain, entry.split(","))) if re.fullmatch("[a-z]+", reading)
    ]


def readings_of(code: int) -> tuple[str, ...]:
    """All standard readings with the usual one first, or the one usual reading of a rarer character."""
    usual = syllables(usual_first.get(code, ""))
    known = syllables(standard.get(code, ""))
    if not known:
        return tuple(usual[:1])
    rank = {reading: place for place, reading in enumerate(usual)}
    known.sort(key=lambda reading: rank.get(reading, len(rank)))
    first = FIRST_IN_NAMES.get(chr(code), known[0])
    return tuple(dict.fromkeys((first, *known)))


def main() -> None:
    """Write the table beside this script."""
    characters: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for code in sorted(usual_first.keys() | standard.keys()):
        if found := readings_of(code):
            characters[found].append(chr(code))
    lines = (f"{','.join(found)}\t{''.join(characters[found])}\n" for found in sorted(characters))
    TARGET.write_text(HEADER + "".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
