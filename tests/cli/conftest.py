"""The command line as scripts meet it: a function that carries out a command, and ledgers to do it on."""

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from community_desk.cli import main
from community_desk.ledger.locations import reports_folder

CSV = """姓名,性别,与户主关系,身份证号,小区,楼栋,单元,房号,联系电话,备注
苏测试,女,户主,11010519491231002X,示例里,1号楼,2,301,15400000001,喜欢种花
林测试,男,子,,示例里,1号楼,2,301,15400000002/15400000003,
"""


@dataclass
class Answer:
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*words: object, stdin: str = "") -> Answer:
        monkeypatch.setattr(sys, "stdin", StringIO(stdin))
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo ledger of 120 people; never written to."""
    folder = tmp_path_factory.mktemp("filled") / "台账"
    assert main(["--data", str(folder), "demo", "--scale", "120"]) == 0
    return folder


@pytest.fixture
def data(filled: Path, tmp_path: Path) -> Path:
    """A demo ledger of this test's own."""
    return Path(shutil.copytree(filled, tmp_path / "数据 目录"))


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A ledger file of two invented people."""
    path = tmp_path / "底册.csv"
    path.write_text(CSV, encoding="gb18030")
    return path


@pytest.fixture(autouse=True)
def _no_reports_left() -> Iterator[None]:
    yield
    shutil.rmtree(reports_folder(), ignore_errors=True)
