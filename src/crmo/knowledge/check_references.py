"""Every concept, analyte, drug and bone that a rule names must exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from crmo.anatomy import all_sites, groups
from crmo.knowledge.layers import Layers
from crmo.knowledge.merge import walk
from crmo.knowledge.problems import Path, Place, Problem
from crmo.record import Modality

_CONCEPT_KINDS: dict[str, frozenset[str]] = {
    "concept": frozenset(),
    "finding": frozenset({"finding", "disease", "feature", "event"}),
    "feature": frozenset({"feature", "finding"}),
    "disease": frozenset({"disease", "finding"}),
    "diagnosis": frozenset({"disease", "finding"}),
    "procedure": frozenset({"procedure"}),
    "result": frozenset({"result", "finding", "feature"}),
    "event": frozenset({"event", "finding"}),
    "besides": frozenset({"finding", "disease"}),
    "clear": frozenset({"result"}),
}
_PLURALS = {
    "diagnosis": "diagnoses",
    "drug_class": "drug_classes",
    "modality": "modalities",
    "besides": "besides",
}
_TABLES: dict[str, tuple[str, ...]] = {
    "analyte": ("analytes",),
    "drug": ("drugs", "drug_classes"),
    "drug_class": ("drug_classes", "drugs"),
    "instrument": ("instruments",),
    "component": ("instruments", "analytes"),
    "item": ("instruments", "analytes"),
    "and_any_rise_of": ("instruments", "analytes"),
    "marker": ("analytes",),
    "drugs_in_use": ("drugs", "drug_classes"),
    "not_for_the_disease": ("drugs", "drug_classes"),
}
_MODALITIES = ("modality",)
_BONES = ("site", "group", "site_group", "needs_group", "then_group", "bone_group")
_QUANTIFIER = re.compile(r"\A((any|all|no|some)_)+(?=(feature|result|finding|site|procedure)s?\Z)")


def reference_problems(place: Place) -> Iterator[Problem]:
    """Yield ids in a rule's body that stand for nothing.

    A reference is known by its key: `analyte: crp`, `features: [lysis, sclerosis]`, also with
    `any_`, `all_` or `no_` before it. Values that are mappings are looked into, not looked up.
    """
    for path, value in walk(place.entry.get("body"), ("body",)):
        for key in _named(value):
            table = _KEYS.get(_QUANTIFIER.sub("", path[-1]))
            if table is not None:
                yield from _missing(place, path, table, key)


def _named(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [item for item in value if isinstance(item, str)]
    return []


def _singular_and_plural(word: str) -> tuple[str, str]:
    return word, _PLURALS.get(word, f"{word}s")


_KEYS = {
    name: word
    for word in (*_CONCEPT_KINDS, *_TABLES, *_BONES, *_MODALITIES)
    for name in _singular_and_plural(word)
}


def reference_keys() -> frozenset[str]:
    """Return the singular of every key whose value must be an id that exists."""
    return frozenset(_KEYS.values())


def _missing(place: Place, path: Path, word: str, key: str) -> Iterator[Problem]:
    known = _known(place.layers, word)
    if key in known:
        return
    near = get_close_matches(key, known, n=3)
    yield place.problem(
        path,
        f"there is no {word.replace('_', ' ')} with this id.",
        came=key,
        expected=f"perhaps {', '.join(near)}" if near else f"an id of a {word.replace('_', ' ')}",
        todo="Correct the id, or add the entry to its table.",
    )


def _known(layers: Layers, word: str) -> set[str]:
    if word in _BONES:
        return {*all_sites(), *groups()}
    if word in _MODALITIES:
        return set(Modality)
    if word in _TABLES:
        return {key for table in _TABLES[word] for key in layers.table(table)}
    kinds = _CONCEPT_KINDS[word]
    return {
        key
        for key, entry in layers.table("concepts").items()
        if not kinds or entry.get("kind") in kinds
    }


def parent_problems(place: Place) -> Iterator[Problem]:
    """Yield parents and drug classes that do not exist, and circles of parents."""
    table = "drug_classes" if place.table.startswith("drug") else place.table
    known = place.layers.table(table)
    named = place.entry.get("parents") or []
    if place.table == "drugs":
        named = [place.entry.get("drug_class")]
    for parent in named:
        if parent not in known:
            yield place.problem(
                ("drug_class",) if place.table == "drugs" else ("parents",),
                "this parent does not exist.",
                came=parent,
                expected=f"an id under `{table}:`",
                todo="Correct the id.",
            )
    if place.table != "drugs" and _goes_in_a_circle(place.key, known):
        yield place.problem(
            ("parents",),
            "an entry is its own ancestor.",
            expected="parents that lead upwards only",
            todo="Remove the parent that leads back.",
        )


def _goes_in_a_circle(start: str, entries: dict[str, dict[str, Any]]) -> bool:
    seen: set[str] = set()
    waiting = list(entries[start].get("parents") or [])
    while waiting:
        current = waiting.pop()
        if current == start:
            return True
        if current not in seen:
            seen.add(current)
            waiting.extend(entries.get(current, {}).get("parents") or [])
    return False
