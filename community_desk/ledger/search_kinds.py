"""What can be found: one entry for each kind of row, saying where its texts are and which changes touch it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from community_desk.ledger.bulk_log import inserted

SPAN = 1 << 27
"""Rows of a kind the index has numbers for: kind × SPAN + id still is a 32-bit integer with 16 kinds."""


@dataclass(frozen=True, slots=True)
class Followed:
    """How a changed row of another table leads to rows of the kind.

    ``ids``: the id in SQL, with the changed row as ``t`` and ``joins`` behind it. ``columns``: only updates of these
    count (what is new has nobody yet). ``parent``: the column and table of a parent that may have been another.
    """

    ids: str
    joins: str = ""
    columns: tuple[str, ...] = ()
    parent: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A kind of row that can be found.

    ``number`` places its rows in the index. ``select`` gives the columns of ``search_tokens.Row``
    for rows ``t`` of ``table`` that are not withdrawn, up to the WHERE. ``title`` is made with the row's name, or is
    ``nameless``. ``owns_name``: the name is the row's own. ``is_door``: a door typed means it before the others.
    """

    name: str
    word: str
    number: int
    table: str
    select: str
    followed: Mapping[str, Followed] = field(default_factory=dict)
    title: str = "{}"
    nameless: str = ""
    number_word: str = "编号"
    name_word: str = "姓名"
    hides_numbers: bool = False
    owns_name: bool = True
    is_door: bool = False

    @property
    def first(self) -> int:
        """What is added to a row's id to give its number in the index."""
        return self.number * SPAN

    def touched(self) -> str:
        """SQL for the ids of rows that a transaction (four times its id, named ``:t``) touched, withdrawn ones too."""
        own = f"SELECT t.id FROM change_log c JOIN {self.table} t ON t.uid = c.row_uid {_logged(self.table)}"
        made = f"SELECT t.id FROM {inserted(self.table)} WHERE b.transaction_id = :t"
        return " UNION ".join(
            [own, made, *(sql for table, by in self.followed.items() for sql in _following(table, by))]
        )


def _logged(table: str) -> str:
    return f"WHERE c.transaction_id = :t AND c.table_name = '{table}'"


def _following(table: str, by: Followed) -> list[str]:
    sql = f"SELECT {by.ids} FROM change_log c JOIN {table} t ON t.uid = c.row_uid {by.joins} {_logged(table)}"
    if by.columns:
        changed = " OR ".join(f"json_type(c.new_values, '$.{column}') IS NOT NULL" for column in by.columns)
        sql += f" AND c.action = 'update' AND ({changed})"
    found = [sql]
    if not by.columns:
        found.append(f"SELECT {by.ids} FROM {inserted(table)} {by.joins} WHERE b.transaction_id = :t")
    if by.parent:
        column, parent = by.parent
        found.append(
            f"SELECT p.id FROM change_log c JOIN {parent} p ON p.uid = json_extract(c.old_values, '$.{column}') "
            f"{_logged(table)} AND c.action = 'update'"
        )
    return found


_DOOR_COLUMNS = (
    "COALESCE(g.name, h.address, ''), COALESCE(b.name, ''), COALESCE(b.kind, 'block'), COALESCE(d.unit, ''), "
    "COALESCE(d.room, '')"
)
_DOOR_JOINS = (
    "LEFT JOIN dwelling d ON d.id = h.dwelling_id LEFT JOIN building b ON b.id = d.building_id "
    "LEFT JOIN compound g ON g.id = b.compound_id"
)
_NO_DOOR = "'', '', 'block', '', ''"
_LIVE = "deleted_at IS NULL"
_PLACE_COLUMNS = ("name", "kind", "compound_id", "deleted_at")
_DWELLING_COLUMNS = ("building_id", "unit", "room", "door_key", "deleted_at")

_RESIDENT = Kind(
    name="resident",
    word="居民",
    number=15,
    table="resident",
    select=(
        "SELECT t.id, t.uid, t.name, t.pinyin, t.foreign_name, t.status, t.birth, COALESCE((SELECT "
        f"group_concat(number || '|' || label, char(31)) FROM phone WHERE resident_id = t.id AND {_LIVE}), ''), "
        "t.id_number, COALESCE((SELECT group_concat(name || ' ' || phone || ' ' || place || ' ' || note, char(31)) "
        f"FROM person_link WHERE resident_id = t.id AND {_LIVE}), ''), COALESCE((SELECT group_concat("
        "e.word || ' ' || k.word || ' ' || e.certificate_number, ' ') FROM resident_category e "
        f"JOIN care_category k ON k.id = e.category_id WHERE e.resident_id = t.id AND e.{_LIVE}), ''), "
        "CASE WHEN t.reminder = '' AND t.contact_reason = '' THEN t.note "
        f"ELSE trim(t.note || ' ' || t.reminder || ' ' || t.contact_reason) END, {_DOOR_COLUMNS}, "
        "t.name_key, COALESCE(d.door_key, '') "
        f"FROM resident t LEFT JOIN household h ON h.id = t.household_id {_DOOR_JOINS}"
    ),
    followed={
        "phone": Followed("t.resident_id", parent=("resident_id", "resident")),
        "person_link": Followed("t.resident_id", parent=("resident_id", "resident")),
        "resident_category": Followed("t.resident_id", parent=("resident_id", "resident")),
        "care_category": Followed(
            "e.resident_id", "JOIN resident_category e ON e.category_id = t.id", ("word",)
        ),
        "household": Followed("r.id", "JOIN resident r ON r.household_id = t.id", ("dwelling_id", "address")),
        "dwelling": Followed(
            "r.id",
            "JOIN household h ON h.dwelling_id = t.id JOIN resident r ON r.household_id = h.id",
            _DWELLING_COLUMNS,
        ),
        "building": Followed(
            "r.id",
            "JOIN dwelling d ON d.building_id = t.id JOIN household h ON h.dwelling_id = d.id "
            "JOIN resident r ON r.household_id = h.id",
            _PLACE_COLUMNS,
        ),
        "compound": Followed(
            "r.id",
            "JOIN building b ON b.compound_id = t.id JOIN dwelling d ON d.building_id = b.id "
            "JOIN household h ON h.dwelling_id = d.id JOIN resident r ON r.household_id = h.id",
            _PLACE_COLUMNS,
        ),
    },
    number_word="证件号",
    hides_numbers=True,
)
_HOUSEHOLD = Kind(
    name="household",
    word="户",
    number=14,
    table="household",
    select=(
        "SELECT t.id, t.uid, COALESCE(r.name, ''), COALESCE(r.pinyin, ''), COALESCE(r.foreign_name, ''), "
        "CASE WHEN t.ends_on <> '' THEN 'ended' ELSE '' END, '', '', t.number, '', '', "
        f"trim(t.note || ' ' || t.contact_reason), {_DOOR_COLUMNS}, COALESCE(r.name_key, ''), "
        "COALESCE(d.door_key, '') FROM household h JOIN household t ON t.id = h.id "
        f"LEFT JOIN resident r ON r.id = t.head_id {_DOOR_JOINS}"
    ),
    followed={
        "resident": Followed(
            "h.id", "JOIN household h ON h.head_id = t.id", ("name", "pinyin", "foreign_name", "name_key")
        ),
        "dwelling": Followed("h.id", "JOIN household h ON h.dwelling_id = t.id", _DWELLING_COLUMNS),
        "building": Followed(
            "h.id",
            "JOIN dwelling d ON d.building_id = t.id JOIN household h ON h.dwelling_id = d.id",
            _PLACE_COLUMNS,
        ),
        "compound": Followed(
            "h.id",
            "JOIN building b ON b.compound_id = t.id JOIN dwelling d ON d.building_id = b.id "
            "JOIN household h ON h.dwelling_id = d.id",
            _PLACE_COLUMNS,
        ),
    },
    title="{}户",
    nameless="未登记户主的一户",
    number_word="户号",
    name_word="户主",
    owns_name=False,
    is_door=True,
)
_STAFF = Kind(
    name="staff",
    word="工作人员",
    number=0,
    table="staff",
    select=(
        "SELECT t.id, t.uid, t.name, '', '', CASE WHEN t.is_active THEN '' ELSE 'left' END, '', "
        f"CASE WHEN t.phone = '' THEN '' ELSE t.phone || '|' END, '', '', t.role, '', {_NO_DOOR}, t.name_key, '' "
        "FROM staff t"
    ),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (_STAFF, _HOUSEHOLD, _RESIDENT)}
"""Every kind by its name, in the order of their numbers. A kind that joins raises ``search_tokens.RECIPE``."""

FIRST_LARGE = 14
"""The kinds from this number on have a row for each person or home; those before are few and are asked first."""
