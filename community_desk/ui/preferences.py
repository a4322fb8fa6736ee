"""What belongs to this PC and not to the ledger: the look, where windows stood, how wide columns are.

An INI file beside the ledgers; it holds nobody's data. A value that cannot be read counts as not there.
"""

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QSettings

Value = TypeVar("Value", str, int, bool)


class Preferences:
    """Texts, whole numbers and flags by key ("list/residents/widths")."""

    def __init__(self, file: Path) -> None:
        self._stored = QSettings(str(file), QSettings.Format.IniFormat)

    def get(self, key: str, default: Value) -> Value:
        """The value kept under ``key``, of the kind of ``default``."""
        stored = self._stored.value(key)
        text = "" if stored is None else str(stored)
        if isinstance(default, bool):
            return text == "true" if text in {"true", "false"} else default
        if isinstance(default, int):
            return int(text) if text.lstrip("-").isdecimal() else default
        return default if stored is None else text

    def put(self, key: str, value: str | int) -> None:
        """Keep ``value`` under ``key``."""
        self._stored.setValue(key, str(value).lower() if isinstance(value, bool) else str(value))

    def get_bytes(self, key: str) -> QByteArray:
        """Bytes kept under ``key`` (a window's place), empty if there are none."""
        return QByteArray.fromBase64(self.get(key, "").encode("ascii", "ignore"))

    def put_bytes(self, key: str, value: QByteArray) -> None:
        """Keep bytes under ``key``."""
        self.put(key, bytes(value.toBase64().data()).decode("ascii"))
