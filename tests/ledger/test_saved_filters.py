"""Named filters of the lists."""

import pytest

from community_desk.domain.errors import UserError
from community_desk.ledger import undo
from community_desk.ledger.database import Ledger, open_ledger
from community_desk.ledger.saved_filters import list_filters, remove_filter, rename_filter, save_filter
from tests.ledger.estate import WHO, everything


def _names(kind: str = "residents") -> list[str]:
    return [saved.name for saved in list_filters(kind)]


def test_filters_keep_their_order_and_content_across_restarts(ledger: Ledger) -> None:
    content = {"grid": ["第2网格"], "age": [80, None], "z": True, "a": {"b": "独居"}}
    save_filter(kind="residents", name=" 二网格 高龄 ", content=content, operator=WHO)
    save_filter(kind="residents", name="独居", content={}, operator=WHO)
    save_filter(kind="households", name="独居", content={"x": 1}, operator=WHO)
    folder = ledger.folder.path
    ledger.close()
    with open_ledger(folder):
        assert _names() == ["二网格 高龄", "独居"]
        assert list_filters("residents")[0].content == content
        assert [saved.content for saved in list_filters("households")] == [{"x": 1}]
        assert list_filters("buildings") == []


def test_a_taken_name_is_replaced_only_on_purpose(ledger: Ledger) -> None:
    save_filter(kind="residents", name="独居", content={"x": 1}, operator=WHO)
    with pytest.raises(UserError, match="已经有") as refused:
        save_filter(kind="residents", name="独居", content={"x": 2}, operator=WHO)
    assert refused.value.field == "name"
    save_filter(kind="residents", name="独居", content={"x": 2}, replace=True, operator=WHO)
    assert [saved.content for saved in list_filters("residents")] == [{"x": 2}]


@pytest.mark.parametrize("name", ["", "  ", "长" * 31])
def test_a_filter_has_a_name_that_fits(ledger: Ledger, name: str) -> None:
    with pytest.raises(UserError):
        save_filter(kind="residents", name=name, content={}, operator=WHO)


def test_there_are_not_too_many(ledger: Ledger) -> None:
    for number in range(50):
        save_filter(kind="residents", name=str(number), content={}, operator=WHO)
    with pytest.raises(UserError, match="最多存 50 个"):
        save_filter(kind="residents", name="再一个", content={}, operator=WHO)
    save_filter(kind="residents", name="7", content={"x": 1}, replace=True, operator=WHO)


def test_renamed_filters_stay_where_they_are(ledger: Ledger) -> None:
    for name in ("甲", "乙", "丙"):
        save_filter(kind="residents", name=name, content={}, operator=WHO)
    rename_filter(kind="residents", name="乙", to="丁", operator=WHO)
    assert _names() == ["甲", "丁", "丙"]
    with pytest.raises(UserError, match="已经有"):
        rename_filter(kind="residents", name="丁", to="甲", operator=WHO)
    before = everything()
    rename_filter(kind="residents", name="丁", to="丁", operator=WHO)
    assert everything() == before
    remove_filter(kind="residents", name="甲", operator=WHO)
    assert _names() == ["丁", "丙"]
    undo.undo_last(operator=WHO)
    assert _names() == ["甲", "丁", "丙"]
    with pytest.raises(UserError, match="没有叫"):
        remove_filter(kind="residents", name="戊", operator=WHO)
