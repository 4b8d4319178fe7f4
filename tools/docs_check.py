"""Check what people read: links, commands, rooms, and words that must not be there.

`make check-docs` runs it. Whether the generated pages are up to date is told by tools.docs.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from tools.docs import ROOT
from tools.modules_page import PACKAGE

TEXT_SUFFIXES = {
    *(".md", ".py", ".toml", ".txt", ".yaml", ".yml", ".cff", ".css", ".js", ".html", ".typ"),
    *(".json", ".csv", ".svg", ""),
}
FORBIDDEN = {
    r"\b(?:TODO|FIXME|XXX)\b": "a note to oneself",
    r"/(?:work|root|home/\w+|tmp/\w+)/": "a path of one machine",
    r"pypi\.|pythonhosted|npmjs|index-url|find-links": "a package index",
}
# Files that must name what others may not.
EXEMPT = {"tools/compile_requirements", "tools/docs_check.py", "tests/test_project.py"}
LINK = re.compile(r"(?<!`)\[[^\]]*\]\(<?([^)\s>]+)>?\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"^(?:\$ )?(?:\.venv/bin/)?(crmo|make) +([a-z][\w-]*)", re.MULTILINE)
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*$", re.MULTILINE)


def main() -> int:
    """Print every fault found; return 1 if there is one."""
    files = project_files()
    pages = [path for path in files if path.suffix == ".md"]
    faults = [
        *dead_links(pages),
        *unknown_commands(pages),
        *unmentioned(pages),
        *forbidden_content(files),
    ]
    for fault in faults:
        print(f"docs: {fault}")
    return 1 if faults else 0


def dead_links(pages: Iterable[Path]) -> Iterator[str]:
    """Yield links to files or headings that are not there; outside links are not opened."""
    for page in pages:
        for target in LINK.findall(FENCE.sub("", _text(page))):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            path = (page.parent / unquote(name)).resolve() if name else page
            if not path.exists():
                yield f"{_short(page)}: no such file: {target}"
            elif anchor and path.suffix == ".md" and anchor not in _anchors(path):
                yield f"{_short(page)}: no such heading: {target}"


def unknown_commands(pages: Iterable[Path]) -> Iterator[str]:
    """Yield lines of code blocks that call a command or target which does not exist."""
    known = {"crmo": set(crmo_commands()), "make": set(make_targets())}
    for page in pages:
        for language, block in FENCE.findall(_text(page)):
            if language not in {"", "sh", "bash", "console"}:
                continue
            for program, name in re.findall(
                r"^(?:\$ )?(?:\.venv/bin/)?(crmo|make) +([a-z][\w-]*)", block, re.MULTILINE
            ):
                if name not in known[program]:
                    yield f"{_short(page)}: there is no `{program} {name}`"


def unmentioned(pages: Iterable[Path]) -> Iterator[str]:
    """Yield commands and rooms that no hand-written or generated page speaks of."""
    prose = "\n".join(_text(page) for page in pages)
    for name in crmo_commands():
        if not re.search(rf"\bcrmo {name}\b", prose):
            yield f"the command `crmo {name}` is not documented"
    house = _text(ROOT / "docs" / "explanation" / "the-house.md")
    for room in sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py")):
        if f"`{room}`" not in house:
            yield f"docs/explanation/the-house.md does not mention the room `{room}`"


def forbidden_content(paths: Iterable[Path]) -> Iterator[str]:
    """Yield lines of project files that hold an index address, a machine's path, or a note."""
    for path in paths:
        if _short(path) in EXEMPT or path.suffix not in TEXT_SUFFIXES:
            continue
        for number, line in enumerate(_text(path).splitlines(), start=1):
            for pattern, meaning in FORBIDDEN.items():
                if match := re.search(pattern, line):
                    yield f"{_short(path)}:{number}: {meaning}: {match.group()}"


@cache
def project_files() -> list[Path]:
    """Return the files of the project: what git keeps or would keep.

    In an unpacked archive there is no git; then all files count but those in hidden folders.
    """
    if not (ROOT / ".git").exists():
        found = (path for path in ROOT.rglob("*") if path.is_file())
        return sorted(p for p in found if not _short(p).startswith("."))
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = (ROOT / name for name in listing.stdout.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


@cache
def crmo_commands() -> tuple[str, ...]:
    """Return the names of the subcommands, from the application object itself."""
    from crmo.cli.app import app

    return tuple(sorted(name for name in app if not name.startswith("-")))


def make_targets() -> list[str]:
    """Return the targets of the Makefile."""
    return re.findall(r"^([a-z][a-z-]*):", _text(ROOT / "Makefile"), re.MULTILINE)


def _anchors(path: Path) -> set[str]:
    titles = HEADING.findall(FENCE.sub("", _text(path)))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


if __name__ == "__main__":
    sys.exit(main())
