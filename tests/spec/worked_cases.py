"""The chapters of the spec: one per rule, worked cases in tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

from crmo.yaml12 import load

FOLDER = Path(__file__).parent / "chapters"


@frozen(kw_only=True)
class Case:
    """One row: what is known, and what the rule must say.

    Args:
        title: what the row shows.
        base: the entries all rows of its table share.
        facts: the row's own entries, in the short way of writing.
        verdict: what the rule must say.
        score: least and most points, or None when not part of the row.
        missing: fact -> answer -> verdict; all that the rule must list when empty, None when not
            part of the row.
    """

    title: str
    base: tuple[str, ...]
    facts: tuple[str, ...]
    verdict: str
    score: tuple[float, float] | None
    missing: dict[str, dict[str, str]] | None


@frozen(kw_only=True)
class Table:
    """Cases that turn on one thing."""

    title: str
    base: tuple[str, ...]
    cases: tuple[Case, ...]


@frozen(kw_only=True)
class Chapter:
    """All worked cases of one rule."""

    rule: str
    tables: tuple[Table, ...]


def chapters() -> Iterator[Chapter]:
    """Yield every chapter, in the order of the files."""
    for path in sorted(FOLDER.glob("*.yaml")):
        content = load(path)
        for form in content.get("chapters", [content]):
            yield Chapter(rule=form["rule"], tables=tuple(map(_table, form["tables"])))


def _table(form: dict[str, Any]) -> Table:
    base = tuple(form["base"])
    cases = tuple(_case(case, base) for case in form["cases"])
    return Table(title=form["title"], base=base, cases=cases)


def _case(form: dict[str, Any], base: tuple[str, ...]) -> Case:
    unknown = form.keys() - {"title", "facts", "verdict", "score", "missing"}
    if unknown:
        raise ValueError(f"{form['title']}: {unknown}")
    return Case(
        title=form["title"],
        base=base,
        facts=tuple(form["facts"]),
        verdict=form["verdict"],
        score=tuple(form["score"]) if "score" in form else None,
        missing=form.get("missing"),
    )
