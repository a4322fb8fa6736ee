"""Pictures of the care cases: the list and its card, and every dialog of looking after a household."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from community_desk.ledger.finding import ask
from community_desk.ui.care_tabs import CareTabs
from docs.picture_stage import Stage

# One about which there is something to tell.
_CASE = """
    SELECT k.uid FROM care_case k LEFT JOIN care_note n ON n.case_id = k.id
    LEFT JOIN follow_up f ON f.household_id = k.household_id AND f.done_on = ''
    WHERE k.state = 'open' GROUP BY k.id ORDER BY COUNT(DISTINCT f.id) DESC, COUNT(DISTINCT n.id) DESC, k.id LIMIT 1
"""
_CLOSED = "SELECT uid FROM care_case WHERE state = 'closed' ORDER BY id LIMIT 1"
_WITHOUT = """
    SELECT h.uid FROM household h WHERE h.ends_on = ''
    AND NOT EXISTS (SELECT 1 FROM care_case k WHERE k.household_id = h.id)
    AND EXISTS (SELECT 1 FROM resident r JOIN resident_category c ON c.resident_id = r.id WHERE r.household_id = h.id)
    ORDER BY h.id LIMIT 1
"""


def care(stage: Stage, sql: str = _CASE) -> Any:
    page = stage.page("care")
    ((uid,),) = ask(sql)
    stage.desk.open("care_case", uid)
    stage.settle()
    return page


def care_tab(stage: Stage, word: str) -> None:
    care(stage).card.choose_tab(word)


def care_overdue(stage: Stage) -> None:
    page: Any = stage.page("care")
    page.filters.set(replace(page.filters.empty, overdue=True, levels=("high", "key")))


def care_empty(stage: Stage) -> None:
    stage.open_window("empty")
    stage.page("care")


def care_private(stage: Stage) -> None:
    care(stage)
    stage.desk.is_private = True


def _do(stage: Stage, verb: str) -> None:
    getattr(care(stage).card, verb)()


def _do_in_tab(stage: Stage, verb: str) -> None:
    card = care(stage).card
    getattr(CareTabs(stage.desk, card, card.card), verb)()


def _reopen(stage: Stage) -> None:
    care(stage, _CLOSED).card.reopen()


def _page_verb(stage: Stage, verb: str) -> None:
    page: Any = stage.page("care")
    getattr(page, verb)()


def _take_into_care(stage: Stage) -> None:
    page: Any = stage.page("households")
    ((uid,),) = ask(_WITHOUT)
    stage.desk.open("household", uid)
    stage.settle()
    page.card.take_into_care()


def _rules(stage: Stage, place: int, verb: str) -> None:
    page: Any = stage.page("settings")
    section = page.show_section("rules")
    stage.settle()
    section.lists.choose(place)
    getattr(section, verb)()


CARE_PICTURES: tuple[tuple[str, Callable[[Stage], object]], ...] = (
    ("care", care),
    *(
        (f"care-tab-{place}", partial(care_tab, word=word))
        for place, word in enumerate(("动态", "跟进", "走访", "成员", "改动记录"), start=1)
    ),
    ("care-overdue", care_overdue),
    ("care-closed", partial(care, sql=_CLOSED)),
    ("care-empty", care_empty),
    ("care-private", care_private),
    ("care-edited", partial(_do, verb="edit")),
    ("care-visit", partial(_do, verb="record_visit")),
    ("care-turn", partial(_do, verb="note_turn")),
    ("care-close", partial(_do, verb="close_case")),
    ("care-reopen", _reopen),
    ("care-note", partial(_do_in_tab, verb="add_note")),
    ("care-need", partial(_do_in_tab, verb="add_need")),
    ("care-follow-up", partial(_do_in_tab, verb="add_follow_up")),
    ("care-propose", partial(_page_verb, verb="propose")),
    ("care-papers", partial(_page_verb, verb="save_papers")),
    ("care-add", partial(_page_verb, verb="add")),
    ("care-take", _take_into_care),
    ("settings-rule-dialog", partial(_rules, place=0, verb="edit")),
    ("settings-extra-round-dialog", partial(_rules, place=1, verb="add")),
)
