"""Whether a window can be opened here, asked before Qt is: where it cannot, Qt ends the whole program.

Loads nothing of Qt by itself, so that it can be asked where Qt's libraries are missing.
"""

import ctypes
import importlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path


def screen_problem(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str:
    """Why no window can be opened, as a clause; empty if one can.

    Windows has a screen always. Elsewhere X11 or Wayland must be announced; an X11 server must answer, and the
    libraries that Qt needs to speak with it must be there.
    """
    if environment.get("QT_QPA_PLATFORM", "").startswith(("offscreen", "minimal")):
        return "环境变量 QT_QPA_PLATFORM 要求不用屏幕"
    if platform in {"win32", "darwin"}:
        return qt_problem()
    if environment.get("WAYLAND_DISPLAY"):
        return qt_problem()
    display = environment.get("DISPLAY")
    if not display:
        return "没有可用的屏幕（DISPLAY 和 WAYLAND_DISPLAY 都没有设置）"
    return qt_problem() or _x11_problem(display)


def qt_problem() -> str:
    """Why Qt cannot be loaded (a library of the system is missing), as a clause; empty if it can."""
    try:
        importlib.import_module("PySide6.QtWidgets")
    except ImportError as error:
        return f"系统缺少 Qt 要用的组件（{error}）"
    return ""


def _x11_problem(display: str) -> str:
    from PySide6.QtCore import QLibraryInfo  # noqa: PLC0415 - see above

    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    try:
        ctypes.CDLL(str(plugins / "platforms" / "libqxcb.so"))
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        return f"系统缺少 Qt 要用的组件（{error}）"
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return f"屏幕 {display} 没有应答" if refused else ""
