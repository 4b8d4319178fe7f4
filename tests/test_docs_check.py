"""The check of the documentation can fail: each fault it looks for is found when planted."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest

from tools import commands_page, docs, docs_check


def page(folder: Path, text: str) -> Path:
    path = folder / "page.md"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "is_dead"),
    [
        ("# Title\n[here](page.md)", False),
        ("# Title\n[here](#title)", False),
        ("# The title, again\n[here](page.md#the-title-again)", False),
        ("[out](https://example.org/nothing)", False),
        ("```\n[code](nowhere.md)\n```", False),
        ("[gone](nowhere.md)", True),
        ("# Title\n[gone](#subtitle)", True),
    ],
)
def test_dead_links_are_found(tmp_path: Path, text: str, is_dead: bool) -> None:
    assert bool(list(docs_check.dead_links([page(tmp_path, text)]))) is is_dead


@pytest.mark.parametrize(
    ("line", "is_unknown"),
    [
        ("crmo open child.json", False),
        ("$ make demo", False),
        ("pip install crmo", False),
        ("crmo cure child.json", True),
        ("make money", True),
    ],
)
def test_commands_that_do_not_exist_are_found(tmp_path: Path, line: str, is_unknown: bool) -> None:
    found = list(docs_check.unknown_commands([page(tmp_path, f"```sh\n{line}\n```\n")]))
    assert bool(found) is is_unknown


def test_an_undocumented_command_is_found(tmp_path: Path) -> None:
    found = list(docs_check.unmentioned([page(tmp_path, "`crmo open` and nothing else")]))
    assert "the command `crmo demo` is not documented" in found
    assert "the command `crmo open` is not documented" not in found


# In two parts, so that this file does not contain what is looked for.
@pytest.mark.parametrize("parts", [("TO", "DO: later"), ("see /ro", "ot/notes"), ("py", "pi.org")])
def test_forbidden_content_is_found(tmp_path: Path, parts: tuple[str, str]) -> None:
    assert list(docs_check.forbidden_content([page(tmp_path, "".join(parts))])) != []


def test_a_generated_page_that_differs_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setattr(docs, "DOCS", tmp_path)
    same, changed, orphan = tmp_path / "same.md", tmp_path / "changed.md", tmp_path / "orphan.md"
    same.write_text("as it should be", encoding="utf-8")
    changed.write_text("edited by hand", encoding="utf-8")
    orphan.write_text(f"{docs.MARKER}\n\nold", encoding="utf-8")
    wanted = {same: "as it should be", changed: "as generated", tmp_path / "new.md": "new"}
    assert list(docs.differences(wanted)) == [
        "changed.md is out of date",
        "new.md is missing",
        "orphan.md is marked as generated, but nothing generates it",
    ]


def test_usage_lines_name_the_program_and_not_what_wrote_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As under `python -m tools.docs`, whose name the library would take for ours."""
    started = ModuleType("__main__")
    started.__spec__ = ModuleSpec("tools.docs", None, origin="/tools/docs.py")
    monkeypatch.setitem(sys.modules, "__main__", started)
    monkeypatch.setattr(sys, "argv", ["/tools/docs.py"])
    text = commands_page.pages()["reference/commands.md"]
    assert "crmo find [OPTIONS]" in text
    assert "tools.docs" not in text
