"""The office's own matters: staff, settings, the access log, drafts."""

import pytest

from community_desk.domain.codes import AccessAction, PaperState
from community_desk.domain.errors import UserError
from community_desk.ledger import access, changes, drafts, places, settings, staff
from community_desk.ledger.database import Ledger, open_ledger
from community_desk.ledger.models import Setting, Staff
from tests.ledger.estate import WHO, everything, logged_tables


def test_staff_are_listed_by_pinyin_and_leave(ledger: Ledger) -> None:
    later = staff.add_staff(name="周某", role="网格员", phone="138 0000 1234", operator=WHO).uid
    staff.add_staff(name="陈某", operator=WHO)
    assert [row.name for row in staff.list_staff()] == ["陈某", "周某"]
    staff.edit_staff(later, is_active=False, operator=WHO)
    assert [row.name for row in staff.list_staff(active_only=True)] == ["陈某"]
    (gone,) = [row for row in staff.list_staff() if not row.is_active]
    assert (gone.phone, gone.role) == ("13800001234", "网格员")
    # Who left no longer stands in the way of a namesake.
    staff.add_staff(name="周某", operator=WHO)
    with pytest.raises(UserError, match="已经有一位陈某"):
        staff.add_staff(name="陈某", operator=WHO)


def test_a_grid_worker_is_not_withdrawn(ledger: Ledger) -> None:
    uid = staff.add_staff(name="陈某", operator=WHO).uid
    grid = places.add_grid(name="第1网格", worker=uid, operator=WHO).uid
    with pytest.raises(UserError, match="第1网格"):
        staff.withdraw_staff(uid, operator=WHO)
    places.edit_grid(grid, worker="", operator=WHO)
    staff.withdraw_staff(uid, operator=WHO)
    assert staff.list_staff() == []


def test_pins(ledger: Ledger) -> None:
    uid = staff.add_staff(name="陈某", operator=WHO).uid
    assert staff.pin_is_right(uid, "")
    with pytest.raises(UserError) as error:
        staff.set_pin(uid, "123", operator=WHO)
    assert error.value.field == "pin"
    staff.set_pin(uid, "1234", operator=WHO)
    assert staff.pin_is_right(uid, "1234")
    assert not staff.pin_is_right(uid, "1235")
    assert "1234" not in Staff.get(Staff.uid == uid).pin_hash
    staff.set_pin(uid, "", operator=WHO)
    assert staff.pin_is_right(uid, "anything")


def test_settings_keep_their_type(ledger: Ledger) -> None:
    settings.put("a", "文字", operator=WHO)
    settings.put("b", 3, operator=WHO)
    settings.put("c", True, operator=WHO)
    settings.put("d", ["x", 1], operator=WHO)
    settings.put("e", {"y": None}, operator=WHO)
    assert settings.get_text("a") == "文字"
    assert settings.get_number("b", 7) == 3
    assert settings.get_flag("c") is True
    assert settings.get_list("d") == ["x", 1]
    assert settings.get_mapping("e") == {"y": None}
    assert (settings.get_text("f", "v"), settings.get_number("f", 7), settings.get_flag("f")) == (
        "v",
        7,
        False,
    )
    with pytest.raises(TypeError, match="setting a holds str"):
        settings.get_number("a")
    with pytest.raises(TypeError, match="setting c holds bool"):
        settings.get_number("c")


def test_a_setting_put_again_writes_nothing(ledger: Ledger) -> None:
    settings.put("a", {"x": 1, "y": 2}, operator=WHO)
    before = everything()
    settings.put("a", {"y": 2, "x": 1}, operator=WHO)
    assert everything() == before
    settings.put("a", 5, operator=WHO)
    assert settings.get_number("a") == 5
    assert Setting.select().where(Setting.key == "a").count() == 1
    assert logged_tables() == {"setting"}


@pytest.mark.parametrize("months", [0, 601])
def test_a_time_to_keep_has_bounds(ledger: Ledger, months: int) -> None:
    with pytest.raises(UserError) as error:
        settings.put_months(settings.LOG_KEPT_MONTHS, months, operator=WHO)
    assert error.value.field == settings.LOG_KEPT_MONTHS


def test_prints_exports_and_looks_are_logged_and_papers_come_back(ledger: Ledger) -> None:
    one = access.record_print(subject="走访单 A7-K3M9", purpose="中秋慰问", person_count=24, operator="甲")
    two = access.record_print(subject="应访清单", purpose="", person_count=9, operator="甲")
    access.record_export(subject="居民", purpose="上报", person_count=12034, operator="乙")
    access.record_full_id_look(subject="苏某某", operator="乙")
    actions = [row.action for row in access.list_accesses()]
    assert actions == [AccessAction.FULL_ID, AccessAction.EXPORT, AccessAction.PRINT, AccessAction.PRINT]
    assert [row.id for row in access.papers_out()] == [one, two]
    access.paper_came_back(one)
    access.paper_came_back(two, shredded=True)
    assert access.papers_out() == []
    states = [row.paper_state for row in access.list_accesses()]
    assert states == [PaperState.NONE, PaperState.NONE, PaperState.SHREDDED, PaperState.RETURNED]
    (export,) = [row for row in access.list_accesses() if row.action is AccessAction.EXPORT]
    assert (export.operator, export.purpose, export.person_count) == ("乙", "上报", 12034)
    with pytest.raises(UserError, match="没有找到这次打印"):
        access.paper_came_back(export.id)


def test_accesses_are_read_in_pages_and_narrowed(ledger: Ledger) -> None:
    ids = [
        access.record_export(
            subject=f"名单 {number}", purpose="上报", person_count=1, operator="甲乙"[number % 2]
        )
        for number in range(5)
    ]
    page = access.list_accesses(limit=2)
    assert [row.id for row in page] == [ids[4], ids[3]]
    assert [row.id for row in access.list_accesses(limit=2, before=page[-1].id)] == [ids[2], ids[1]]
    assert [row.id for row in access.list_accesses(operator="乙")] == [ids[3], ids[1]]
    assert [row.id for row in access.list_accesses(text="单 2")] == [ids[2]]
    assert len(access.list_accesses(text="上报")) == 5


def test_the_access_log_survives_a_transaction_that_fails_later(ledger: Ledger) -> None:
    access.record_print(subject="x" * 300, purpose="", person_count=1, operator="甲")

    def fail() -> None:
        with changes.transaction("坏", operator="甲"):
            settings.put("a", 1, operator="甲")
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - raised above
        fail()
    assert len(access.list_accesses()) == 1
    assert settings.get_number("a") == 0


def test_drafts_are_kept_over_a_restart_and_dropped(ledger: Ledger) -> None:
    drafts.save_draft(form="resident", content={"name": "苏", "phones": [["", "138"]]}, operator="甲")
    drafts.save_draft(form="resident", content={"name": "苏某"}, operator="甲")
    drafts.save_draft(form="resident", row_uid="u1", content={"note": "x"}, operator="甲")
    drafts.save_draft(form="resident", content={"name": "陈"}, operator="乙")
    folder = ledger.folder.path
    ledger.close()
    with open_ledger(folder):
        offer = drafts.offer_draft(form="resident", operator="甲")
        assert offer is not None
        assert offer.content == {"name": "苏某"}
        assert {(draft.row_uid, draft.operator) for draft in drafts.list_drafts(operator="甲")} == {
            ("", "甲"),
            ("u1", "甲"),
        }
        drafts.drop_draft(form="resident", operator="甲")
        assert drafts.offer_draft(form="resident", operator="甲") is None
        assert drafts.offer_draft(form="resident", row_uid="u1", operator="甲") is not None
        assert drafts.offer_draft(form="resident", operator="乙") is not None
