"""The second place for backups, such as a USB stick: chosen on each PC, since each has its own drives."""

from pathlib import Path

from community_desk.ui.preferences import Preferences

SECOND_PLACE = "backup/second_place"


def second_place(preferences: Preferences) -> Path | None:
    """The folder that was chosen on this PC, ``None`` for none; it may not be there now."""
    chosen = preferences.get(SECOND_PLACE, "")
    return Path(chosen) if chosen else None
