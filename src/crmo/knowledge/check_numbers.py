"""No number without an origin: a source, or a decision of ours with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import Any

from crmo.knowledge.layers import Layers
from crmo.knowledge.merge import Change
from crmo.knowledge.origins import has_origin as gives_origin
from crmo.knowledge.origins import is_number
from crmo.knowledge.problems import Path, Place, Problem

GRADES = ("confirmed", "secondary", "derived", "memory", "unknown")
_SHORTEST_REASON = 12  # letters; "because" is no reason
_NUMBERS_ONLY = ("low", "high", "from", "to", "points", "factor", "age_from_years", "age_to_years")
_PAIRS = (("low", "high"), ("from", "to"), ("age_from_years", "age_to_years"))
_TIMES = ("h", "d", "wk", "mo", "a")


def number_problems(place: Place, root: str = "") -> Iterator[Problem]:
    """Yield what is wrong with numbers, sources, decisions and grades of one entry.

    Args:
        place: the entry.
        root: the key below which numbers are looked for (`body`); the whole entry if empty.
    """
    start = place.entry.get(root) if root else place.entry
    yield from _walk(place, start, (root,) if root else (), has_origin=False)


def _walk(place: Place, value: Any, path: Path, *, has_origin: bool) -> Iterator[Problem]:
    if isinstance(value, dict):
        yield from _origin_problems(place, value, path)
        yield from _value_problems(place, value, path)
        has_origin = has_origin or gives_origin(value)
        for key, inner in value.items():
            yield from _walk(place, inner, (*path, str(key)), has_origin=has_origin)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            own = inner.get("id") if isinstance(inner, dict) else None
            step = own if isinstance(own, str) else str(position)
            yield from _walk(place, inner, (*path, step), has_origin=has_origin)
    elif is_number(value) and not isfinite(value):
        yield place.problem(
            path,
            "this is not a number that can be computed with.",
            came=value,
            expected="a finite number, or null if it is not known",
            todo="Correct it.",
        )
    elif is_number(value) and not has_origin:
        yield place.problem(
            path,
            "a number has no source.",
            came=value,
            expected="`source:` beside it or above it, or `decision:` with our reason",
            todo="Add the id of an entry in sources.yaml, or write null if it is not known.",
        )


def borrowed_problems(layers: Layers, table: str) -> Iterator[Problem]:
    """Yield numbers that an overlay changed and left under the source of the old number.

    Args:
        layers: the shipped files with an overlay.
        table: name of the table.
    """
    for key, change in layers.borrowed(table):
        place = Place(layers, table, key, layers.table(table)[key])
        yield place.problem(
            change.path,
            "this changes a number and gives no origin of its own; the source of ours does not "
            "speak for it.",
            came=_shown(change),
            expected="`source:` or `decision:` in the same braces, beside the number",
            todo="Add it; the source and grade that stood there go.",
        )


def _shown(change: Change) -> Any:
    return change.new if not isinstance(change.new, dict) else list(change.new)


def _value_problems(place: Place, value: dict[str, Any], path: Path) -> Iterator[Problem]:
    for key in _NUMBERS_ONLY:
        inner = value.get(key)
        if isinstance(inner, str | bool):
            yield place.problem(
                (*path, key),
                "this is not a number.",
                came=inner,
                expected="a number without quotation marks, or null if it is not known",
                todo="Correct it.",
            )
        elif is_number(inner) and inner < 0 and key in ("from", "to") and _is_time(value):
            yield place.problem(
                (*path, key),
                "a length of time cannot be negative.",
                came=inner,
                expected="0 or more",
                todo="Correct it.",
            )
    for low, high in _PAIRS:
        first, second = value.get(low), value.get(high)
        if is_number(first) and is_number(second) and first > second:
            yield place.problem(
                path,
                f"`{low}:` is greater than `{high}:`.",
                came=(first, second),
                expected="the smaller number first",
                todo="Correct or exchange them.",
            )


def _is_time(value: dict[str, Any]) -> bool:
    return value.get("unit") in _TIMES


def _origin_problems(place: Place, value: dict[str, Any], path: Path) -> Iterator[Problem]:
    if "source" in value:
        yield from source_problems(place, value["source"], (*path, "source"))
    decision = value.get("decision")
    if "decision" in value and not (
        isinstance(decision, str) and len(decision.strip()) >= _SHORTEST_REASON
    ):
        yield place.problem(
            (*path, "decision"),
            "a decision has no reason.",
            came=decision,
            expected="a sentence that says why we chose this",
            todo="Write the reason, or give a source instead.",
        )
    if "grade" in value:
        yield from _grade_problems(place, value, path)


def _grade_problems(place: Place, value: dict[str, Any], path: Path) -> Iterator[Problem]:
    grade = value["grade"]
    if grade not in GRADES:
        yield place.problem(
            (*path, "grade"),
            "this grade is not known.",
            came=grade,
            expected=f"one of {', '.join(GRADES)}",
            todo="Correct the word.",
        )
    if grade == "unknown" and any(is_number(inner) for inner in value.values()):
        yield place.problem(
            path,
            "a number is given and called unknown.",
            expected="null as long as the number is unknown",
            todo="Write null, or give the source it was seen in and another grade.",
        )
    if grade == "memory" and place.entry.get("status") == "verified":
        yield place.problem(
            (*path, "grade"),
            "a verified rule holds a number from memory.",
            expected="`status: unverified` until the text has been compared",
            todo="Change the status, or compare the number with its source.",
        )


def source_problems(place: Place, sources: Any, path: Path) -> Iterator[Problem]:
    """Yield sources that are not in the table of sources.

    Args:
        place: the entry.
        sources: an id or a list of ids.
        path: where they stand.
    """
    known = place.layers.table("sources")
    for source in sources if isinstance(sources, list) else [sources]:
        if not isinstance(source, str) or source not in known:
            yield place.problem(
                path,
                "this source is not known.",
                came=source,
                expected="the id of an entry in sources.yaml",
                todo="Add the source with its DOI or PubMed number, or correct the id.",
            )
