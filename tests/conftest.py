"""What holds for every test: no screen, no real ledger within reach, UTF-8 in all that is started, no time limits."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# Before anything imports Qt, and inherited by every process that a test starts.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PYTHONUTF8"] = "1"
os.environ["PYTHONPATH"] = str(ROOT)

# A busy machine is no fault of the code; the same examples on every machine make a failure repeatable.
settings.register_profile("everywhere", deadline=None, derandomize=True)
settings.load_profile("everywhere")


@pytest.fixture(autouse=True, scope="session")
def _private_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The folders where ledgers and settings are looked for when none is named: empty ones."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
            patch.setenv(name, str(home))
        yield
