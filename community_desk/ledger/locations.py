"""Where the program keeps its things when nobody names a folder: ledgers, and reports of its own faults.

``portable.txt`` beside the program keeps everything beside it (a USB stick); else each system's own place. Neither
Qt's folders (they change with the organisation's name) nor Documents (often a cloud folder) are used.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

_LEDGER = "ledger"
_REPORTS = "reports"
_PORTABLE_MARK = "portable.txt"


def standard_folder() -> Path:
    """The folder of the ledger that is opened when no other is named."""
    return program_folder() / _LEDGER


def reports_folder() -> Path:
    """Where reports of the program's own faults go; they hold no residents' data."""
    return program_folder() / _REPORTS


def program_folder() -> Path:
    """Where all this lies on this machine."""
    beside = Path(sys.executable).parent if getattr(sys, "frozen", False) else Path(__file__).parents[2]
    return choose_program_folder(beside, os.environ, sys.platform)


def choose_program_folder(beside: Path, environment: Mapping[str, str], platform: str) -> Path:
    """The rule itself: ``beside`` is the folder the program lies in."""
    if (beside / _PORTABLE_MARK).is_file():
        return beside / "data"
    if platform == "win32":
        local = environment.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "CommunityDesk"
    # The XDG specification: a relative path in the variable is to be ignored.
    shared = Path(environment.get("XDG_DATA_HOME", ""))
    return (shared if shared.is_absolute() else Path.home() / ".local" / "share") / "community-desk"
