"""A round's figures on one page."""

from datetime import UTC, datetime

from community_desk.printing.fonts import Fonts
from community_desk.printing.round_report import ReportLine, RoundReport, lay_out
from tests.printing.reading import texts


def line(name: str, *, met: int = 40, rate: float = 0.5) -> ReportLine:
    return ReportLine(name, (80, met, 10, 15, 4, 2, 1, 8, 0), rate)


def report(walkers: int) -> RoundReport:
    return RoundReport(
        "芸溪社区",
        "十一月走访",
        (("时间", "2026-11-16 至 2026-11-30"), ("走访单", "4 份，已收单 3 份")),
        line("全部", rate=0.473),
        [line(f"志愿者{place}") for place in range(walkers)],
        [line("第1网格", met=0)],
        ["纸单遗失 1 份：A7-2224-X（雨天掉在楼道）。"],
        "王某某",
        datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    )


def test_a_round_of_a_dozen_walkers_is_one_page(fonts: Fonts) -> None:
    document = lay_out(report(12), fonts)
    (page,) = document.pages
    words = [text.text for text in texts(page)]
    assert {"走访小结", "十一月走访", "全部", "47%", "志愿者11", "第1网格"} <= set(words)
    assert "纸单遗失 1 份：A7-2224-X（雨天掉在楼道）。" in words
    assert document.cuts == ()


def test_nothing_is_written_where_there_was_nothing() -> None:
    assert line("第1网格", met=0).cells == ("第1网格", "80", "", "10", "15", "4", "2", "1", "8", "", "50%")


def test_a_round_that_nobody_walked_says_so(fonts: Fonts) -> None:
    assert "还没有。" in [text.text for text in texts(lay_out(report(0), fonts).pages[0])]
