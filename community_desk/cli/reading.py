"""``search``, ``residents``, ``households``: what the ledger holds, for eyes or for another program."""

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from community_desk.cli.opening import opened
from community_desk.cli.output import print_array, print_table
from community_desk.domain.masking import mask_id
from community_desk.ledger import access, registers
from community_desk.ledger import search as finding
from community_desk.ledger.inputs import local_today
from community_desk.ledger.registers import HouseholdRecord, Place, RegisterFilter, ResidentRecord


def search(options: Namespace) -> int:
    """Whatever matches the text, best first; each hit says why it is one."""
    with opened(options, writing=False):
        found = finding.search(" ".join(options.text), limit=options.limit)
    if options.json:
        print_array(
            {"kind": hit.kind, "uid": hit.uid, "title": hit.title, "door": hit.door, "why": hit.why}
            for hit in found.hits
        )
    elif found.hits:
        print_table((hit.title, hit.birth_year, hit.door, hit.why) for hit in found.hits)
        if found.total > len(found.hits):
            print(f"一共 {found.total}{'+' if found.more else ''} 条，这里是前 {len(found.hits)} 条。")
    else:
        print("没有找到；换个写法再试，例如拼音首字母、电话后四位、3-2-501。")
    return 0


def filter_of(options: Namespace) -> RegisterFilter:
    """What ``--grid --compound --building --category`` ask for."""
    return RegisterFilter(
        grid=options.grid,
        compound=options.compound,
        buildings=tuple(options.building),
        categories=tuple(options.category),
    )


def households(options: Namespace) -> int:
    """The households that the filters leave, each with its members; two behind one door are two."""
    with opened(options, writing=options.full_ids) as _:
        found = registers.list_households(filter_of(options), today=local_today())
        people = [person for household in found for person in household.members]
        _show_ids(options, people, "住户列表")
    if options.json:
        print_array(map(_household, found))
    elif found:
        for household in found:
            print(household.place.door or "（没有门牌）", household.place.grid)
            print_table(("", *_line(person)) for person in household.members)
    else:
        print("没有符合条件的住户。")
    return 0


def residents(options: Namespace) -> int:
    """The residents that the filters leave, with where they live."""
    with opened(options, writing=options.full_ids) as _:
        found = registers.list_residents(filter_of(options), today=local_today())
        _show_ids(options, [person for person, _ in found], "居民列表")
    if options.json:
        print_array(
            {"uid": person.uid, **_member(person), "status": person.status.value, **_place(place)}
            for person, place in found
        )
    elif found:
        print_table((place.door, *_line(person)) for person, place in found)
    else:
        print("没有符合条件的居民。")
    return 0


def _show_ids(options: Namespace, people: Sequence[ResidentRecord], subject: str) -> None:
    """Mask the ID numbers, or with ``--full-ids`` note who looks at how many of them."""
    if options.full_ids:
        access.record_full_id_look(
            subject=subject, purpose="命令行", person_count=len(people), operator=options.operator
        )
        return
    for person in people:
        person.id_number = mask_id(person.id_number)


def _household(household: HouseholdRecord) -> dict[str, Any]:
    return {**_place(household.place), "members": [_member(person) for person in household.members]}


def _place(place: Place) -> dict[str, str]:
    return {
        "door": place.door,
        "grid": place.grid,
        "compound": place.compound,
        "building": place.building,
        "unit": place.unit,
        "room": place.room,
    }


def _member(person: ResidentRecord) -> dict[str, Any]:
    return {
        "name": person.name,
        "sex": person.sex.word,
        "birth": person.birth,
        "id_number": person.id_number,
        "relation": person.relation,
        "phones": person.phones,
        "care": person.care,
        "note": person.note,
    }


def _line(person: ResidentRecord) -> tuple[str, ...]:
    phones = "、".join(f"{label}{number}" for label, number in person.phones)
    return (
        person.name, person.relation, person.sex.word, person.birth, person.id_number, phones, "、".join(person.care),
    )  # fmt: skip
