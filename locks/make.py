"""Write the locks: the exact versions, with hashes, of everything that ``run.py`` installs.

``python locks/make.py`` keeps the versions that are locked already and adds what pyproject.toml asks for besides;
``python locks/make.py --upgrade`` takes the newest that its bounds allow. Needs a network, pip and ``packaging``.

One file a purpose (``app``, and what ``test``, ``lint`` and ``build`` need on top of it), each good for every machine
in ``MACHINES``. pip resolves once, and the graph is then walked for each machine, since pip evaluates markers
(``colorama; sys_platform == "win32"``) for the machine that it runs on. The hashes are those of the wheels that each
machine would take.
"""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = Path(__file__).resolve().parent
GROUPS = ("app", "test", "lint", "build")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


class Machine(NamedTuple):
    """A kind of machine: what pip calls it, newest tag first, and what markers see there."""

    tags: tuple[str, ...]
    markers: dict[str, str]


def _linux(machine: str) -> Machine:
    # PySide6 6.11 itself needs glibc 2.34, so no older tag can be asked for by anybody; 2.39 is the newest in use.
    glibc = (39, 35, 34, 31, 28, 27, 26, 24, 17)
    tags = (*(f"manylinux_2_{minor}_{machine}" for minor in glibc), f"manylinux2014_{machine}")
    markers = {
        "sys_platform": "linux",
        "os_name": "posix",
        "platform_system": "Linux",
        "platform_machine": machine,
    }
    return Machine(tags, markers)


MACHINES = (
    _linux("x86_64"),
    _linux("aarch64"),
    # On Windows for ARM the x86-64 Python runs: rl_accel and cryptography have no ARM wheels.
    Machine(
        ("win_amd64",),
        {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows", "platform_machine": "AMD64"},
    ),
)

ReportItem = dict[str, Any]
Graph = dict[str, tuple[str, list[Requirement]]]


def _pip(arguments: Iterable[str], requirements: Iterable[str]) -> list[ReportItem]:
    """What pip would install for ``requirements``; raises CalledProcessError with pip's words on stderr."""
    with tempfile.TemporaryDirectory() as folder:
        wanted, report = Path(folder, "wanted.txt"), Path(folder, "report.json")
        wanted.write_text("\n".join(requirements), encoding="utf-8")
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "-qq"]
        command += ["--only-binary=:all:", "--target", folder, "--report", str(report), "-r", str(wanted)]
        subprocess.run([*command, *arguments], check=True)
        found = json.loads(report.read_text(encoding="utf-8"))["install"]
    assert isinstance(found, list)
    return found


def _requirements_of(report: list[ReportItem]) -> Graph:
    return {
        canonicalize_name(item["metadata"]["name"]): (
            item["metadata"]["version"],
            [Requirement(text) for text in item["metadata"].get("requires_dist", [])],
        )
        for item in report
    }


def _needed(roots: Iterable[Requirement], graph: Graph, markers: dict[str, str]) -> Iterator[Requirement]:
    """Every requirement that holds on a machine with ``markers``, from ``roots`` down, also of unknown packages."""
    waiting, seen = list(roots), set[tuple[str, frozenset[str]]]()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        mark = (name, frozenset(requirement.extras))
        if mark in seen:
            continue
        seen.add(mark)
        yield requirement
        for further in graph.get(name, ("", []))[1]:
            extras = requirement.extras or {""}
            if further.marker is None or any(
                further.marker.evaluate({**markers, "extra": e}) for e in extras
            ):
                waiting.append(further)


def _environments() -> Iterator[tuple[Machine, str, dict[str, str]]]:
    for machine in MACHINES:
        for python in PYTHONS:
            version = {"python_version": python, "python_full_version": f"{python}.0"}
            cpython = {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
            yield machine, python, {**machine.markers, **version, **cpython}


def _resolve(roots: dict[str, list[Requirement]], kept: dict[str, str]) -> Graph:
    """One version of each package that any group needs on any machine."""
    oldest = [part for tag in MACHINES[0].tags for part in ("--platform", tag)] + [
        "--python-version",
        PYTHONS[0],
    ]
    pins = [f"{name}=={version}" for name, version in kept.items()]
    asked = {str(requirement) for group in roots.values() for requirement in group}
    while True:
        with tempfile.TemporaryDirectory() as folder:
            constraints = Path(folder, "kept.txt")
            constraints.write_text("\n".join(pins), encoding="utf-8")
            graph = _requirements_of(_pip([*oldest, "-c", str(constraints)], asked))
        elsewhere = {
            f"{requirement.name}{requirement.specifier}"
            for _, _, markers in _environments()
            for group in roots.values()
            for requirement in _needed(group, graph, markers)
            if canonicalize_name(requirement.name) not in graph
        }
        if not elsewhere:
            return graph
        asked |= elsewhere


def _marker(systems: set[str]) -> str:
    return f' ; sys_platform == "{next(iter(systems))}"' if len(systems) == 1 else ""


def _locked() -> dict[str, str]:
    """The versions in the locks as they are."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(LOCKS.glob("*.txt")))
    return {
        name: version for text in texts for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.M)
    }


def main() -> None:
    """Write the four locks beside this file."""
    project = tomllib.loads(LOCKS.with_name("pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {"app": project["dependencies"], **project["optional-dependencies"]}
    roots = {group: [Requirement(text) for text in asked[group]] for group in GROUPS}
    graph = _resolve(roots, {} if "--upgrade" in sys.argv[1:] else _locked())

    systems: dict[str, dict[str, set[str]]] = {group: defaultdict(set) for group in GROUPS}
    hashes: dict[str, set[str]] = defaultdict(set)
    for machine, python, markers in _environments():
        here: set[str] = set()
        for group in GROUPS:
            names = {
                canonicalize_name(requirement.name) for requirement in _needed(roots[group], graph, markers)
            }
            here |= names
            for name in names:
                systems[group][name].add(markers["sys_platform"])
        place = [part for tag in machine.tags for part in ("--platform", tag)]
        for item in _pip(
            ["--no-deps", "--python-version", python, *place],
            [f"{name}=={graph[name][0]}" for name in sorted(here)],
        ):
            digest = item["download_info"]["archive_info"]["hashes"]["sha256"]
            hashes[canonicalize_name(item["metadata"]["name"])].add(digest)
        print(f"{machine.tags[0]} {python}: {len(here)} packages")

    for group in GROUPS:
        lines = [f"# Made by locks/make.py; do not edit. What `python run.py` installs for: {group}"]
        for package in sorted(systems[group]):
            if group != "app" and systems["app"].get(package, set()) >= systems[group][package]:
                continue  # always installed together with the application
            lines.append(f"{package}=={graph[package][0]}{_marker(systems[group][package])} \\")
            lines += [f"    --hash=sha256:{digest} \\" for digest in sorted(hashes[package])]
            lines[-1] = lines[-1].removesuffix(" \\")
        (LOCKS / f"{group}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
