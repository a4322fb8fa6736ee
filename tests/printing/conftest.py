"""Fonts for all tests of this room; what needs print tools is collected where they are installed."""

import shutil

import pytest

from community_desk.printing.fonts import Fonts, load_fonts

# poppler-utils, zbar-tools, qpdf: no part of a fresh Windows PC. CI has them.
_TOOLS = ("pdftotext", "pdftoppm", "pdffonts", "zbarimg", "qpdf")
_ABSENT = [tool for tool in _TOOLS if shutil.which(tool) is None]

collect_ignore = ["test_print_tools.py"] if _ABSENT else []


def pytest_report_header() -> str:
    return f"left out: tests/printing/test_print_tools.py (needs {', '.join(_ABSENT)})" if _ABSENT else ""


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    return load_fonts()
