"""run.py: the environment it makes, and the one line that it says when it cannot."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


run = _load()


def _wheel(folder: Path, name: str, source: str) -> str:
    """A wheel of one module in ``folder``; its hash."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    files = {
        f"{name}.py": source,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
        archive.writestr(f"{info}/RECORD", "".join(f"{file},,\n" for file in [*files, f"{info}/RECORD"]))
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with run.py, below a path with a blank and Chinese characters; it installs from wheels/."""
    root = tmp_path_factory.mktemp("fresh") / "空 格" / "许春梅"
    for folder in ("wheels", "locks", "community_desk"):
        (root / folder).mkdir(parents=True)
    shutil.copy(ROOT / "run.py", root)
    digest = _wheel(root / "wheels", "greeting", "WORD = '你好'\n")
    (root / "locks" / "app.txt").write_text(
        f"greeting==1.0 \\\n    --hash=sha256:{digest}\n", encoding="utf-8"
    )
    (root / "community_desk" / "__init__.py").touch()
    (root / "community_desk" / "__main__.py").write_text(
        "import sys, greeting\nprint(greeting.WORD, *sys.argv[1:])\nsys.exit(7 if 'fail' in sys.argv else 0)\n",
        encoding="utf-8",
    )
    return root


def _start(checkout: Path, *words: str, where: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_", "LANG"))
    }
    return subprocess.run(
        [getattr(sys, "_base_executable", sys.executable), str(checkout / "run.py"), *words],
        env={**environment, "LC_ALL": "C"},
        cwd=where or checkout,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_fresh_checkout_is_set_up_once_and_its_program_started(checkout: Path, tmp_path: Path) -> None:
    first = _start(checkout, "search", "苏 红")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.splitlines()[-1] == "你好 search 苏 红"

    second = _start(checkout, "--data", "数据", where=tmp_path)
    assert (second.returncode, second.stdout, second.stderr) == (0, "你好 --data 数据\n", "")

    assert _start(checkout, "fail").returncode == 7


def test_a_half_made_environment_is_made_anew(checkout: Path) -> None:
    _start(checkout)
    environment = checkout / ".venv"
    (environment / "community-desk.json").unlink()
    left_over = environment / "half.txt"
    left_over.touch()
    again = _start(checkout)
    assert again.stdout.splitlines()[-1] == "你好"
    assert not left_over.exists()


def test_a_changed_lock_is_installed_before_the_program_starts(checkout: Path) -> None:
    _start(checkout)
    lock = checkout / "locks" / "app.txt"
    before = lock.read_text(encoding="utf-8")
    digest = _wheel(checkout / "wheels", "newcomer", "")
    lock.write_text(f"{before}newcomer==1.0 \\\n    --hash=sha256:{digest}\n", encoding="utf-8")
    try:
        assert _start(checkout).stdout.splitlines()[-1] == "你好"
        stamp = json.loads((checkout / ".venv" / "community-desk.json").read_text(encoding="utf-8"))
        assert stamp["app"] == hashlib.sha256(lock.read_bytes()).hexdigest()
        python = run.interpreter_of(checkout / ".venv")
        assert subprocess.run([python, "-c", "import newcomer"], check=False).returncode == 0
    finally:
        lock.write_text(before, encoding="utf-8")


@pytest.fixture
def install_in_copy(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], str]:
    """Installs into the checkout's environment what a changed copy of its locks and wheels holds; the refusal."""
    _start(checkout)
    pip = run.pip_for(run.interpreter_of(checkout / ".venv"))

    def install(copy: Path) -> str:
        monkeypatch.setattr(run, "ROOT", copy)
        with pytest.raises(run.SetupError) as refusal:
            run.install(pip, "app")
        return str(refusal.value)

    return install


def _ask_for(package: str, digest: str, root: Path) -> Path:
    for folder in ("wheels", "locks"):
        (root / folder).mkdir()
    (root / "locks" / "app.txt").write_text(f"{package}==1.0 --hash=sha256:{digest}\n", encoding="utf-8")
    return root


def test_a_wheel_that_was_tampered_with_is_refused(
    tmp_path: Path, install_in_copy: Callable[[Path], str]
) -> None:
    copy = _ask_for("stranger", "0" * 64, tmp_path)
    _wheel(copy / "wheels", "stranger", "")
    assert "校验值不符" in install_in_copy(copy)


def test_a_missing_wheel_is_named(tmp_path: Path, install_in_copy: Callable[[Path], str]) -> None:
    copy = _ask_for("stranger", "0" * 64, tmp_path)
    assert install_in_copy(copy) == "wheels/ 文件夹里没有 stranger==1.0，请补上，或删掉这个文件夹改从网络安装"


def test_a_failure_is_one_line_and_its_own_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_room(groups: tuple[str, ...]) -> Path:
        raise OSError(28, "No space left on device", "/x/.venv")

    monkeypatch.setattr(run, "missing_packages", lambda command: [])
    monkeypatch.setattr(run, "environment_for", no_room)
    assert run.main([]) == run.SETUP_FAILED
    assert capsys.readouterr().err.splitlines() == [
        "run.py：读写文件没有成功：[Errno 28] No space left on device: '/x/.venv'"
    ]


@pytest.mark.parametrize(
    ("output", "part"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n",
            "磁盘空间不够",
        ),
        (
            "WARNING: Retrying after NewConnectionError\nERROR: No matching distribution found for peewee==4.5.3\n",
            "找不到 peewee==4.5.3：请检查网络",
        ),
        ("ReadTimeoutError: Read timed out.\n", "连不上 Python 软件源"),
        ("ERROR: something new\n", "安装没有成功：something new"),
        ("", "安装没有成功：pip 没有说明原因"),
    ],
)
def test_pips_many_lines_become_one_that_says_what_to_do(output: str, part: str) -> None:
    problem = run.pip_problem(output, offline=False)
    assert part in problem
    assert "\n" not in problem


def test_pythons_that_cannot_work_are_refused_with_a_reason(tmp_path: Path) -> None:
    assert run.python_problem(str(tmp_path), (3, 11), is_64_bit=True) == ""
    assert run.python_problem(str(tmp_path), (3, 14), is_64_bit=True) == ""
    assert "3.11 到 3.14" in run.python_problem(str(tmp_path), (3, 15), is_64_bit=True)
    assert "64 位" in run.python_problem(str(tmp_path), (3, 11), is_64_bit=False)
    (tmp_path / "conda-meta").mkdir()
    assert "conda" in run.python_problem(str(tmp_path), (3, 12), is_64_bit=True)


def test_the_environment_lies_in_the_checkout_unless_windows_path_limit_forbids() -> None:
    short, long = PureWindowsPath("C:/work/desk"), PureWindowsPath("C:/", "长" * 90)
    local = "C:\\Users\\许春梅\\AppData\\Local"
    assert run.environment_folder(short, local) == short / ".venv"
    moved = run.environment_folder(long, local)
    assert moved.is_relative_to(local)
    assert moved != run.environment_folder(long / "b", local), "two checkouts share no environment"
    posix = PurePosixPath("/", "长" * 200)
    assert run.environment_folder(posix) == posix / ".venv"
    assert run.environment_folder(PureWindowsPath("C:/", "a" * 80), local).name == ".venv"
    # what pip writes below either stays within the limit
    for root in (short, long, PureWindowsPath("C:/", "a" * 80), PureWindowsPath("C:/", "a" * 81)):
        folder = run.environment_folder(root, local)
        assert len(str(folder / "Lib" / "site-packages" / ("x" * run.LONGEST_FILE))) <= run.LONGEST_PATH


def test_variables_that_redirect_pip_are_not_handed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PIP_INDEX_URL", "kept")
    environment = run.child_environment()
    assert "PIP_USER" not in environment
    assert "PIP_TARGET" not in environment
    assert environment["PIP_INDEX_URL"] == "kept"
    assert environment["PYTHONUTF8"] == "1"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no apt")
class TestSystemPackages:
    def test_an_ordinary_user_gets_the_line_to_type(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(run.os, "geteuid", lambda: 1000)
        monkeypatch.setattr(run.shutil, "which", lambda name: "/usr/bin/apt-get")
        line = "sudo apt-get install -y --no-install-recommends qpdf zbar-tools"
        assert run.apt_install(["qpdf", "zbar-tools"]) == f"系统缺少一些组件，请先执行：{line}"

    def test_another_system_gets_the_names(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(run.shutil, "which", lambda name: None)
        assert "Debian 的包名：libgl1 qpdf" in run.apt_install(["libgl1", "qpdf"])

    def test_empty_package_lists_are_fetched_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        called: list[str] = []

        def quiet(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
            called.append("update" if "update" in command else "install")
            code = 100 if called == ["install"] else 0
            return subprocess.CompletedProcess(command, code, stdout="E: Unable to locate package qpdf\n")

        monkeypatch.setattr(run.os, "geteuid", lambda: 0)
        monkeypatch.setattr(run.shutil, "which", lambda name: "/usr/bin/apt-get")
        monkeypatch.setattr(run, "quiet", quiet)
        assert run.apt_install(["qpdf"]) == ""
        assert called == ["install", "update", "install"]

    def test_only_what_is_missing_is_asked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            run.shutil, "which", lambda name: None if name == "zbarimg" else f"/usr/bin/{name}"
        )
        monkeypatch.setattr(run, "library_is_missing", lambda name: name == "libEGL.so.1")
        assert run.missing_packages("test") == ["libegl1", "zbar-tools"]
        assert run.missing_packages("lint") == []

    def test_what_a_screen_needs_is_asked_for_where_a_window_opens_or_is_packed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(run.shutil, "which", lambda name: f"/usr/bin/{name}")
        monkeypatch.setattr(run, "library_is_missing", lambda name: name.startswith("libxcb-icccm"))
        assert {
            command: run.missing_packages(command)
            for command in run.NEEDS_SCREEN_LIBRARIES | {"test", "lint", "pictures"}
        } == {
            "": ["libxcb-icccm4"],
            "build": ["libxcb-icccm4"],
            "pictures": [],
            "test": [],
            "lint": [],
        }

    def test_a_window_is_tried_without_them_and_the_line_to_type_is_said(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(run.sys, "platform", "linux")
        monkeypatch.setattr(run, "missing_packages", lambda command: ["libxcb-cursor0"])
        monkeypatch.setattr(run, "apt_install", lambda packages: f"请先执行：sudo … {packages[0]}")
        monkeypatch.setattr(run, "environment_for", lambda groups: Path(sys.executable))
        monkeypatch.setattr(run, "steps_of", lambda command, rest, python: [[python, "-c", ""]])
        assert run.main(["--data=数据"]) == 0
        assert capsys.readouterr().err == "run.py：请先执行：sudo … libxcb-cursor0\n"
        assert run.main(["search", "苏"]) == 0
        assert capsys.readouterr().err == "", "a command does without a window"


def test_the_whole_suite_reports_coverage_and_a_part_of_it_does_not() -> None:
    assert "--cov" in run.steps_of("test", [], "python")[0]
    assert run.steps_of("test", ["-k", "names"], "python") == [["python", "-m", "pytest", "-k", "names"]]
    assert run.steps_of("", ["import", "表.xlsx"], "python") == [
        ["python", "-m", "community_desk", "import", "表.xlsx"]
    ]


def test_every_lock_names_exact_versions_with_hashes() -> None:
    for group in ("app", "test", "lint", "build"):
        text = (ROOT / "locks" / f"{group}.txt").read_text(encoding="utf-8")
        for entry in text.replace("\\\n", " ").splitlines():
            assert entry.startswith("#") or ("==" in entry and "--hash=sha256:" in entry), entry
        assert "://" not in text, "a lock names no package index"
