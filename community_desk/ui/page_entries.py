"""The pages of the rail, in their order. A page's module is imported when it is first shown."""

from collections.abc import Callable
from functools import partial
from importlib import import_module

from community_desk.ui.desk import Desk
from community_desk.ui.main_window import PageEntry
from community_desk.ui.page import Page


def load_in_steps() -> list[Callable[[], object]]:
    """Import the pages' modules, one a step, before anybody waits for one."""
    return [partial(import_module, f"community_desk.ui.pages.{entry.name}") for entry in PAGE_ENTRIES]


def _page(module: str, name: str) -> Callable[[Desk], Page]:
    def make(desk: Desk) -> Page:
        page: Page = getattr(import_module(f"community_desk.ui.pages.{module}"), name)(desk)
        return page

    return make


PAGE_ENTRIES = (
    PageEntry("home", "工作台", "mdi6.home-outline", _page("home", "HomePage")),
    PageEntry(
        "residents", "居民", "mdi6.account-outline", _page("residents", "ResidentsPage"), ("resident",)
    ),
    PageEntry(
        "households",
        "户",
        "mdi6.account-group-outline",
        _page("households", "HouseholdsPage"),
        ("household",),
    ),
    PageEntry("care", "关爱户", "mdi6.hand-heart-outline", _page("care", "CarePage"), ("care_case",)),
    PageEntry(
        "dwellings",
        "住房",
        "mdi6.office-building-outline",
        _page("dwellings", "DwellingsPage"),
        ("dwelling", "building"),
    ),
    PageEntry("visits", "走访", "mdi6.walk", _page("visits", "VisitsPage"), ("visit_sheet",)),
    PageEntry("type_back", "录入", "mdi6.keyboard-outline", _page("type_back", "TypeBackPage")),
    PageEntry(
        "settings",
        "设置",
        "mdi6.cog-outline",
        _page("settings", "SettingsPage"),
        ("staff", "grid", "compound", "words"),
    ),
)
