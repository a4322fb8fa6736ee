"""Due list, care ledger and household file from the ledger: what stands on them, and what is logged."""

from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from pypdf import PdfReader

from community_desk.domain.codes import AccessAction, PaperState
from community_desk.domain.errors import UserError
from community_desk.ledger import (
    buildings,
    care,
    dwellings,
    follow_ups,
    households,
    places,
    resident_categories,
    residents,
    visits,
)
from community_desk.ledger.access import list_accesses, papers_out
from community_desk.ledger.database import Ledger
from community_desk.ledger.models import Household
from community_desk.printing.fonts import load_fonts
from community_desk.tasks.list_papers import PreparedPaper, note_printed, write_paper
from community_desk.tasks.print_care_ledger import prepare_care_ledger
from community_desk.tasks.print_due_list import prepare_due_list
from community_desk.tasks.print_household_file import prepare_household_file
from community_desk.tasks.progress import Progress

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
WHO = "王某某"

Result = TypeVar("Result")


def finish(task: Generator[Progress, None, Result]) -> Result:
    while True:
        try:
            next(task)
        except StopIteration as end:
            result: Result = end.value
            return result


@pytest.fixture
def home(ledger: Ledger) -> str:
    """A grandmother in care who was last seen in September, and her daughter."""
    places.set_community(name="芸溪社区", operator=WHO)
    compound = places.add_compound(name="芸溪里", operator=WHO).uid
    block = buildings.add_building(compound=compound, name="3", operator=WHO).uid
    door = dwellings.add_dwelling(building=block, unit="2", room="501", operator=WHO).uid
    uid = households.add_household(
        dwelling=door,
        members=[
            {
                "name": "陈玉兰", "sex": "女", "birth": "1940-03-08", "phones": [("", "13800001234")],
                "id_number": "350212196612156692",
            },
            {"name": "苏红", "sex": "女", "relation_word": "女"},
        ],
        operator=WHO,
    ).uid  # fmt: skip
    granny = Household.get(Household.uid == uid).head.uid
    residents.add_link(granny, kind="emergency_contact", name="苏建国", phone="13900005678", operator=WHO)
    for category in ("独居", "计生特殊家庭"):
        resident_categories.add_category(granny, category=category, operator=WHO)
    case = care.open_care_case(
        household=uid,
        level="每月",
        opened_on="2026-01-05",
        needs=[
            {"resident": granny, "category": "独居", "need": "常有人来说说话"},
            {"resident": granny, "category": "计生特殊家庭"},
        ],
        operator=WHO,
    ).uid
    care.add_care_note(case, on="2026-11-05", note="感冒好了", done="请家庭医生看过", operator=WHO)
    visits.record_visit(household=uid, resident=granny, on="2026-09-03", outcome="已见面", operator=WHO)
    visits.record_visit(household=uid, on="2026-11-12", outcome="无人在家", operator=WHO)
    follow_ups.add_follow_up(household=uid, what="修楼道灯", due_on="2026-11-30", operator=WHO)
    return uid


def written(paper: PreparedPaper, path: Path) -> str:
    write_paper(path, paper, fonts=load_fonts(), operator=WHO)
    return "".join("".join(page.extract_text().split()) for page in PdfReader(path).pages)


def test_the_due_list(home: str, tmp_path: Path) -> None:
    paper = prepare_due_list(fonts=load_fonts(), area="第3网格", operator=WHO, now=NOW)
    said = written(paper, tmp_path / "应访.pdf")
    for word in (
        "芸溪社区", "第3网格", "超期未访（1户）", "芸溪里3号楼2单元501", "陈玉兰", "独居老人", "每月一次",
        "9月3日已见面",
    ):  # fmt: skip
        assert word in said, word
    # It goes along to the doors: what is sensitive stands there in general words.
    assert "计生" not in said
    assert "关爱" in said
    assert "350212" not in said


def test_the_care_ledger(home: str, tmp_path: Path) -> None:
    paper = prepare_care_ledger(fonts=load_fonts(), operator=WHO, now=NOW)
    said = written(paper, tmp_path / "台账.pdf")
    for word in (
        "陈玉兰",
        "女",
        "1940-03",
        "独居老人、",
        "苏建国13900005678",
        "12日无人在家",
        "11月5日感冒好了",
    ):
        assert word in said, word
    assert "350212" not in said


def test_the_household_file(home: str, tmp_path: Path) -> None:
    paper = finish(prepare_household_file([home], fonts=load_fonts(), operator=WHO, now=NOW))
    said = written(paper, tmp_path / "档案.pdf")
    for word in (
        "陈玉兰",
        "苏红",
        "13800001234",
        "在册（每月走访）",
        "常有人来说说话",
        "感冒好了",
        "无人在家",
        "修楼道灯",
    ):
        assert word in said, word
    assert "350212" not in said
    with pytest.raises(UserError, match="先选"):
        finish(prepare_household_file([], fonts=load_fonts(), operator=WHO, now=NOW))


def test_files_and_papers_are_logged_with_how_many_people(home: str, tmp_path: Path) -> None:
    due = prepare_due_list(fonts=load_fonts(), operator=WHO, now=NOW)
    written(due, tmp_path / "应访.pdf")
    file = finish(prepare_household_file([home], fonts=load_fonts(), operator=WHO, now=NOW))
    note_printed(file, operator=WHO)
    printed, exported = list_accesses()
    assert (exported.action, exported.subject, exported.person_count) == (
        AccessAction.EXPORT,
        "应访清单 PDF",
        1,
    )
    assert (printed.action, printed.subject, printed.person_count) == (
        AccessAction.PRINT,
        "一户一档 1 户",
        2,
    )
    assert [paper.paper_state for paper in papers_out()] == [PaperState.OUT]


def test_nothing_due_is_said(home: str) -> None:
    with pytest.raises(UserError, match="应访清单"):
        prepare_due_list(within=0, fonts=load_fonts(), operator=WHO, now=NOW.replace(month=9, day=10))
