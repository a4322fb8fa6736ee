"""Typing a visit sheet back in, result first: "3 5 7 9 无人" writes four lines at once.

    3 5 7 9 无人     3-9无人     3+5-7*3          which lines, then the result; "*" parts them on a number pad
    其余 无人        *3                           all lines without a result of their own
    2 见面           2.1 见面                     who was seen, where several are to be seen: the first, .0 for all
    5 外出 12.1 女儿家                            until when, where ("不详" if nobody knows)
    6 搬走 物业                                   who said so
    2 电话 家人                                   with whom
    4 平安 答应 12.1 送药 @李某某 情况 膝盖疼     further words; 情况 takes all that follows
    2 3 日期 11.20                                a day of their own
    改 5 无人        清 5        撤               instead of what was typed; blank again; the last step taken back

Each word has its pinyin initials (wr, jm …), each result a digit besides: 1 to 8 as the boxes stand on the paper, 9
for the box before the name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from community_desk.domain.errors import UserError
from community_desk.domain.near_days import read_day
from community_desk.domain.type_back import (
    CONTACT_WORDS,
    UNKNOWN_DAY,
    Contact,
    Entry,
    Form,
    Result,
    Step,
    check_day,
    clear,
    undo,
    write,
)

SHORTCUTS: dict[Result, tuple[str, ...]] = {
    Result.FAMILY: ("1", "jjr", "见家人", "家人告知"),
    Result.PHONE: ("2", "dh", "电话", "打电话"),
    Result.NOT_HOME: ("3", "wr", "无人", "没人", "无人在家"),
    Result.NEW_OCCUPANTS: ("4", "hzh", "换住户", "换人住"),
    Result.AWAY: ("5", "wc", "外出"),
    Result.REFUSED: ("6", "wj", "婉拒", "拒访"),
    Result.INACCESSIBLE: ("7", "jbq", "进不去", "进不去楼"),
    Result.MOVED: ("8", "bz", "搬走", "搬离", "搬家"),
    Result.SEEN: ("9", "jm", "见面", "见到", "见到本人", "已见面", "br", "本人"),
    Result.NEIGHBOUR: ("0", "lj", "邻居", "邻居告知", "楼长", "楼长告知", "邻居楼长告知"),
    Result.LANGUAGE_BARRIER: ("99", "yybt", "语言不通"),
    Result.NOT_TRIED: ("00", "wzd", "未走到", "没走到"),
}
"""For each result its digit, its initials and its words; the digits 1 to 8 follow the boxes on the paper."""

_RESULTS = {spelling: result for result, spellings in SHORTCUTS.items() for spelling in spellings}
_CONTACTS = {
    **dict.fromkeys(("9", "br", "本人", "见面"), Contact.SELF),
    **dict.fromkeys(("1", "jr", "家人", "家人告知", "子女"), Contact.FAMILY),
    **dict.fromkeys(("0", "lj", "邻居", "楼长", "邻居告知", "楼长告知", "邻居楼长告知"), Contact.NEIGHBOUR),
    **dict.fromkeys(("3", "mj", "没接", "没接通", "未接", "没见到", "不在"), Contact.NOBODY),
}
# Of a single person: who reached them, or that they are away.
_OF_A_PERSON = {
    **_CONTACTS,
    **dict.fromkeys(SHORTCUTS[Result.SEEN], Contact.SELF),
    **dict.fromkeys(SHORTCUTS[Result.FAMILY], Contact.FAMILY),
    **dict.fromkeys(SHORTCUTS[Result.AWAY], Contact.AWAY),
    **dict.fromkeys(SHORTCUTS[Result.NOT_HOME], Contact.NOBODY),
}
_WORDS = {
    **dict.fromkeys(("平安", "pa", "一切如常"), "fine"),
    **dict.fromkeys(("要跟进", "ygj", "跟进"), "follow_up"),
    **dict.fromkeys(("答应", "dy"), "promise"),
    **dict.fromkeys(("需要", "xy"), "need"),
    **dict.fromkeys(("日期", "rq"), "on"),
    **dict.fromkeys(("情况", "qk", "备注"), "note"),
}
_DEATHS = ("去世", "过世", "死亡", "死了", "已故", "病故", "身故", "亡故", "逝世", "qs")
_UNKNOWN = frozenset(("不详", "不知道", "不清楚", "未知", "?", "？", "bx"))
_ALL, _OTHERS = ("全部", "所有", "全"), ("全部其余", "其余", "其他", "其它", "剩下", "剩余", "其余全部")
_UNDO, _CLEAR, _REPLACE = ("撤", "撤销", "撤回", "u"), ("清", "清空", "qc"), ("改", "g", "/")
# One character for one, so that places in the text stay the same.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans("　、到至—–×", " ,----*")
_HEAD = re.compile(r"[0-9][0-9\s,.+\-]*")
_PAD = re.compile(r"[0-9a-z.*＊×]+")
_PART = re.compile(r"(\d+)(?:-(\d+)|\.(\d+))?")


@dataclass(frozen=True, slots=True)
class _Targets:
    """Which lines a command writes; ``person`` is the place of one of their people, 0 all, None the line."""

    numbers: tuple[int, ...]
    person: int | None = None


def type_in(entry: Entry, text: str, *, today: date) -> Entry:
    """The entry after what was typed; several commands are parted by ";" or stand on lines of their own.

    Either all of them are written or none. ``UserError`` for what is not understood, and as ``type_back.write``; its
    field is "command" or "line:5".
    """
    for command in re.split(r"[;；\n]", text):
        if command.strip():
            entry = _carry_out(entry, command.strip(), today)
    return entry


def _carry_out(entry: Entry, command: str, today: date) -> Entry:
    if command in _UNDO:
        if not entry.steps:
            raise UserError("还没有录入什么，没有可撤的。", field="command")
        return undo(entry)
    rest, replaces = _without(command, _REPLACE)
    rest, clears = _without(rest, _CLEAR)
    targets, words = _targets(entry.form, rest)
    if clears:
        if words or not targets.numbers:
            raise UserError("“清”后面只写行号，例如：清 5。", field="command")
        return clear(entry, targets.numbers)
    if not words:
        raise UserError(f"“{command}”还没有写结果，例如：3 5 7 无人。", field="command")
    values = _Reader(entry.form, targets, words, today).values()
    if not targets.numbers and set(values) != {"result"}:
        raise UserError("其余各行只能写一个结果，别的话请写到那一行。", field="command")
    if targets.person is not None and entry.line(targets.numbers[0]).result is Result.PHONE:
        # One call to a household may reach two of its people, who are typed one after the other.
        values.pop("result", None)
    return write(entry, Step(targets.numbers, values, replaces=replaces))


def _without(command: str, words: tuple[str, ...]) -> tuple[str, bool]:
    """The command without one of these words in front, and whether one was."""
    for word in sorted(words, key=len, reverse=True):
        follows = command[len(word) : len(word) + 1]
        if command.startswith(word) and (not word.isalpha() or not word.isascii() or not follows.isalpha()):
            return command[len(word) :].strip(), True
    return command, False


def _targets(form: Form, command: str) -> tuple[_Targets, list[str]]:
    """Which lines, and the words after them."""
    for spelling in sorted((*_OTHERS, *_ALL), key=len, reverse=True):
        if command.startswith(spelling):
            return _Targets(() if spelling in _OTHERS else form.numbers), _split(command[len(spelling) :])
    narrow = command.translate(_NARROW)
    if narrow.startswith("*"):
        return _Targets(()), _split(command[1:])
    # The digits of a result must not be taken for a line, nor a note's for either: they follow a "*" or a word.
    head = _HEAD.match(narrow)
    if head is None:
        raise UserError(f"“{command}”前面要写行号，例如：3 5 7 无人；其余 无人。", field="command")
    return _read_numbers(form, head[0]), _split(command[head.end() :])


def _read_numbers(form: Form, text: str) -> _Targets:
    numbers: list[int] = []
    persons: set[int | None] = set()
    for part in re.split(r"[\s,+]+", re.sub(r"\s*-\s*", "-", text.strip(" ,+"))):
        found = _PART.fullmatch(part)
        if found is None:
            raise UserError(f"行号“{part}”看不懂，请写成 3 5 7、3-9 或 2.1 这样。", field="command")
        first, last, person = found.groups()
        if last and int(last) < int(first):
            raise UserError(f"“{part}”倒过来了，请写成 {last}-{first}。", field="command")
        if last and int(last) > form.numbers[-1]:
            raise UserError(
                f"这张单没有第 {int(last)} 行，只有 {form.numbers[0]}–{form.numbers[-1]} 行。",
                field="command",
            )
        numbers += range(int(first), int(last or first) + 1)
        persons.add(int(person) if person else None)
    if len(persons) > 1 or (None not in persons and len(numbers) > 1):
        raise UserError("写到某一位（如 2.1）时，一次只写一行。", field="command")
    return _Targets(tuple(numbers), persons.pop())


def _split(text: str) -> list[str]:
    """The words. What stands in front of the first Chinese one may be parted by "*" besides, as on a number pad."""
    words = text.lstrip(" \u3000*＊×=＝:：").split()
    written = next((place for place, word in enumerate(words) if not _PAD.fullmatch(word)), len(words))
    typed = re.split(r"[\s*＊×]+", " ".join(words[:written]))
    return [word for word in (*typed, *words[written:]) if word]


class _Reader:
    """Reads the words of one command into slots."""

    def __init__(self, form: Form, targets: _Targets, words: list[str], today: date) -> None:
        self._form = form
        self._targets = targets
        self._words = words
        self._today = today
        self._values: dict[str, str] = {}

    def values(self) -> dict[str, str]:
        """The slots to write."""
        if self._targets.person is not None:
            contact = self._person_contact()
            self._values |= self._people(contact)
        elif self._words:
            self._result()
        while self._words:
            self._further(self._words.pop(0))
        return self._values

    def _people(self, contact: Contact) -> dict[str, str]:
        """The slots of the person meant; .0 means all of the line."""
        place = self._targets.person
        places = range(1, max(len(self._names()), 1) + 1) if place == 0 else [place]
        return {f"person:{each}": contact.value for each in places}

    def _names(self) -> tuple[str, ...]:
        """The people of the line, where it is one line."""
        return next((line.people for line in self._form.lines if (line.number,) == self._targets.numbers), ())

    def _person_contact(self) -> Contact:
        word = self._words.pop(0)
        phoned = _RESULTS.get(word) is Result.PHONE
        if phoned:
            self._values["result"] = Result.PHONE.value
            word = self._words.pop(0) if self._words else ""
        contact = _OF_A_PERSON.get(word)
        if contact is None:
            known = "、".join(dict.fromkeys(CONTACT_WORDS.values()))
            raise UserError(f"一个人怎么样，请写{known}中的一个，不能是“{word}”。", field="command")
        if contact is Contact.AWAY:
            self._until_and_place()
        return contact

    def _result(self) -> None:
        word = self._words[0]
        if any(word.startswith(death) for death in _DEATHS):
            raise UserError(
                "去世不是走访的结果。请先记实际见到谁，再打开那一位的卡片登记“听说去世（待核实）”。",
                field="command",
            )
        result = _result_of(word)
        if result is None:
            if word in _WORDS:
                return
            raise UserError(f"没有“{word}”这种结果；可以写{'、'.join(_examples())}。", field="command")
        self._words.pop(0)
        self._values["result"] = result.value
        if result is Result.AWAY:
            self._until_and_place()
        elif result in {Result.MOVED, Result.NEW_OCCUPANTS}:
            said = " ".join(self._until_next_word())
            self._values |= {"source": said} if said else {}
        elif result is Result.PHONE and self._words and self._words[0] in _CONTACTS:
            self._values["with"] = _CONTACTS[self._words.pop(0)].value
        else:
            names = self._names() if result is Result.SEEN else ()
            while self._words and self._words[0] in names:
                self._values[f"person:{names.index(self._words.pop(0)) + 1}"] = Contact.SELF.value
            said = " ".join(self._until_next_word())
            self._values |= {"note": said} if said else {}

    def _until_and_place(self) -> None:
        if self._words and self._words[0] in _UNKNOWN:
            self._words.pop(0)
            self._values["until"] = UNKNOWN_DAY
        elif self._words and (day := read_day(self._words[0], today=self._today, ahead=True)):
            self._words.pop(0)
            self._values["until"] = day.isoformat()
        place = " ".join(self._until_next_word())
        self._values |= {"place": place} if place else {}

    def _further(self, word: str) -> None:
        slot = _WORDS.get(word)
        if slot is None:
            raise UserError(f"“{word}”看不懂；要记一句话，请在前面写“情况”。", field="command")
        if slot in {"fine", "follow_up"}:
            self._put("state", slot)
        elif slot == "note":
            self._put("note", " ".join(self._words))
            self._words.clear()
        elif slot == "on":
            day = read_day(self._words.pop(0), today=self._today, ahead=False) if self._words else None
            if day is None:
                raise UserError("“日期”后面请写是哪一天，例如：2 3 日期 11.20。", field="command")
            check_day(day, form=self._form, today=self._today, field="command")
            self._put("on", day.isoformat())
        else:
            self._task(slot)

    def _task(self, slot: str) -> None:
        """A promise or a need: the day, if it comes first, the words, and after an @ who does it."""
        words = self._until_next_word()
        day = read_day(words[0], today=self._today, ahead=True) if words else None
        if day is not None:
            words.pop(0)
            self._put(f"{slot}_on", day.isoformat())
        who = [word for word in words if word[0] in "@＠" and len(word) > 1]
        text = " ".join(word for word in words if word not in who)
        if not text:
            named = "答应" if slot == "promise" else "需要"
            raise UserError(f"“{named}”后面请写是什么事，例如：4 {named} 12.1 送药。", field="command")
        self._put(slot, text)
        if who:
            self._put(f"{slot}_who", who[-1][1:])

    def _until_next_word(self) -> list[str]:
        """Takes the words up to the next that begins something else."""
        end = next((place for place, word in enumerate(self._words) if word in _WORDS), len(self._words))
        taken, self._words = self._words[:end], self._words[end:]
        return taken

    def _put(self, slot: str, value: str) -> None:
        if slot in self._values:
            raise UserError("同一样写了两遍，请只留一处。", field="command")
        if value:
            self._values[slot] = value


def _result_of(word: str) -> Result | None:
    """The result that a word means: its digit, its initials, the word itself, or what only one word begins with."""
    word = word.lower()
    found = _RESULTS.get(word)
    if found is not None or word.isdigit():
        return found
    begun = {result for spelling, result in _RESULTS.items() if spelling.startswith(word)}
    return begun.pop() if len(begun) == 1 else None


def _examples() -> Iterator[str]:
    return (f"{result.word} {spellings[0]}/{spellings[1]}" for result, spellings in SHORTCUTS.items())
