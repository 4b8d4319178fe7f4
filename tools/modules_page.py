"""The page of rooms and modules: what each decides or holds, from its own docstring."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

from tools.docs import ROOT

PACKAGE = ROOT / "src" / "crmo"

INTRODUCTION = """\
# Rooms and modules

A room is a folder of `src/crmo`; it imports only the rooms below it
(see [the house](../explanation/the-house.md)).
Each line is the first sentence of the module's own docstring.
"""


def pages() -> dict[str, str]:
    """Return the page docs/reference/modules.md."""
    rooms: dict[str, list[str]] = defaultdict(list)
    for path in public_modules():
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        room = parts[1] if len(parts) > 2 else "crmo"
        name = ".".join(part for part in parts if part != "__init__")
        rooms[room].append(f"| `{name}` | {first_sentence(path)} |")
    chapters = [INTRODUCTION]
    for room, lines in sorted(rooms.items(), key=lambda pair: (pair[0] != "crmo", pair[0])):
        chapters.append(
            "\n".join([f"## {room}\n", "| module | what it is for |", "|---|---|", *lines])
        )
    return {"reference/modules.md": "\n\n".join(chapters)}


def public_modules() -> list[Path]:
    """Return the modules of the package whose names do not begin with an underscore."""
    return [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.stem == "__init__" or not path.stem.startswith("_")
    ]


def first_sentence(path: Path) -> str:
    """Return the first paragraph of a module's docstring on one line, or a dash."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "–"
    return " ".join(text.split("\n\n")[0].split()).replace("|", "\\|")
