"""What tables are known again by."""

from community_desk.domain.remembered_tables import header_signature


def test_headings_their_order_and_their_gaps_make_the_signature() -> None:
    known = header_signature(["姓名", "电话", "备注"])
    assert header_signature(("姓名", "电话", "备注")) == known
    for other in (["姓名", "备注", "电话"], ["姓名", "", "电话", "备注"], ["姓名电话", "备注"], ["姓名"]):
        assert header_signature(other) != known
