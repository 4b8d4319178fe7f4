"""Laws of the house that no single room can keep alone."""

from __future__ import annotations

import ast
import re
import socket
import subprocess
import sys
import tomllib
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import SocketBlockedError

import crmo

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "crmo"
MODULES = sorted(PACKAGE.rglob("*.py"))
CORE_ROOMS = ("anatomy", "record", "knowledge", "assess")
CORE_MODULES = [path for path in MODULES if path.relative_to(PACKAGE).parts[0] in CORE_ROOMS]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 40
EMPTY_NAMES = {"utils", "helpers", "common", "misc", "manager", "util", "helper"}
CORE_MAY_IMPORT = sys.stdlib_module_names | {"attr", "attrs", "cattr", "cattrs", "yaml", "crmo"}
NETWORK_MODULES = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "requests", "httpx"}
# Counting (0, 1, 2), percentages, and the calendar (weeks, months, days of a month and a year).
NUMBERS_THAT_ARE_NOT_CLINICAL = {0, 1, 2, 100, 7, 12, 28, 30, 31, 365, 365.25, 30.4375}
# Limits of work and of display in assess/; a name is added here only if no clinician cares for it.
WORK_LIMITS = {"MAX_COMBINATIONS", "MAX_SHOWN"}
CLOCK_CALLS = {"today", "now", "utcnow", "time", "time_ns", "monotonic", "perf_counter"}


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


# --- the network -----------------------------------------------------------------------------


def test_tests_cannot_open_a_socket() -> None:
    with pytest.raises(SocketBlockedError):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)


def test_the_package_imports_no_network_module() -> None:
    """Patient data goes nowhere: nothing in the package could send it."""
    allowed = {"urllib.parse"}  # taking a link apart sends nothing
    found = {
        f"{short(path)}: {name}"
        for path in MODULES
        for name in imports_of(path)
        if name.split(".")[0] in NETWORK_MODULES and name not in allowed
    }
    # A server opens a door, and knocks on it itself to say when it is open.
    serving = {
        "src/crmo/workbench/serving/preparation.py: socket",
        "src/crmo/workbench/serving/serve.py: http.client",
        "src/crmo/workbench/serving/serve.py: ssl",
    }
    assert found - serving == set()


def test_urllib_cannot_leave_the_machine_either() -> None:
    with pytest.raises(SocketBlockedError):
        urllib.request.urlopen("http://192.0.2.1/", timeout=1)


# --- the core --------------------------------------------------------------------------------


def test_core_rooms_import_the_standard_library_attrs_cattrs_and_yaml_only() -> None:
    found = {
        f"{short(path)}: {name}"
        for path in CORE_MODULES
        for name in imports_of(path)
        if name.split(".")[0] not in CORE_MAY_IMPORT
    }
    assert found == set()


def test_only_yaml12_imports_the_yaml_reader() -> None:
    """PyYAML by itself reads `no` as False; every file goes through our resolver."""
    found = {short(path) for path in MODULES for name in imports_of(path) if name == "yaml"}
    assert found <= {"src/crmo/yaml12.py"}


def test_core_rooms_never_ask_the_clock() -> None:
    """The day is always an argument: same record, same knowledge, same date, same answer."""
    found = {
        f"{short(path)}:{node.lineno}"
        for path in CORE_MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCK_CALLS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"date", "datetime", "time", "dt"}
    }
    assert found == set()


def test_assess_holds_no_clinical_number() -> None:
    """Cut-offs, weights and intervals live in the knowledge, with their source.

    The guard is coarse: it knows the numbers that count, halve or belong to the calendar, and
    asks about every other one.
    """
    found = {
        f"{short(path)}:{node.lineno}: {node.value}"
        for path in CORE_MODULES
        if path.relative_to(PACKAGE).parts[0] == "assess"
        for node in clinical_parts_of(tree_of(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and node.value not in NUMBERS_THAT_ARE_NOT_CLINICAL
    }
    assert found == set()


def clinical_parts_of(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes below, leaving out cache sizes, rounding and named limits of work."""
    yield node
    for child in ast.iter_child_nodes(node):
        is_technical = (
            (isinstance(child, ast.keyword) and child.arg == "maxsize")
            or (isinstance(child, ast.Call) and getattr(child.func, "id", "") == "round")
            or (isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) in WORK_LIMITS)
        )
        if not is_technical:
            yield from clinical_parts_of(child)


def test_importing_crmo_loads_no_room() -> None:
    code = "import sys, crmo; print(*sorted(m for m in sys.modules if m.startswith('crmo')))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["crmo"]


# --- shape -----------------------------------------------------------------------------------


def test_no_module_is_longer_than_the_ceiling() -> None:
    # Migrations are written by Django and never by hand.
    written = [path for path in MODULES if "migrations" not in path.parts]
    sizes = {short(p): len(p.read_text(encoding="utf-8").splitlines()) for p in written}
    assert {path: n for path, n in sizes.items() if n > MAX_MODULE_LINES} == {}


def test_no_function_is_longer_than_the_ceiling() -> None:
    """Counted without the docstring, which may be as long as it needs."""
    found = {
        f"{short(path)}:{node.lineno} {node.name}": lines
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and (lines := body_lines(node)) > MAX_FUNCTION_LINES
    }
    assert found == {}


def body_lines(function: ast.FunctionDef) -> int:
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        if len(function.body) == 1:
            return 0
        first = function.body[1]
    return (function.end_lineno or 0) - first.lineno + 1


def test_module_names_say_what_is_inside() -> None:
    parts = {part for path in MODULES for part in path.relative_to(PACKAGE).with_suffix("").parts}
    assert parts & EMPTY_NAMES == set()


# --- the project file ------------------------------------------------------------------------


def test_every_dependency_says_what_it_is_for() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start = lines.index("dependencies = [")
    end = lines.index("[project.scripts]")
    uncommented = [
        line.strip()
        for before, line in zip(lines[start:], lines[start + 1 : end], strict=False)
        if line.strip().startswith('"') and not before.strip().startswith("#")
    ]
    assert uncommented == []


def test_requirements_are_pinned_hashed_and_name_no_index() -> None:
    text = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    entries = re.findall(r"^(?!#)(\S.*?)(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert [e.split()[0] for e in entries if "==" not in e or "--hash=sha256:" not in e] == []
    assert re.search(r"https?:|--(extra-)?index-url|--find-links", text) is None


def test_requirements_cover_every_direct_dependency() -> None:
    text = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([a-z0-9.-]+)==", text, re.MULTILINE))
    project = PROJECT["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(name for extra in extras for name in extra)]
    names = {re.split(r"[\[<>=]", requirement)[0] for requirement in wanted} - {"crmo"}
    assert names - pinned == set()


def test_licence_is_apache_2_everywhere() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert PROJECT["project"]["license"] == "Apache-2.0"
    assert "license: Apache-2.0" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_one_version_everywhere() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"^version: (.*)$", citation, re.MULTILINE) == [crmo.__version__]


def test_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    """Knowledge, style sheets and templates must reach the clinic, not only the modules."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory"]
    subprocess.run([*build, str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("crmo/")}
    kept = (path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix != ".pyc")
    assert {path.relative_to(PACKAGE.parent).as_posix() for path in kept} == packed
