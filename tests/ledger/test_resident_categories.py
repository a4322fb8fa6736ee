"""Categories as facts: recorded once, corrected, ended, never guessed."""

import pytest

from community_desk.domain.errors import UserError
from community_desk.ledger import residents, word_lists
from community_desk.ledger.database import Ledger
from community_desk.ledger.resident_categories import (
    add_category,
    categories_of,
    edit_category,
    end_category,
    withdraw_category,
)
from tests.ledger.estate import WHO, everything, logged_tables


@pytest.fixture
def person(ledger: Ledger) -> str:
    return residents.add_resident(name="苏某某", operator=WHO).uid


def test_the_word_of_the_ledger_is_kept(person: str) -> None:
    add_category(person, category="独居户", source="2024 年底册", since="2024-03", operator=WHO)
    (fact,) = categories_of(person)
    assert (fact.code, fact.word, fact.paper_word) == ("living_alone", "独居户", "关爱")
    assert (fact.source, fact.since, fact.ends_on) == ("2024 年底册", "2024-03", "")
    assert logged_tables() == {"resident_category"}


def test_a_code_gets_the_lists_own_word(person: str) -> None:
    add_category(person, category="living_alone", operator=WHO)
    assert categories_of(person)[0].word == word_lists.category_for("living_alone").word


def test_details_of_a_disability_and_of_ability(person: str) -> None:
    done = add_category(
        person,
        category="残疾",
        disability_kind="精神",
        disability_grade="二级",
        certificate_number="11010519491231002x62",
        operator=WHO,
    )
    assert done.warnings == ()
    add_category(person, category="失能", ability_level="重度失能", assessed_on="2025.03", operator=WHO)
    facts = {fact.code: fact for fact in categories_of(person)}
    disability = facts["disability"]
    assert (disability.disability_kind, disability.disability_grade) == ("6", "2")
    assert disability.certificate_number == "11010519491231002X62"
    assert disability.is_sensitive is True
    ability = next(fact for fact in facts.values() if fact.ability_level)
    assert (ability.ability_level, ability.assessed_on) == ("severe", "2025-03")


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"disability_kind": "财力"}, "disability_kind"),
        ({"disability_grade": "九级"}, "disability_grade"),
        ({"ability_level": "半失能"}, "ability_level"),
        ({"since": "2999"}, "since"),
        ({"return_year": "六零年"}, "return_year"),
    ],
)
def test_details_that_cannot_be(person: str, details: dict[str, str], field: str) -> None:
    before = everything()
    with pytest.raises(UserError) as error:
        add_category(person, category="残疾", operator=WHO, **details)
    assert error.value.field == field
    assert everything() == before


def test_a_category_holds_once_and_again_after_it_ended(person: str) -> None:
    first = add_category(person, category="独居", operator=WHO).uid
    with pytest.raises(UserError, match="已经登记了"):
        add_category(person, category="独居老人", operator=WHO)
    end_category(first, on="2025-01", operator=WHO)
    second = add_category(person, category="独居老人", operator=WHO).uid
    assert [(fact.uid, fact.ends_on) for fact in categories_of(person)] == [(second, ""), (first, "2025-01")]
    withdraw_category(second, operator=WHO)
    assert [fact.uid for fact in categories_of(person)] == [first]


def test_details_are_corrected_and_cleared(person: str) -> None:
    done = add_category(person, category="残疾", disability_kind="1", certificate_number="123", operator=WHO)
    assert [warning.field for warning in done.warnings] == ["certificate_number"]
    edit_category(done.uid, disability_kind="", certificate_number="", note="证在换发", operator=WHO)
    (fact,) = categories_of(person)
    assert (fact.disability_kind, fact.certificate_number, fact.note) == ("", "", "证在换发")


def test_an_unknown_category_is_refused(person: str) -> None:
    with pytest.raises(UserError, match="没有叫“网红”") as error:
        add_category(person, category="网红", operator=WHO)
    assert error.value.field == "category"
