"""A real ledger in a folder of its own, opened by the production code."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from community_desk.ledger.database import Ledger, create_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A fresh ledger without a password, with the shipped lists."""
    made, _ = create_ledger(tmp_path / "台账 一", password=None)
    with made:
        yield made
