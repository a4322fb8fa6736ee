"""The synthetic residents of a demo ledger, one household after another, the same for the same seed and day.

Nobody in it exists: names are put together from characters, phone numbers lie in blocks that no operator has
been given, ID numbers have a random serial and a right check digit. Rates of elders, disabilities and
allowances follow what offices of 同安区 report (DOMAIN.md sections 1, 2 and 4), rounded.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from community_desk.domain.codes import (
    AbilityLevel,
    BirthCalendar,
    ContactPreference,
    DisabilityGrade,
    DisabilityKind,
    IdType,
    LinkKind,
    Residence,
    ResidentStatus,
    Sex,
    Tenure,
)
from community_desk.domain.identity import check_digit
from community_desk.tasks import demo_names
from community_desk.tasks.demo_families import (
    LIVE_IN_CARER,
    DemoCategory,
    DemoHousehold,
    DemoLink,
    DemoPerson,
    DemoVisit,
    FamilyMaker,
)

# Area code (GB/T 2260, some of them no longer in use) and the place a registered address names.
_LOCAL = ("350212", "福建省厦门市同安区")
_LOCAL_UNTIL_1996 = "350221"  # 同安县, before it became a district of Xiamen
_ELSEWHERE = (
    ("350524", "福建省安溪县"), ("350583", "福建省南安市"), ("350525", "福建省永春县"), ("350627", "福建省南靖县"),
    ("350823", "福建省上杭县"), ("360733", "江西省会昌县"), ("362330", "江西省鄱阳县"), ("511722", "四川省宣汉县"),
    ("512922", "四川省南部县"), ("500234", "重庆市开州区"), ("522422", "贵州省大方县"), ("420281", "湖北省大冶市"),
    ("430522", "湖南省新邵县"), ("411627", "河南省太康县"), ("341622", "安徽省蒙城县"), ("610923", "陕西省宁陕县"),
)  # fmt: skip
_XINJIANG = ("653101", "新疆维吾尔自治区喀什市")
_QINGHAI = ("632802", "青海省德令哈市")
_OTHER_CITIES = (
    "厦门岛内",
    "厦门集美",
    "泉州",
    "漳州",
    "福州",
    "深圳",
    "广州",
    "上海",
    "杭州",
    "北京",
    "苏州",
    "新加坡",
)

# Number blocks the ministry has not given to any operator, so that no demo number can ring at somebody's.
_FREE_MOBILE_BLOCKS = ("154", "160", "161", "163", "164", "168", "169")

_FORMER_COUNTRIES = (
    ("印度尼西亚", 1953, 1967), ("越南", 1978, 1980), ("马来西亚", 1948, 1955), ("缅甸", 1965, 1970),
    ("泰国", 1950, 1958), ("新加坡", 1950, 1960), ("菲律宾", 1951, 1959),
)  # fmt: skip
_REMINDERS_FOR_ELDERS = (
    "听力弱，多敲一会儿", "腿脚慢，请等一等", "讲闽南话", "视力不好，先报姓名", "午后休息，三点后来",
    "门铃坏了，请敲门",
)  # fmt: skip
_REMINDERS = ("家里有狗，先打电话", "上夜班，下午再来", "晚上七点后在家", "周末在家", "有小宝宝，请轻敲门")
_NOTES = (
    "喜欢晨练，早上多在溪边公园", "愿意参加合唱队", "会修水电，愿意帮邻居", "想学用智能手机", "药要按时吃，家人已知",
    "孙子放学由她接", "常去老年食堂", "钥匙放在对门邻居处一把", "说话“慢”，需耐心", "愿意做志愿者", "会写毛笔字",
)  # fmt: skip
_HOUSEHOLD_NOTES = (
    "一楼，下雨天门口容易积水", "加装电梯想了解政策", "水费单寄到物业", "家里开小吃店，白天在店里", "新搬来，还不熟悉",
)  # fmt: skip
_VISIT_NOTES = (
    "答应帮忙问公租房怎么申请", "答应带助听器补贴的表来", "楼道灯不亮，已告诉物业", "想要一本社区电话本", "一切如常",
    "答应问问老年食堂能不能送餐", "血压药快用完，提醒女儿", "孩子暑假想参加兴趣班", "一切都好，讲了防骗",
    "答应帮忙约社区医生",
)  # fmt: skip
_NO_VISIT = ("家人住院，暂时不便", "刚生产，月子里想安静", "白天睡觉上夜班", "装修，住到亲戚家")
_PHONE_ONLY = ("白天上班不在家", "家有小孩午睡", "本人希望先通电话")
_AWAY = (("住院", 5, 40), ("去儿子家", 20, 120), ("外地照看孙子", 60, 300), ("养老院短住", 15, 90))
_ELDER = 60
_OFFICE_ROLES = ("书记、主任", "副书记", "副主任", "委员", "委员", "社会工作者", "社会工作者")


@dataclass(slots=True)
class _Rates:
    """What differs between the two kinds of community, as shares of one."""

    exact_birth: float
    has_id: float
    category_returned: float
    category_relative: float
    away_for_work: float


_ESTATE = _Rates(
    exact_birth=0.95, has_id=0.93, category_returned=0.004, category_relative=0.006, away_for_work=0.01
)
_VILLAGE = _Rates(
    exact_birth=0.68, has_id=0.86, category_returned=0.13, category_relative=0.2, away_for_work=0.05
)


def _mobile(rng: Random) -> str:
    return rng.choice(_FREE_MOBILE_BLOCKS) + f"{rng.randrange(10**8):08}"


def synthetic_staff(seed: int, grids: int) -> list[tuple[str, str, str]]:
    """Name, role and phone of an office's staff: first a worker for each grid, then the others."""
    rng = Random(f"staff {seed}")  # noqa: S311
    staff = []
    for role in [*["网格员"] * grids, *_OFFICE_ROLES]:
        sex = Sex.FEMALE if rng.random() < 0.7 else Sex.MALE
        name = demo_names.surname(rng) + demo_names.given_name(rng, sex, rng.randrange(1970, 2001))
        staff.append((name, role, _mobile(rng)))
    return staff


class HouseholdMaker:
    """Makes households from a seed; ages, visits and reviews are as of ``today``."""

    def __init__(self, seed: int, today: date, *, village: bool) -> None:
        # Not for secrets: the same seed has to give the same people.
        self._rng = Random(seed)  # noqa: S311
        self._today = today
        self._village = village
        self._rates = _VILLAGE if village else _ESTATE
        # Two people with one number would be warned of; a demo has enough to show without.
        self._given_out: set[str] = set()
        self._families = FamilyMaker(self._rng, today, village=village)

    def household(self, most: int, address: str) -> DemoHousehold:
        """A household of at most ``most`` persons behind the door with this full address."""
        rng = self._rng
        kind, members = self._families.family(most)
        tenant = self._families.is_tenant(kind)
        home = DemoHousehold(kind, members, self._origin(kind, tenant=tenant))
        home.tenure = Tenure.LET if tenant else Tenure.UNKNOWN if rng.random() < 0.05 else Tenure.OWN
        home.starts_on = self._starts_on(home)
        for person in members:
            self._identify(person, home, address)
            self._give_phones(person)
            self._record_health(person)
        self._record_circumstances(home)
        self._link(home)
        self._add_wishes(home)
        self._send_away(home)
        self._record_visits(home)
        return home

    # -- papers and places -------------------------------------------------------------------------------------

    def _origin(self, kind: str, *, tenant: bool) -> tuple[str, str]:
        if kind == "uygur":
            return _XINJIANG
        if kind == "tibetan":
            return _QINGHAI
        return self._rng.choice(_ELSEWHERE) if tenant else _LOCAL

    def _starts_on(self, home: DemoHousehold) -> str:
        """Since when the household lives behind this door: often only the year is known, or nothing."""
        rng = self._rng
        if rng.random() < 0.35:
            return ""
        longest = 4 if home.tenure is Tenure.LET else min(max(home.members[0].age - 20, 1), 25)
        moved = self._today - timedelta(days=rng.randrange(20, longest * 365 + 30))
        return moved.isoformat() if rng.random() < 0.4 else str(moved.year)

    def _identify(self, person: DemoPerson, home: DemoHousehold, address: str) -> None:
        """ID number, registered address and how exactly the birth date is known."""
        rng = self._rng
        from_here = home.origin is _LOCAL
        person.registered_address = address if from_here else home.origin[1]
        person.residence = Residence.TOGETHER if from_here else Residence.REGISTERED_ELSEWHERE
        if person.relation == LIVE_IN_CARER:
            person.registered_address = rng.choice(_ELSEWHERE)[1]
            person.residence = Residence.REGISTERED_ELSEWHERE
        if rng.random() < 0.25:
            person.registered_address = ""
        if not person.surname:
            self._identify_foreigner(person)
            return
        if person.name == demo_names.NOT_NAMED_YET:
            person.registered_address, person.residence = "", Residence.UNKNOWN
            return
        if rng.random() < self._rates.exact_birth:
            if rng.random() < self._rates.has_id:
                self._give_id(person, home.origin[0])
            elif person.age > 75 and rng.random() < 0.3:
                person.birth_calendar = BirthCalendar.LUNAR
        else:
            person.birth = person.birth[:7] if rng.random() < 0.5 else person.birth[:4]

    def _give_id(self, person: DemoPerson, area: str) -> None:
        rng = self._rng
        draw = rng.random()
        person.id_type = IdType.RESIDENT_ID
        if draw < 0.002:
            person.id_type = IdType.HMT_RESIDENCE_PERMIT
            area = rng.choice(("810000", "820000", "830000"))
            person.registered_address = ""
        elif draw < 0.12:
            area = rng.choice(_ELSEWHERE)[0]
        elif area == _LOCAL[0] and person.birth < "1996":
            area = _LOCAL_UNTIL_1996 if draw < 0.8 else area
        person.id_number = self._id_number(area, person.birth, person.sex)

    def _id_number(self, area: str, birth: str, sex: Sex) -> str:
        while True:
            serial = 2 * self._rng.randrange(5, 490) + (sex is Sex.MALE)
            first17 = f"{area}{birth.replace('-', '')}{serial:03}"
            if first17 not in self._given_out:
                self._given_out.add(first17)
                return first17 + check_digit(first17)

    def _identify_foreigner(self, person: DemoPerson) -> None:
        person.registered_address, person.residence = "", Residence.REGISTERED_ELSEWHERE
        person.id_type = IdType.PASSPORT
        person.id_number = self._rng.choice("ACEKMX") + f"{self._rng.randrange(10**7, 10**8)}"

    # -- phones and links --------------------------------------------------------------------------------------

    def _mobile(self) -> str:
        return _mobile(self._rng)

    def _give_phones(self, person: DemoPerson) -> None:
        rng = self._rng
        if person.age < 12:
            return
        if rng.random() < (0.93 if person.age < 70 else 0.7 if person.age < 82 else 0.4):
            person.phones.append(("", self._mobile()))
        if person.age >= _ELDER:
            if rng.random() < 0.12:
                person.phones.append(("座机", f"0592-4{rng.randrange(10**6):06}"))
            if rng.random() < 0.18:
                person.phones.append((rng.choice(("女儿", "儿子", "儿媳", "女儿")), self._mobile()))
        elif person.phones and rng.random() < 0.04:
            person.phones.append((rng.choice(("", "微信", "单位")), self._mobile()))

    def _link(self, home: DemoHousehold) -> None:
        """Guardians of left-behind children, children in other cities, and whom to call."""
        rng = self._rng
        if home.kind == "left_behind":
            for child in home.members:
                if child.age < 18:
                    child.links.append(DemoLink(LinkKind.GUARDIAN, member=0))
                    parent = child.surname + demo_names.given_name(rng, Sex.MALE, 1988)
                    place = rng.choice(_OTHER_CITIES[5:])
                    child.links.append(
                        DemoLink(LinkKind.OTHER, None, parent, self._mobile(), place, "父亲，在外务工")
                    )
        if home.kind not in {"elder_alone", "elder_couple", "elder_with_carer"}:
            return
        head = home.members[0]
        if rng.random() < 0.75:
            sex = rng.choice((Sex.MALE, Sex.FEMALE))
            father = head.surname if head.sex is Sex.MALE else demo_names.surname(rng)
            child_name = father + demo_names.given_name(rng, sex, self._today.year - head.age + 26)
            mobile, place = self._mobile(), rng.choice(_OTHER_CITIES)
            note = "儿子" if sex is Sex.MALE else "女儿"
            head.links.append(DemoLink(LinkKind.CHILD, None, child_name, mobile, place, note))
            if rng.random() < 0.6:
                head.links.append(DemoLink(LinkKind.EMERGENCY_CONTACT, None, child_name, mobile, place, note))
        elif rng.random() < 0.6:
            neighbour = demo_names.surname(rng) + rng.choice(("阿姨", "大姐", "师傅"))
            head.links.append(
                DemoLink(LinkKind.EMERGENCY_CONTACT, None, neighbour, self._mobile(), "", "对门邻居")
            )

    # -- care --------------------------------------------------------------------------------------------------

    def _since(self) -> str:
        return str(self._today.year - self._rng.randrange(0, 9))

    def _record_health(self, person: DemoPerson) -> None:
        rng = self._rng
        age = person.age
        if rng.random() < (0.011 if age < 18 else 0.018 if age < 60 else 0.055):
            person.categories.append(self._disability(person))
        if rng.random() < (0.002 if age < 45 else 0.012):
            person.categories.append(DemoCategory("serious_illness", self._since()))
        if age >= 75 and rng.random() < 0.2:
            level = rng.choices(list(AbilityLevel), (25, 40, 18, 11, 6))[0]
            assessed = self._today - timedelta(days=rng.randrange(30, 900))
            person.categories.append(
                DemoCategory("ability_level", ability_level=level.value, assessed_on=assessed.isoformat())
            )
        if person.sex is Sex.MALE and age >= 22 and rng.random() < 0.034:
            person.categories.append(DemoCategory("veteran"))
        if age >= 70 and rng.random() < 0.012:
            person.categories.append(DemoCategory("special_care_recipient"))

    def _disability(self, person: DemoPerson) -> DemoCategory:
        rng = self._rng
        kind = rng.choices(list(DisabilityKind), (14, 22, 3, 38, 10, 10, 3))[0]
        grade = rng.choices(list(DisabilityGrade), (10, 22, 34, 34))[0]
        # The certificate's number is the ID number, the kind and the grade.
        number = f"{person.id_number}{kind}{grade}" if person.id_type is IdType.RESIDENT_ID else ""
        return DemoCategory(
            "disability",
            self._since(),
            disability_kind=kind.value,
            disability_grade=grade.value,
            certificate_number=number,
        )

    def _record_circumstances(self, home: DemoHousehold) -> None:
        """Categories that follow from who lives together, and those of the whole household."""
        rng = self._rng
        head = home.members[0]
        if home.kind == "elder_alone":
            head.categories.append(DemoCategory("living_alone", self._since()))
            if self._village and rng.random() < 0.3:
                head.categories.append(DemoCategory("left_behind_elder", self._since()))
        elif home.kind == "elder_couple":
            code = "double_elder_household" if min(p.age for p in home.members) >= 70 else "empty_nest"
            for person in home.members:
                if person.age >= _ELDER:
                    person.categories.append(DemoCategory(code, self._since()))
        elif home.kind == "left_behind":
            for person in home.members:
                if person.age < 18:
                    person.categories.append(DemoCategory("left_behind_child", self._since()))
                elif self._village and person.age >= _ELDER:
                    person.categories.append(DemoCategory("left_behind_elder", self._since()))
        self._record_hardship(home)
        self._record_overseas(home)

    def _record_hardship(self, home: DemoHousehold) -> None:
        rng = self._rng
        head = home.members[0]
        pressed = any(category.code in {"disability", "serious_illness"} for category in head.categories)
        draw = rng.random() / (8 if pressed else 1)
        if draw < 0.014:
            head.categories.append(DemoCategory("subsistence_allowance", self._since()))
        elif draw < 0.02:
            head.categories.append(DemoCategory("subsistence_margin", self._since()))
        elif draw < 0.045 and home.kind == "elder_alone":
            head.categories.append(DemoCategory("extreme_hardship", self._since()))
        if home.kind in {"left_behind", "single_parent"} and rng.random() < 0.05:
            for person in home.members:
                if person.age < 18:
                    person.categories.append(DemoCategory("child_in_difficulty", self._since()))
        if home.kind in {"elder_alone", "elder_couple"} and rng.random() < 0.012:
            for person in home.members:
                person.categories.append(DemoCategory("special_family_planning_family", self._since()))
        disabled = [
            person
            for person in home.members[1:]
            if person.age < _ELDER and any(category.code == "disability" for category in person.categories)
        ]
        if len(home.members) == 2 and head.age >= _ELDER and disabled:
            head.categories.append(DemoCategory("elder_with_disabled", self._since()))

    def _record_overseas(self, home: DemoHousehold) -> None:
        rng = self._rng
        if home.tenure is Tenure.LET:
            return
        returned = False
        for person in home.members:
            country, first, last = rng.choice(_FORMER_COUNTRIES)
            born = int(person.birth[:4])
            if born < last and person.age >= 45 and rng.random() < self._rates.category_returned * 2:
                year = rng.randrange(max(first, born + 1), last + 1)
                person.categories.append(
                    DemoCategory("returned_overseas_chinese", former_country=country, return_year=str(year))
                )
                returned = True
        if returned or rng.random() < self._rates.category_relative:
            for person in home.members:
                held = any(category.code == "returned_overseas_chinese" for category in person.categories)
                if not held and person.surname and person.age >= 18 and rng.random() < 0.4:
                    person.categories.append(DemoCategory("overseas_chinese_relative"))

    # -- wishes, absences, visits ------------------------------------------------------------------------------

    def _add_wishes(self, home: DemoHousehold) -> None:
        """Reminders for the door, notes, and how people want to be reached."""
        rng = self._rng
        for person in home.members:
            elder = person.age >= 70
            if rng.random() < (0.12 if elder else 0.006):
                person.reminder = rng.choice(_REMINDERS_FOR_ELDERS if elder else _REMINDERS)
            if person.age >= 18 and rng.random() < (0.12 if elder else 0.02):
                person.note = rng.choice(_NOTES)
            draw = rng.random()
            if person.age >= 18 and draw < 0.011:
                no_visit = draw < 0.003
                person.contact_preference = (
                    ContactPreference.NO_VISIT_FOR_NOW if no_visit else ContactPreference.PHONE_ONLY
                )
                person.contact_reason = rng.choice(_NO_VISIT if no_visit else _PHONE_ONLY)
                person.contact_review_on = self._in_days(rng.randrange(20, 180))
        if rng.random() < 0.006:
            home.contact_preference = ContactPreference.NO_VISIT_FOR_NOW
            home.contact_reason = rng.choice(_NO_VISIT)
            home.contact_review_on = self._in_days(rng.randrange(15, 120))
        if rng.random() < 0.03:
            home.note = rng.choice(_HOUSEHOLD_NOTES)

    def _send_away(self, home: DemoHousehold) -> None:
        """Some are registered here and live elsewhere, some are away for a while and come back."""
        rng = self._rng
        for person in home.members[1:]:
            if 18 <= person.age < 50 and home.origin is _LOCAL and rng.random() < self._rates.away_for_work:
                person.residence = Residence.LIVES_ELSEWHERE
                person.note = f"在{rng.choice(_OTHER_CITIES[3:])}工作，过年回来"
        for person in home.members:
            if person.age >= _ELDER and rng.random() < 0.015:
                place, shortest, longest = rng.choice(_AWAY)
                person.status = ResidentStatus.AWAY
                person.status_on = self._in_days(-rng.randrange(1, 15))
                person.away_place = place
                person.away_until = self._in_days(rng.randrange(shortest, longest))

    def _record_visits(self, home: DemoHousehold) -> None:
        """The last visits: most homes with somebody cared for, one in twenty of the others."""
        rng = self._rng
        cared = [place for place, person in enumerate(home.members) if person.categories]
        if rng.random() > (0.45 if cared else 0.05):
            return
        days = rng.randrange(3, 40)
        for _ in range(rng.choice((1, 1, 2, 3)) if cared else 1):
            on = self._in_days(-days)
            days += rng.randrange(18, 70)
            draw = rng.random()
            if draw < 0.72:
                met = rng.choice(cared or [0])
                note = rng.choice(_VISIT_NOTES) if rng.random() < 0.6 else ""
                home.visits.append(DemoVisit(on, "door", "met", met, note))
            elif draw < 0.82:
                home.visits.append(DemoVisit(on, "phone", "met", rng.choice(cared or [0])))
            else:
                home.visits.append(DemoVisit(on, "door", "not_home" if draw < 0.97 else "inaccessible"))

    def _in_days(self, days: int) -> str:
        return (self._today + timedelta(days=days)).isoformat()
