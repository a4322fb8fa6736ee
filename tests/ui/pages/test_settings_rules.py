"""设置 → 走访规则: rules are changed, switched off, set back; extra rounds are asked for."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from community_desk.domain.codes import IntervalUnit, Outcome
from community_desk.domain.visit_rules import EVERYBODY
from community_desk.ledger import visit_rules
from community_desk.ledger.visit_rules import VisitRuleEntry
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.rule_dialogs import ExtraRoundDialog, VisitRuleDialog
from community_desk.ui.pages.settings_rules import RulesSection
from tests.ui.hands import button, click, retype, settle, type_text, words


@pytest.fixture
def section(desk: Desk) -> RulesSection:
    made = RulesSection(desk)
    made.resize(850, 500)
    made.show()
    QTest.qWaitForWindowExposed(made)
    made.activateWindow()
    made.arrive()
    desk.jobs.wait()
    return made


def rule(code: str) -> VisitRuleEntry:
    return next(entry for entry in visit_rules.list_visit_rules() if entry.code == code)


def go_to(section: RulesSection, code: str) -> None:
    section.rules.go_to(rule(code).uid)
    section.rules.setFocus()


def test_a_shipped_rule_is_changed_and_set_back(section: RulesSection, desk: Desk) -> None:
    go_to(section, "level_key")
    assert not section.restore_button.isEnabled()
    assert not section.withdraw_button.isEnabled()
    QTest.keyClick(section.rules, Qt.Key.Key_Return)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, VisitRuleDialog)
    retype(dialog.interval, "400")
    dialog.unit.setCurrentIndex(dialog.unit.findData(IntervalUnit.MONTH.value))
    retype(dialog.interval, "100")
    click(button(dialog, "保存规则"))
    assert "interval" in dialog.keeper.messages()
    retype(dialog.interval, "2")
    for box in dialog.whose_word.boxes.values():
        if box.isChecked():
            QTest.keyClick(box, Qt.Key.Key_Space)
    click(button(dialog, "保存规则"))
    assert "whose_word" in dialog.keeper.messages()  # nothing would ever count
    QTest.keyClick(dialog.whose_word.boxes[Outcome.NEIGHBOUR_TOLD.value], Qt.Key.Key_Space)
    click(button(dialog, "保存规则"))
    settle(desk.jobs.wait)
    changed = rule("level_key")
    assert (changed.interval, changed.whose_word, changed.is_edited) == (2, (Outcome.NEIGHBOUR_TOLD,), True)
    assert changed.applies_to.levels == {"key"}
    click(button(section, "恢复出厂"))
    settle(desk.jobs.wait)
    assert (rule("level_key").interval, rule("level_key").is_edited) == (1, False)


def test_a_rule_is_switched_off_and_on(section: RulesSection, desk: Desk) -> None:
    go_to(section, "level_general")
    click(button(section, "停用"))
    settle(desk.jobs.wait)
    assert not rule("level_general").is_active
    click(button(section, "启用"))
    settle(desk.jobs.wait)
    assert rule("level_general").is_active


def test_a_rule_of_the_office_is_added_and_withdrawn(section: RulesSection, desk: Desk) -> None:
    click(button(section, "新增规则"))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, VisitRuleDialog)
    type_text(dialog.word, "独居每十天")
    QTest.keyClick(dialog.categories.boxes["living_alone"], Qt.Key.Key_Space)
    retype(dialog.interval, "10")
    dialog.unit.setCurrentIndex(dialog.unit.findData(IntervalUnit.DAY.value))
    click(button(dialog, "新增规则"))
    settle(desk.jobs.wait)
    made = next(entry for entry in visit_rules.list_visit_rules() if entry.word == "独居每十天")
    assert (made.how_often, made.applies_to.categories) == ("每 10 天一次", frozenset(("living_alone",)))
    section.rules.go_to(made.uid)
    click(button(section, "撤回"))
    settle(desk.jobs.wait)
    assert all(entry.uid != made.uid for entry in visit_rules.list_visit_rules())


def test_an_extra_round_is_asked_for_between_two_dates(section: RulesSection, desk: Desk) -> None:
    click(button(section, "节日、台风加访"))
    assert "没有加访" in words(section)
    click(section.add_button)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ExtraRoundDialog)
    type_text(dialog.name, "重阳慰问")
    retype(dialog.starts_on, "2026-10-10")
    retype(dialog.ends_on, "2026-10-01")
    click(button(dialog, "新增加访"))
    assert "ends_on" in dialog.keeper.messages()
    retype(dialog.ends_on, "2026-10-20")
    QTest.keyClick(dialog.categories.boxes["advanced_age"], Qt.Key.Key_Space)
    click(button(dialog, "新增加访"))
    settle(desk.jobs.wait)
    (made,) = visit_rules.list_extra_rounds()
    assert (made.name, made.starts_on, made.ends_on) == ("重阳慰问", "2026-10-10", "2026-10-20")
    assert (made.applies_to.homes, made.applies_to.categories) == (EVERYBODY, frozenset(("advanced_age",)))
    click(button(section, "停用"))
    settle(desk.jobs.wait)
    assert not visit_rules.list_extra_rounds()[0].is_active
