"""``print visit-record``, ``calling-card`` and ``round-report``: the papers around a round."""

from argparse import Namespace
from datetime import datetime

from community_desk.cli.opening import opened
from community_desk.cli.output import print_object
from community_desk.ledger.typed_sheets import sheet_to_type
from community_desk.tasks.list_papers import PreparedPaper, write_paper
from community_desk.tasks.print_visit_papers import (
    prepare_calling_cards,
    prepare_round_report,
    prepare_sheet_records,
)


def records(options: Namespace) -> int:
    """A page for each household of a sheet."""
    now = datetime.now().astimezone()
    with opened(options, writing=True):
        sheet = sheet_to_type(options.sheet)
        paper = prepare_sheet_records(sheet, lines=options.line, operator=options.operator, now=now)
        return _write(options, paper)


def cards(options: Namespace) -> int:
    """Pages of eight calling cards."""
    now = datetime.now().astimezone()
    with opened(options, writing=True):
        return _write(options, prepare_calling_cards(sheets=options.pages, now=now))


def report(options: Namespace) -> int:
    """A round's figures as one page."""
    now = datetime.now().astimezone()
    with opened(options, writing=True):
        paper = prepare_round_report(options.round, operator=options.operator, now=now)
        return _write(options, paper)


def _write(options: Namespace, paper: PreparedPaper) -> int:
    write_paper(options.out, paper, operator=options.operator)
    pages = len(paper.document.pages)
    if options.json:
        print_object({"file": str(options.out), "pages": pages})
    else:
        print(f"{paper.subject}，{pages} 页：{options.out}")
    return 0
