"""How the tables of an office's own files were read, so that the next file with the same heading needs no asking.

Plain data: `exchange` makes and uses it, `ledger.imports` keeps it; neither knows the other.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


def header_signature(headings: Sequence[str]) -> str:
    """What a table is known again by: its headings in their order, those that are empty among them."""
    return hashlib.sha256("\x1f".join(headings).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class RememberedTable:
    """How a table was read: `columns` maps a column (from 0) to its field, "" for one that somebody left out.

    `header_rows` are Excel's row numbers; `grouping` is "" where it is to be found anew.
    """

    columns: Mapping[int, str] = field(default_factory=dict)
    header_rows: tuple[int, ...] = ()
    grouping: str = ""
