"""Everything that a fresh checkout needs, with nothing but Python 3.11 or later on the machine.

    python run.py                    opens the window on made-up people: a demo ledger in out/; without a screen it
                                     prints their visit sheets there and makes a picture of the window
    python run.py --data DIR …       the same on a ledger of your own, or any command of community-desk
    python run.py test [options]     the tests (options go to pytest)
    python run.py lint               ruff, its formatter, mypy
    python run.py build              the program for machines without Python, in dist/
    python run.py pictures           the pictures of README.md, made anew

It makes a private environment (.venv), installs what locks/ names, and starts the program in it. A folder ``wheels``
beside it is used instead of the network. Only the standard library is used, and the syntax is kept to Python 3.6, so
that an older one is told what is wrong. Exit code 3: the environment could not be made (one line says why); any other
is the program's own.
"""

import ctypes
import hashlib
import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path, PurePath

ROOT = Path(__file__).resolve().parent
SETUP_FAILED = 3
OLDEST, TOO_NEW = (3, 11), (3, 15)  # what the locked wheels are made for

if sys.version_info < OLDEST:
    sys.stderr.write(
        f"需要 Python 3.11 以上（Needs Python 3.11 or later），这是 {sys.version.split()[0]}，请从 python.org 安装\n"
    )
    sys.exit(SETUP_FAILED)

# Shared libraries that Qt's wheels expect of the system, and the Debian packages that hold them.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
# What the window needs besides on an X11 screen; Qt says only that its plug-in "xcb" could not be loaded.
SCREEN_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# The program itself (""), and what is packed with it for other machines. Pictures are drawn without a screen.
NEEDS_SCREEN_LIBRARIES = {"", "build"}
POPPLER = {"pdftotext": "poppler-utils", "pdftoppm": "poppler-utils"}
PROGRAMS = {
    "test": {**POPPLER, "zbarimg": "zbar-tools", "qpdf": "qpdf"},
    "pictures": POPPLER,
    "build": {"objdump": "binutils"},
}
LOCKS_OF = {"test": ("app", "test"), "lint": ("app", "test", "lint"), "build": ("app", "build")}

# In PySide6's wheels the longest path below site-packages has 151 characters; Windows allows 259 in all.
LONGEST_FILE, LONGEST_PATH = 151, 259


class SetupError(Exception):
    """The environment cannot be made; the text is one line for the person at the keyboard."""


def say(text: str) -> None:
    """Print one line at once, also when the output is a file or a pipe."""
    print(text, flush=True)


def environment_folder(root: PurePath, local_app_data: str = "") -> PurePath:
    """Where the environment of the checkout ``root`` belongs: in it, unless Windows' path limit forbids that."""
    beside = root / ".venv"
    if not local_app_data or len(str(beside / "Lib" / "site-packages")) + 1 + LONGEST_FILE <= LONGEST_PATH:
        return beside
    name = hashlib.sha256(str(root).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return type(root)(local_app_data) / "CommunityDesk-source" / name


def interpreter_of(folder: Path) -> Path:
    """The environment's own Python."""
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def python_problem(prefix: str, version: "tuple[int, int]", *, is_64_bit: bool) -> str:
    """Why this Python cannot be used, in one line; empty if it can."""
    if version >= TOO_NEW:
        return f"Python {version[0]}.{version[1]} 还没有配套的安装包，请用 3.11 到 3.14"
    if not is_64_bit:
        return "这是 32 位的 Python，请改用 64 位（python.org 的 Windows installer (64-bit)）"
    if Path(prefix, "conda-meta").is_dir():
        return "这是 Anaconda/conda 的 Python，它自带的 ICU 会让 Qt 无法启动，请改用 python.org 的 Python 或系统自带的"
    return ""


def child_environment() -> "dict[str, str]":
    """The environment of all that is started here: UTF-8, this checkout, and no variable that redirects pip."""
    unwanted = {
        "PYTHONHOME",
        "PIP_USER",
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_REQUIRE_VIRTUALENV",
        "__PYVENV_LAUNCHER__",
    }
    kept = {name: value for name, value in os.environ.items() if name.upper() not in unwanted}
    return {
        **kept,
        "PYTHONUTF8": "1",
        "PYTHONPATH": str(ROOT),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
    }


def pip_problem(output: str, *, offline: bool) -> str:
    """pip's many lines as one that says what to do."""
    errors = re.findall(r"^\s*ERROR: (.+)$", output, re.MULTILINE)
    last = errors[-1] if errors else (output.strip().splitlines() or ["pip 没有说明原因"])[-1].strip()
    if "No space left" in output or "Errno 28" in output or "WinError 112" in output:
        return "磁盘空间不够（环境约需 700 MB），请腾出空间再试"
    if "DO NOT MATCH THE HASHES" in output:
        return "下载到的文件和 locks/ 里记的校验值不符，没有安装；请换一个网络或软件源再试"
    if "No matching distribution" in output or "Could not find a version" in output:
        missing = re.findall(r"No matching distribution found for ([^\s(]+)", output)
        name = missing[-1] if missing else "所需的包"
        if offline:
            return f"wheels/ 文件夹里没有 {name}，请补上，或删掉这个文件夹改从网络安装"
        return f"找不到 {name}：请检查网络和 pip 的软件源设置，或把安装包放进 {ROOT / 'wheels'} 再试"
    if re.search(
        r"NewConnectionError|ConnectionError|Read timed out|Max retries|Network is unreachable|SSLError",
        output,
    ):
        return f"连不上 Python 软件源：请检查网络和代理设置，或把安装包放进 {ROOT / 'wheels'} 再试"
    return f"安装没有成功：{last}"


class Progress:
    """pip's lines as a count of packages: one line that is rewritten on a terminal, else a line a large download."""

    def __init__(self, title: str, total: int) -> None:
        """``total`` packages are to be installed."""
        self._title, self._total, self._done = title, total, 0
        self._terminal, self._columns = sys.stdout.isatty(), 0

    def line(self, text: str) -> None:
        """Take one line of pip's output."""
        text = text.strip()
        if text.startswith(("Collecting ", "Requirement already satisfied")):
            self._done += 1
            self._show(text.split()[1].split("==")[0])
        elif text.startswith("Downloading ") and ".metadata" not in text:
            size = re.search(r"\((\d+\.\d MB)\)", text)
            if size and not self._terminal:
                say(f"  下载 {text.split()[1].rsplit('/', 1)[-1].split('-')[0]}（{size.group(1)}）")
            elif size:
                self._show(f"{text.split()[1].rsplit('/', 1)[-1].split('-')[0]}（{size.group(1)}）")
        elif text.startswith("Installing collected packages"):
            self._show("写入文件 …") if self._terminal else say("  写入文件 …")

    def _show(self, what: str) -> None:
        if self._terminal:
            self.end()
            text = f"{self._title} {self._done}/{self._total}  {what}"
            print(text, end="", flush=True)
            self._columns = len(
                text.encode("gbk", "replace")
            )  # a Chinese character takes two columns, as in GBK

    def end(self) -> None:
        """Wipe the line that is being rewritten; by blanks, since an older Windows console prints escape codes."""
        if self._terminal:
            print("\r" + " " * self._columns + "\r", end="", flush=True)
            self._columns = 0


def install(pip: "list[str]", group: str) -> None:
    """Install the lock ``group`` by the command ``pip``; raises SetupError."""
    lock = ROOT / "locks" / (group + ".txt")
    total = len(re.findall(r"^[\w.-]+==", lock.read_text(encoding="utf-8"), re.MULTILINE))
    wheels = ROOT / "wheels"
    offline = wheels.is_dir()
    # The lock is complete, so nothing is resolved; wheels only, so nothing is compiled.
    command = [*pip, "install", "--no-deps", "--require-hashes", "--only-binary=:all:", "--progress-bar=off"]
    command += ["--no-warn-script-location", "-r", str(lock)]
    command += ["--no-index", "--find-links", str(wheels)] if offline else []
    title = {
        "app": "安装运行所需的包",
        "test": "安装测试所需的包",
        "lint": "安装检查工具",
        "build": "安装打包工具",
    }[group]
    say(f"{title}（{total} 个，{'来自 wheels/' if offline else '第一次需要下载'}）…")
    began, lines, progress = time.monotonic(), [], Progress(title, total)
    process = subprocess.Popen(
        command,
        env=child_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        errors="replace",
    )
    assert process.stdout is not None
    with process:
        for line in process.stdout:
            lines.append(line)
            progress.line(line)
    progress.end()
    if process.returncode:
        raise SetupError(pip_problem("".join(lines), offline=offline))
    say(f"  用时 {time.monotonic() - began:.0f} 秒")


def apt_install(packages: "list[str]") -> str:
    """Install Debian packages, as root; the problem in one line, or nothing. Anybody else gets the line to type."""
    words = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if sys.platform == "win32" or shutil.which("apt-get") is None:
        return f"系统缺少一些组件，请用本机的软件管理器安装（Debian 的包名：{' '.join(packages)}）"
    if os.geteuid() != 0:
        return f"系统缺少一些组件，请先执行：sudo {' '.join(words)}"
    say(f"安装系统组件：{' '.join(packages)} …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    attempt = [*words[:1], "-q", "-o", "DPkg::Lock::Timeout=300", *words[1:]]
    # The package lists of a fresh machine are empty, those of an old one name packages that are gone.
    for command in (attempt, ["apt-get", "-q", "update"], attempt):
        done = quiet(command, environment)
        if command is attempt and done.returncode == 0:
            return ""
    errors = [line for line in done.stdout.splitlines() if line.startswith("E:")]
    return f"系统组件没有装上（{errors[-1] if errors else 'apt-get 没有说明原因'}），请先执行：sudo {' '.join(words)}"


def quiet(command: "list[str]", environment: "dict[str, str]") -> "subprocess.CompletedProcess[str]":
    """Run ``command`` to its end and keep what it says."""
    return subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding="utf-8",
        errors="replace",
    )


def library_is_missing(name: str) -> bool:
    """Whether the system's loader does not find a shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return True
    return False


def missing_packages(command: str) -> "list[str]":
    """The Debian packages that ``command`` needs and this Linux lacks."""
    missing = {package for name, package in PROGRAMS.get(command, {}).items() if shutil.which(name) is None}
    if command != "lint":
        needed = {**QT_LIBRARIES, **(SCREEN_LIBRARIES if command in NEEDS_SCREEN_LIBRARIES else {})}
        missing |= {package for name, package in needed.items() if library_is_missing(name)}
    return sorted(missing)


def pip_for(interpreter: Path) -> "list[str]":
    """The command of a pip that installs into ``interpreter``'s environment, or nothing where there is none."""
    if quiet([str(interpreter), "-m", "pip", "--version"], child_environment()).returncode == 0:
        return [str(interpreter), "-m", "pip"]
    ours = quiet([sys.executable, "-m", "pip", "--version"], child_environment()).stdout
    version = re.match(r"pip (\d+)\.(\d+)", ours)
    if version and (int(version.group(1)), int(version.group(2))) >= (22, 3):  # the first with --python
        return [sys.executable, "-m", "pip", "--python", str(interpreter)]
    return []


def make_environment(folder: Path) -> None:
    """An empty environment in ``folder``, whatever was there before; raises SetupError."""
    if folder.exists():
        say("已有的环境没有装完或不再能用，重新建立 …")
        shutil.rmtree(folder)
    say(f"建立独立环境 {folder} …")
    folder.parent.mkdir(parents=True, exist_ok=True)
    for last_try in (False, True):
        # Debian keeps ensurepip in a package of its own, without which an environment has no pip.
        has_ensurepip = quiet([sys.executable, "-c", "import ensurepip"], child_environment()).returncode == 0
        options = [] if has_ensurepip else ["--without-pip"]
        done = quiet([sys.executable, "-m", "venv", *options, str(folder)], child_environment())
        if done.returncode == 0 and pip_for(interpreter_of(folder)):
            return
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if last_try or (has_ensurepip and importlib.util.find_spec("venv")):
            raise SetupError(f"建立环境没有成功：{(done.stdout.strip().splitlines() or ['pip 不能用'])[-1]}")
        problem = apt_install([package])
        if problem:
            raise SetupError(problem)


def environment_for(groups: "tuple[str, ...]") -> Path:
    """The Python of an environment that holds the locks ``groups``, made if need be. Raises SetupError.

    A stamp in it, written last, holds the hash of each installed lock: without it the environment is half-made.
    """
    folder = Path(environment_folder(ROOT, os.environ.get("LOCALAPPDATA", "") if os.name == "nt" else ""))
    interpreter, stamp = interpreter_of(folder), folder / "community-desk.json"
    base = f"{sys.version_info[0]}.{sys.version_info[1]}"
    try:
        installed = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        installed = {}
    if installed.get("python") != base or not interpreter.exists():
        make_environment(folder)
        installed = {"python": base}
    for group in groups:
        wanted = hashlib.sha256((ROOT / "locks" / (group + ".txt")).read_bytes()).hexdigest()
        if installed.get(group) != wanted:
            stamp.unlink(missing_ok=True)
            install(pip_for(interpreter), group)
            installed[group] = wanted
            stamp.write_text(json.dumps(installed, indent=1) + "\n", encoding="utf-8")
    return interpreter


def opens_window(words: "list[str]") -> bool:
    """Whether the program is started without a command; its commands do without Qt."""
    return (
        not words
        or (words[0] == "--data" and len(words) == 2)
        or (words[0].startswith("--data=") and len(words) == 1)
    )


def steps_of(command: str, rest: "list[str]", interpreter: str) -> "list[list[str]]":
    """The commands that carry out ``command``; all are run, also after one that fails."""
    python = [interpreter, "-m"]
    if command == "test":
        # Coverage, and a process for each core, are of use for the whole suite only.
        whole = [] if rest else ["--numprocesses=auto", "--dist=worksteal", "--cov", "--cov-report=term"]
        return [[*python, "pytest", *whole, *rest]]
    if command == "lint":
        return [[*python, "ruff", "check"], [*python, "ruff", "format", "--check"], [*python, "mypy"]]
    if command == "build":
        return [[*python, "PyInstaller", "--noconfirm", "--log-level=WARN", "build.spec", *rest]]
    if command == "pictures":
        return [[interpreter, str(ROOT / "docs" / "make_pictures.py"), *rest]]
    return [[*python, "community_desk", *rest]]


def main(words: "list[str]") -> int:
    """Carry out the command line; the exit code."""
    ours = words[0] if words and words[0] in {"test", "lint", "build", "pictures"} else ""
    try:
        problem = python_problem(sys.base_prefix, sys.version_info[:2], is_64_bit=sys.maxsize > 2**32)
        if problem:
            raise SetupError(problem)
        lacking = missing_packages(ours) if sys.platform == "linux" else []
        problem = apt_install(lacking) if lacking else ""
        if problem and ours:
            raise SetupError(problem)
        if problem and opens_window(words):
            sys.stderr.write(f"run.py：{problem}\n")  # the window may do without, on Wayland for one
        interpreter = environment_for(LOCKS_OF.get(ours, ("app",)))
    except SetupError as error:
        sys.stderr.write(f"run.py：{error}\n")
        return SETUP_FAILED
    except OSError as error:
        sys.stderr.write(f"run.py：读写文件没有成功：{error}\n")
        return SETUP_FAILED
    codes = [
        subprocess.run(step, env=child_environment(), cwd=ROOT if ours else None, check=False).returncode
        for step in steps_of(ours, words[1:] if ours else words, str(interpreter))
    ]
    return max(codes, key=abs)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Like all that is started here; a terminal that has no Chinese gets question marks instead of an error.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
