"""Whether a window can be opened, as it is asked before Qt is."""

import ctypes
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QLibraryInfo

from community_desk.ui import screen
from community_desk.ui.screen import screen_problem


@pytest.mark.parametrize(
    ("environment", "platform", "has_screen"),
    [
        ({}, "win32", True),
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0", "QT_QPA_PLATFORM": "offscreen"}, "linux", False),
        ({"QT_QPA_PLATFORM": "offscreen"}, "win32", False),
        ({"QT_QPA_PLATFORM": "minimal:font"}, "win32", False),
    ],
)
def test_what_announces_a_screen(environment: dict[str, str], platform: str, *, has_screen: bool) -> None:
    assert (screen_problem(environment, platform) == "") is has_screen


@pytest.mark.parametrize("refused", [0, 1])
def test_a_display_that_nobody_answers_at_is_none(refused: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    class Connect:
        restype = None

        def __call__(self, display: bytes, screen_number: None) -> int:
            asked.append(display)
            return 1

    def load(name: str) -> SimpleNamespace:
        plugins = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
        assert name == "libxcb.so.1" or name.startswith(plugins)
        return SimpleNamespace(
            xcb_connect=Connect(),
            xcb_connection_has_error=lambda connection: refused,
            xcb_disconnect=lambda connection: None,
        )

    monkeypatch.setattr(ctypes, "CDLL", load)
    assert screen_problem({"DISPLAY": ":7"}, "linux") == ("屏幕 :7 没有应答" if refused else "")
    assert asked == [b":7"]


def test_a_missing_library_of_the_screen_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> None:
        raise OSError("libxcb-icccm.so.4: cannot open shared object file")

    monkeypatch.setattr(ctypes, "CDLL", load)
    assert "libxcb-icccm.so.4" in screen_problem({"DISPLAY": ":7"}, "linux")


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_qt_that_cannot_be_loaded_is_no_end_of_the_program(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(name: str) -> None:
        raise ImportError("libEGL.so.1: cannot open shared object file")

    monkeypatch.setattr(screen.importlib, "import_module", load)
    assert "libEGL.so.1" in screen_problem({"WAYLAND_DISPLAY": "wayland-0"}, platform)


@pytest.mark.skipif(sys.platform != "linux", reason="X11 is asked on Linux only")
def test_a_real_display_without_a_server() -> None:
    environment = {**os.environ, "DISPLAY": ":987"}
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        environment.pop(name, None)
    code = "from community_desk.ui.screen import screen_problem; print(screen_problem())"
    asked = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert (asked.returncode, asked.stderr) == (0, "")
    assert asked.stdout.strip()
