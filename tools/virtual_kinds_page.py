"""The page of virtual children without CNO: what each kind has, and on what every number rests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from crmo.knowledge import Knowledge, load_knowledge
from crmo.knowledge.virtual_kinds import VirtualKind
from crmo.simulate.mixes import mix_of, named_mixes

INTRODUCTION = """\
# Kinds of virtual children

Beside children with CNO there are children who look like them, children in pain with nothing
wrong, and healthy ones.
All are made by one machine from the profiles in `src/crmo/knowledge/virtual_kinds/`; nothing about
a kind stands in code.
None of them is a real child, and nothing here may be used to decide about one.

Published numbers are listed below with their source.
Everything else about a kind is our decision: nobody has measured it, or we did not find who has.
How many numbers rest on each is told, so that nobody takes the whole for more than it is.
"""

_ORIGIN = frozenset({"source", "grade", "decision", "note", "unit"})
_DISEASE = "cno"


class Figure(NamedTuple):
    """One number of a profile, with what it rests on."""

    path: tuple[str, ...]
    value: Any
    source: str
    grade: str
    note: str


def pages() -> dict[str, str]:
    """Return the page docs/reference/virtual-kinds.md."""
    knowledge = load_knowledge()
    kinds = [kind for kind in knowledge.virtual_kinds.values() if kind.id != _DISEASE]
    parts = [INTRODUCTION, _overview(kinds), _mixes(knowledge)]
    parts += [_kind(kind, knowledge) for kind in kinds]
    return {"reference/virtual-kinds.md": "\n\n".join(part.strip() for part in parts)}


def figures(
    value: Any, path: tuple[str, ...] = (), origin: Figure | None = None
) -> Iterator[Figure]:
    """Yield every number below a part of a profile, with the nearest origin above it."""
    here = origin or Figure(path, None, "", "", "")
    if isinstance(value, Mapping):
        if value.get("source"):
            here = Figure(
                path, None, value["source"], value.get("grade", ""), value.get("note", "")
            )
        elif value.get("decision"):
            here = Figure(path, None, "", "", "")
        for key, inner in value.items():
            if key not in _ORIGIN:
                yield from figures(inner, (*path, str(key)), here)
    elif isinstance(value, tuple) and value and all(map(_is_number, value)):
        yield here._replace(path=path, value=value)
    elif isinstance(value, tuple):
        for position, inner in enumerate(value, start=1):
            yield from figures(inner, (*path, str(position)), here)
    elif _is_number(value):
        yield here._replace(path=path, value=value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _overview(kinds: list[VirtualKind]) -> str:
    rows = [
        "## All kinds",
        "",
        "| kind | | disease | published numbers | our decisions |",
        "|---|---|---|---|---|",
    ]
    published, decided = 0, 0
    for kind in kinds:
        found = list(figures(kind.profile))
        sourced = sum(_size(figure) for figure in found if figure.source)
        ours = sum(_size(figure) for figure in found if not figure.source)
        published, decided = published + sourced, decided + ours
        disease = f"`{kind.concept}`" if kind.concept else "none"
        rows.append(f"| `{kind.id}` | {kind.label} | {disease} | {sourced} | {ours} |")
    rows.append(f"| | all together | | {published} | {decided} |")
    return "\n".join(rows)


def _size(figure: Figure) -> int:
    return len(figure.value) if isinstance(figure.value, tuple) else 1


def _mixes(knowledge: Knowledge) -> str:
    rows = [
        "## Mixes with a name",
        "",
        "| mix | what it holds | children with CNO | why |",
        "|---|---|---|---|",
    ]
    for name, entry in named_mixes().items():
        share = mix_of(name, knowledge).shares.get(_DISEASE, 0.0)
        why = " ".join(entry["decision"].split())
        rows.append(f"| `{name}` | {entry['label']} | {100 * share:.4g} % | {why} |")
    return "\n".join(rows)


def _kind(kind: VirtualKind, knowledge: Knowledge) -> str:
    profile = kind.profile
    lines = [f"## {kind.label[0].upper()}{kind.label[1:]}", "", f"`{kind.id}`"]
    if kind.note:
        lines += ["", " ".join(kind.note.split())]
    lines += ["", *_published(profile)]
    lines += _most_frequent(profile, knowledge)
    decisions = [(path, text) for path, text in _decisions(profile) if len(path) <= 2]
    if decisions:
        lines += ["", "Decisions of ours:", ""]
        lines += [f"- {_words(path)}: {' '.join(text.split())}" for path, text in decisions]
    return "\n".join(lines)


def _published(profile: Mapping[str, Any]) -> list[str]:
    found = [figure for figure in figures(profile) if figure.source]
    if not found:
        return ["No published number."]
    rows = ["| published | value | source | grade | |", "|---|---|---|---|---|"]
    rows += [
        f"| {_words(figure.path)} | {_value(figure.value)} | `{figure.source}` | {figure.grade} "
        f"| {figure.note} |"
        for figure in found
    ]
    return rows


def _most_frequent(profile: Mapping[str, Any], knowledge: Knowledge) -> list[str]:
    symptoms = {
        name: _plain(entry["share"])
        for name, entry in profile.get("symptoms", {}).items()
        if isinstance(entry, Mapping)
    }
    if not symptoms:
        return []
    ordered = sorted(symptoms, key=lambda name: -symptoms[name])
    words = ", ".join(f"{knowledge.label(name)} {100 * symptoms[name]:.0f} %" for name in ordered)
    return ["", f"Symptoms and signs, published or not: {words}."]


def _plain(value: Any) -> float:
    number: float = value["value"] if isinstance(value, Mapping) else value
    return number


def _decisions(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, Mapping):
        if value.get("decision"):
            yield path, value["decision"]
        for key, inner in value.items():
            yield from _decisions(inner, (*path, str(key)))


def _words(path: tuple[str, ...]) -> str:
    kept = [step for step in path if step not in {"share", "value"}]
    return ", ".join(step.replace("_", " ") for step in kept)


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"{number:g}" for number in value)
    return f"{value:g}"
