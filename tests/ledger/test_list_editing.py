"""Editing the lists of care categories and relations; what is edited stays through updates of the shipped lists."""

import tomllib

import pytest

from community_desk.domain.errors import UserError
from community_desk.domain.relations import read_relation
from community_desk.ledger import catalogs, list_editing, resident_categories, residents, settings, word_lists
from community_desk.ledger.database import Ledger
from community_desk.ledger.word_lists import CategoryEntry, RelationEntry
from community_desk.shipped import resource_path
from tests.ledger.estate import WHO, everything


def _category(word: str) -> CategoryEntry:
    return next(entry for entry in word_lists.care_categories() if entry.word == word)


def _relation(word: str) -> RelationEntry:
    return next(entry for entry in word_lists.relation_entries() if entry.word == word)


def _update_of_the_program() -> None:
    """As if the program came with other lists than were applied last."""
    settings.put("catalogs_applied", "another", operator="")
    assert catalogs.bring_up_to_date()


def test_an_edited_category_is_left_alone_by_updates_until_it_is_set_back(ledger: Ledger) -> None:
    shipped = _category("高龄")
    list_editing.edit_care_category(
        shipped.uid, word="高龄长者", synonyms=["高龄", "寿星", "寿星", ""], min_age=85, operator=WHO
    )
    edited = _category("高龄长者")
    assert (edited.synonyms, edited.min_age, edited.is_edited, edited.is_own) == (
        ("高龄", "寿星"),
        85,
        True,
        False,
    )
    _update_of_the_program()
    assert _category("高龄长者") == edited
    assert word_lists.category_for("寿星").code == "advanced_age"
    list_editing.restore_care_category(shipped.uid, operator=WHO)
    restored = _category("高龄")
    assert (restored.synonyms, restored.min_age, restored.is_edited) == (shipped.synonyms, 80, False)


def test_what_is_saved_unchanged_is_not_edited(ledger: Ledger) -> None:
    entry = _category("独居老人")
    before = everything()
    list_editing.edit_care_category(
        entry.uid,
        word=entry.word,
        paper_word=entry.paper_word,
        synonyms=entry.synonyms,
        is_sensitive=entry.is_sensitive,
        min_age=entry.min_age,
        is_active=True,
        operator=WHO,
    )
    assert everything() == before


def test_switched_off_and_set_back(ledger: Ledger) -> None:
    uid = _category("退役军人").uid
    list_editing.edit_care_category(uid, is_active=False, operator=WHO)
    _update_of_the_program()
    assert not _category("退役军人").is_active
    list_editing.restore_care_category(uid, operator=WHO)
    assert _category("退役军人").is_active


def test_a_category_of_the_offices_own(ledger: Ledger) -> None:
    uid = list_editing.add_care_category(
        word="渔船老大", synonyms=["船老大"], paper_word="关爱", is_sensitive=False, operator=WHO
    ).uid
    own = word_lists.care_categories()[-1]
    assert (own.uid, own.word, own.is_own, own.is_edited) == (uid, "渔船老大", True, False)
    list_editing.edit_care_category(uid, paper_word="渔民", operator=WHO)
    assert not _category("渔船老大").is_edited
    _update_of_the_program()
    assert _category("渔船老大").paper_word == "渔民"
    with pytest.raises(UserError, match="自己加的"):
        list_editing.restore_care_category(uid, operator=WHO)
    person = residents.add_resident(name="郑某某", operator=WHO).uid
    fact = resident_categories.add_category(person, category="船老大", operator=WHO).uid
    with pytest.raises(UserError, match="还有 1 人"):
        list_editing.withdraw_care_category(uid, operator=WHO)
    resident_categories.withdraw_category(fact, operator=WHO)
    list_editing.withdraw_care_category(uid, operator=WHO)
    assert all(entry.uid != uid for entry in word_lists.care_categories())
    with pytest.raises(UserError, match="软件自带"):
        list_editing.withdraw_care_category(_category("高龄").uid, operator=WHO)


def test_no_word_means_two_entries(ledger: Ledger) -> None:
    for fields, field in (
        ({"word": "独居老人"}, "word"),
        ({"word": "孤老"}, "word"),
        ({"word": "新的", "synonyms": ["独居"]}, "synonyms"),
        ({"word": ""}, "word"),
        ({"word": "新的", "min_age": 0}, "min_age"),
        ({"word": "新的", "paper_word": " "}, "paper_word"),
    ):
        with pytest.raises(UserError) as refused:
            list_editing.add_care_category(operator=WHO, **fields)
        assert refused.value.field == field
    # Its own words are nobody else's.
    entry = _category("独居老人")
    list_editing.edit_care_category(entry.uid, word="独居", operator=WHO)
    assert "独居" not in _category("独居").synonyms


def test_set_back_only_where_the_words_are_free(ledger: Ledger) -> None:
    entry = _category("独居老人")
    list_editing.edit_care_category(entry.uid, word="一人住", synonyms=[], operator=WHO)
    list_editing.add_care_category(word="独居", operator=WHO)
    with pytest.raises(UserError, match="已经是“独居”"):
        list_editing.restore_care_category(entry.uid, operator=WHO)


def test_the_order_is_the_offices_and_marks_nothing_as_edited(ledger: Ledger) -> None:
    words = [entry.word for entry in word_lists.care_categories()]
    last, first = _category(words[-1]).uid, _category(words[0]).uid
    list_editing.arrange_care_categories([last, first], operator=WHO)
    arranged = [entry.word for entry in word_lists.care_categories()]
    assert arranged == [words[-1], *words[:-1]]
    _update_of_the_program()
    assert [entry.word for entry in word_lists.care_categories()] == arranged
    assert not any(entry.is_edited for entry in word_lists.care_categories())


def test_a_relation_of_the_offices_own_has_a_code_that_residents_can_hold(ledger: Ledger) -> None:
    uid = list_editing.add_relation(word="契弟", synonyms=["结拜兄弟"], operator=WHO).uid
    own = _relation("契弟")
    assert (own.code, own.standard_code, own.is_own) == ("L4", "99", True)
    assert read_relation("结拜兄弟", word_lists.relations()) == ("L4", "结拜兄弟")
    person = residents.add_resident(name="郑某某", relation_word="契弟", operator=WHO).uid
    with pytest.raises(UserError, match="还有 1 人"):
        list_editing.withdraw_relation(uid, operator=WHO)
    residents.withdraw_resident(person, reason="重复", operator=WHO)
    list_editing.withdraw_relation(uid, operator=WHO)
    # A code that was used is not given to another relation.
    list_editing.add_relation(word="干亲", operator=WHO)
    assert _relation("干亲").code == "L5"


def test_a_relation_is_edited_and_set_back(ledger: Ledger) -> None:
    entry = _relation("护工")
    list_editing.edit_relation(entry.uid, synonyms=[*entry.synonyms, "阿姨"], operator=WHO)
    assert read_relation("阿姨", word_lists.relations())[0] == entry.code
    _update_of_the_program()
    assert _relation("护工").is_edited
    list_editing.restore_relation(entry.uid, operator=WHO)
    assert _relation("护工").synonyms == entry.synonyms
    with pytest.raises(UserError, match="国标里没有代码"):
        list_editing.edit_relation(entry.uid, standard_code="L1", operator=WHO)
    list_editing.edit_relation(entry.uid, standard_code="97", operator=WHO)
    assert _relation("护工").standard_code == "97"
    order = [relation.uid for relation in word_lists.relation_entries()]
    list_editing.arrange_relations(order[::-1], operator=WHO)
    assert [relation.uid for relation in word_lists.relation_entries()] == order[::-1]


def test_a_fresh_ledger_has_the_shipped_order(ledger: Ledger) -> None:
    shipped = tomllib.loads(resource_path("catalog", "relations.toml").read_text(encoding="utf-8"))
    assert [entry.code for entry in word_lists.relation_entries()] == [
        entry["code"] for entry in shipped["entry"]
    ]
