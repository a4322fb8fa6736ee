"""Pictures of every page and dialog of the window, of one look.

    python -m docs.window_pictures LEDGERS FOLDER LOOK [NAME …]

``LEDGERS`` holds the demo ledgers (``qiaoan``, ``yunxi``, ``empty``). A new page or dialog is a function that shows it
and a line in ``PICTURES``. ``make_pictures.py`` starts this once for every look.
"""

import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QToolButton

from community_desk.ledger import residents as residents_of
from community_desk.ledger.finding import ask
from community_desk.ledger.lists import ResidentFilter
from community_desk.ui.faults import Faults
from community_desk.ui.pages.settings import SECTIONS
from docs.care_pictures import CARE_PICTURES
from docs.import_pictures import IMPORT_PICTURES
from docs.opening_pictures import OPENING_PICTURES
from docs.picture_stage import LOOKS, Stage, make_theme
from docs.type_back_pictures import TYPE_BACK_PICTURES

# Somebody about whom there is something to show: old, cared for, with a telephone, in a family of several.
_SOMEBODY = """
    SELECT r.uid FROM resident r JOIN phone p ON p.resident_id = r.id
    JOIN resident_category c ON c.resident_id = r.id AND c.ends_on = ''
    WHERE r.status = 'living' AND r.id_number <> ''
      AND (SELECT COUNT(*) FROM resident m WHERE m.household_id = r.household_id) > 3
    GROUP BY r.id ORDER BY COUNT(*) DESC, r.id LIMIT 1
"""
# Of the first lane, which ``visits`` ticks.
_HEADS = """
    SELECT r.uid FROM household h JOIN resident r ON r.id = h.head_id JOIN dwelling d ON d.id = h.dwelling_id
    WHERE d.building_id = (SELECT MIN(id) FROM building) AND r.status = 'living' ORDER BY h.id LIMIT 3
"""
_THEIR_HOUSEHOLD = (
    f"SELECT h.uid FROM household h JOIN resident r ON r.household_id = h.id WHERE r.uid IN ({_SOMEBODY})"
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A name for the file, and what brings it onto the stage."""

    name: str
    show: Callable[[Stage], object]


def _one(sql: str) -> str:
    ((uid,),) = ask(sql)
    return str(uid)


# Pages


def home(stage: Stage) -> None:
    stage.page("home")


def home_empty(stage: Stage) -> None:
    stage.open_window("empty")


def residents(stage: Stage) -> Any:
    stage.page("residents")
    stage.desk.open("resident", _one(_SOMEBODY))
    stage.settle()
    return stage.window.page


def residents_tab(stage: Stage, word: str) -> None:
    residents(stage).card.choose_tab(word)


def residents_filtered(stage: Stage) -> None:
    page: Any = stage.page("residents")
    page.filters.set(replace(ResidentFilter(), sex="2", age_from=80))
    stage.settle()
    QTest.keyClick(page.table, Qt.Key.Key_Down)


def residents_filter_menu(stage: Stage) -> None:
    page: Any = stage.page("residents")
    button = stage.find(page, QAbstractButton, lambda each: each.text().endswith("筛选"))
    menu: QMenu = page.filters.menu
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))
    entry = next(action for action in menu.actions() if action.text() == "年龄段")
    menu.setActiveAction(entry)
    ages = entry.menu()
    assert isinstance(ages, QMenu)
    ages.popup(menu.mapToGlobal(menu.actionGeometry(entry).topRight()))


def residents_nothing(stage: Stage) -> None:
    page: Any = stage.page("residents")
    page.filters.set(replace(ResidentFilter(), only_uids=()))


def residents_empty(stage: Stage) -> None:
    stage.open_window("empty")
    stage.page("residents")


def resident_edited(stage: Stage) -> None:
    page = residents(stage)
    page.card.edit()
    stage.settle()
    form = page.card.keeper.fields
    form["birth"].selectAll()
    stage.enter(form["birth"], "1955-13")
    page.card.save()


def resident_cell_edited(stage: Stage) -> None:
    page = residents(stage)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_F2)


def households(stage: Stage) -> Any:
    stage.page("households")
    stage.desk.open("household", _one(_THEIR_HOUSEHOLD))
    stage.settle()
    return stage.window.page


def households_empty(stage: Stage) -> None:
    stage.open_window("empty")
    stage.page("households")


def household_edited(stage: Stage) -> None:
    households(stage).card.edit()


def dwellings(stage: Stage) -> Any:
    stage.page("dwellings")
    dwelling = _one(
        "SELECT d.uid FROM dwelling d JOIN household h ON h.dwelling_id = d.id"
        f" WHERE h.uid IN ({_THEIR_HOUSEHOLD})"
    )
    stage.desk.open("dwelling", dwelling)
    stage.settle()
    return stage.window.page


def dwellings_board(stage: Stage) -> None:
    stage.open_window("yunxi")
    building = _one(
        "SELECT b.uid FROM building b JOIN dwelling d ON d.building_id = b.id WHERE b.has_lift IS NOT 1"
        " GROUP BY b.id ORDER BY COUNT(DISTINCT d.unit) DESC, COUNT(*) DESC, b.id LIMIT 1"
    )
    stage.desk.open("building", building)
    stage.settle()
    page: Any = stage.window.page
    page.panel.board.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(page.panel.board, key)


def dwellings_lane(stage: Stage) -> None:
    stage.desk.open("building", _one("SELECT uid FROM building ORDER BY id LIMIT 1"))


def dwellings_empty(stage: Stage) -> None:
    stage.open_window("empty")
    stage.page("dwellings")


def visits(stage: Stage) -> Any:
    stage.page("visits")
    page: Any = stage.window.page
    page.choice.tree.topLevelItem(0).child(0).child(0).setCheckState(0, Qt.CheckState.Checked)
    page.choice.tell()
    stage.pause()
    return page


def visits_nothing(stage: Stage) -> None:
    stage.page("visits")


def visits_category(stage: Stage) -> None:
    page: Any = stage.page("visits")
    page.choice.add_category("独居老人")
    page.choice.volunteer.setChecked(True)
    page.choice.tell()


def visits_notices(stage: Stage) -> None:
    """Sheets with a character that no font has, a name that is too long, and a household that wants no visit."""
    desk = stage.desk
    first, second, third = (str(uid) for (uid,) in ask(_HEADS))
    residents_of.edit_resident(first, operator=desk.operator, name="陈\ue815福")
    long = "阿卜杜热西提·阿卜杜热合曼·麦麦提依明·阿卜杜喀迪尔·努尔麦麦提·阿卜杜外力·艾合买提江"
    residents_of.edit_resident(second, operator=desk.operator, name=long)
    residents_of.edit_resident(
        third, operator=desk.operator, contact_preference="no_visit_for_now", contact_reason="家里有人静养"
    )
    page = visits(stage)
    next(each for each in page.notices.buttons if each.isVisible()).click()


def visits_order(stage: Stage) -> None:
    visits(stage).tabs.choose(1)


def visits_printed(stage: Stage) -> None:
    page = visits(stage)
    numbers = set(page.papers.document.page_sheets)
    stage.desk.jobs.run(
        "正在登记走访单",
        partial(page.papers.keep, numbers, stage.desk.operator),
        done=lambda _: None,
        writes=True,
    )
    stage.settle()
    page.printed.refresh()
    stage.settle()
    page.tabs.choose(2)
    stage.settle()
    page.printed.choose(_one("SELECT uid FROM visit_sheet ORDER BY id LIMIT 1"))


def section(stage: Stage, name: str) -> None:
    page: Any = stage.page("settings")
    page.show_section(name)


# What comes over a page


def search_names(stage: Stage) -> None:
    stage.page("home")
    stage.window.search_box.begin()
    stage.enter(stage.window.search_box, "suhong")


def search_caller(stage: Stage) -> None:
    stage.page("home")
    stage.window.search_box.begin()
    number = _one(
        f"SELECT number FROM phone JOIN resident r ON r.id = resident_id WHERE r.uid IN ({_SOMEBODY}) LIMIT 1"
    )
    stage.enter(stage.window.search_box, number[-6:])


def search_nothing(stage: Stage) -> None:
    stage.page("home")
    stage.window.search_box.begin()
    stage.enter(stage.window.search_box, "没有这样的人")


def private(stage: Stage) -> None:
    residents(stage)
    stage.desk.is_private = True


def private_search(stage: Stage) -> None:
    stage.desk.is_private = True
    search_caller(stage)


def toast(stage: Stage) -> None:
    page = residents(stage)
    page.card.edit()
    stage.settle()
    reminder = page.card.keeper.fields["reminder"]
    reminder.setFocus()
    stage.enter(reminder, "下午在家，敲门要久一点")
    page.card.save()


def refusal(stage: Stage) -> None:
    page: Any = stage.page("residents")
    page.table.clearSelection()
    page.table.setCurrentIndex(page.model.index(-1, -1))
    page.print_sheets()


def undo_menu(stage: Stage) -> None:
    toast(stage)
    stage.settle()
    button = stage.find(stage.window, QToolButton, lambda each: each.accessibleName() == "撤销和重做")
    menu = button.menu()
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))


def life_event(stage: Stage, kind: str) -> None:
    residents(stage).card.life_event(kind)


def household_event(stage: Stage, kind: str) -> None:
    households(stage).card.life_event(kind)


def call(stage: Stage) -> None:
    residents(stage).card.note_call()


def category(stage: Stage) -> None:
    from community_desk.ui.dialogs.category_dialog import CategoryDialog  # noqa: PLC0415

    page = residents(stage)
    CategoryDialog(stage.desk, page, resident=page.card.uid, name=page.card.card.name).open()


def link(stage: Stage) -> None:
    from community_desk.ui.dialogs.link_dialog import LinkDialog  # noqa: PLC0415

    page = residents(stage)
    LinkDialog(stage.desk, page, resident=page.card.uid, name=page.card.card.name).open()


def withdraw(stage: Stage) -> None:
    residents(stage).card.withdraw()


def export(stage: Stage) -> None:
    residents(stage).export()


def add_resident(stage: Stage) -> None:
    residents(stage).add()


def add_household(stage: Stage) -> None:
    households(stage).add()


def operator(stage: Stage) -> None:
    stage.page("home")
    stage.window.standing.choose_operator()


def fault(stage: Stage) -> None:
    stage.page("home")
    faults = Faults(stage.folder())
    try:
        raise ZeroDivisionError("made for the picture")
    except ZeroDivisionError as error:
        faults.tell(error)
    stage.settle()
    dialog: Any = faults.dialog
    dialog.more_button.click()


def leave(stage: Stage) -> None:
    """The question before something typed would be lost."""
    page = residents(stage)
    page.card.edit()
    stage.settle()
    stage.enter(page.card.keeper.fields["note"], "听力不好")
    stage.during(page.card.cancel)


def settings_dialog(stage: Stage, name: str) -> None:
    page: Any = stage.page("settings")
    shown = page.show_section(name)
    stage.settle()
    shown.add()


PICTURES = (
    Picture("home", home),
    Picture("home-empty", home_empty),
    Picture("residents", residents),
    *(
        Picture(f"residents-tab-{place}", partial(residents_tab, word=word))
        for place, word in enumerate(("走访", "类别", "联系人", "备注", "变动", "改动记录"), start=1)
    ),
    Picture("residents-filtered", residents_filtered),
    Picture("residents-filter-menu", residents_filter_menu),
    Picture("residents-nothing", residents_nothing),
    Picture("residents-empty", residents_empty),
    Picture("resident-edited", resident_edited),
    Picture("resident-cell-edited", resident_cell_edited),
    Picture("households", households),
    Picture("households-empty", households_empty),
    Picture("household-edited", household_edited),
    Picture("dwellings", dwellings),
    Picture("dwellings-board", dwellings_board),
    Picture("dwellings-lane", dwellings_lane),
    Picture("dwellings-empty", dwellings_empty),
    Picture("visits", visits),
    Picture("visits-nothing", visits_nothing),
    Picture("visits-category", visits_category),
    Picture("visits-notices", visits_notices),
    Picture("visits-order", visits_order),
    Picture("visits-printed", visits_printed),
    *(Picture(f"settings-{each.name}", partial(section, name=each.name)) for each in SECTIONS),
    Picture("settings-grid-dialog", partial(settings_dialog, name="grids")),
    Picture("settings-staff-dialog", partial(settings_dialog, name="staff")),
    Picture("search-names", search_names),
    Picture("search-caller", search_caller),
    Picture("search-nothing", search_nothing),
    Picture("private", private),
    Picture("private-search", private_search),
    Picture("toast", toast),
    Picture("refusal", refusal),
    Picture("undo-menu", undo_menu),
    Picture("life-event-moved-away", partial(life_event, kind="moved_away")),
    Picture("life-event-died", partial(life_event, kind="died")),
    Picture("life-event-moved-inside", partial(life_event, kind="moved_inside")),
    Picture("life-event-moved-in", partial(household_event, kind="moved_in")),
    Picture("life-event-split", partial(household_event, kind="split")),
    Picture("life-event-born", partial(household_event, kind="born")),
    Picture("call", call),
    Picture("category", category),
    Picture("link", link),
    Picture("withdraw", withdraw),
    Picture("export", export),
    Picture("add-resident", add_resident),
    Picture("add-household", add_household),
    Picture("leave", leave),
    Picture("operator", operator),
    Picture("fault", fault),
    *(Picture(name, show) for name, show in TYPE_BACK_PICTURES),
    *(Picture(name, show) for name, show in CARE_PICTURES),
    *(Picture(name, show) for name, show in IMPORT_PICTURES),
    *(Picture(name, show) for name, show in OPENING_PICTURES),
)


def main(words: list[str]) -> int:
    """Make the pictures of one look; 1 if one could not be made."""
    ledgers, folder, look_name, *wanted = words
    look = next(each for each in LOOKS if each.name == look_name)
    failed = []
    with tempfile.TemporaryDirectory() as scratch:
        stage = Stage(look, Path(ledgers), Path(scratch), theme=make_theme(look))
        for picture in PICTURES:
            if wanted and picture.name not in wanted:
                continue
            try:
                picture.show(stage)
                stage.snap(Path(folder, look.name, f"{picture.name}.png"))
            except Exception:
                traceback.print_exc()
                failed.append(picture.name)
            finally:
                stage.clear()
    for name in failed:
        print(f"{look.name}: {name} could not be made", file=sys.stderr)
    QApplication.quit()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
