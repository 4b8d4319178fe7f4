"""A case definition names only what exists, and can be met."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmo.knowledge.case_definition import CaseDefinition
from crmo.knowledge.case_definition_inheritance import TABLE, DefinitionPlace, definition_place
from crmo.knowledge.case_definition_table import read_one
from crmo.knowledge.check_case_code_sets import code_set_problems
from crmo.knowledge.check_case_criteria import criteria_problems
from crmo.knowledge.check_case_parts import (
    age_problems,
    point_problems,
    selection_problems,
    unknown,
)
from crmo.knowledge.knowledge import Knowledge
from crmo.knowledge.layers import Layers
from crmo.knowledge.problems import Path, Problem

_ID = re.compile(r"[a-z][a-z0-9_]*\Z")


def case_definition_problems(layers: Layers) -> Iterator[Problem]:
    """Yield what is wrong with the case definitions of the knowledge.

    Args:
        layers: files whose other entries can be built, one by one.
    """
    knowledge = Knowledge(layers)
    told: list[Problem] = []
    for key in layers.table(TABLE):
        for problem in _problems_of(layers, key, knowledge):
            if problem not in told:  # what others take over is wrong once
                told.append(problem)
                yield problem


def _problems_of(layers: Layers, key: str, knowledge: Knowledge) -> Iterator[Problem]:
    read = read_one(layers, key)
    yield from read.problems
    if read.definition is not None:
        yield from meaning_problems(layers, read.definition, knowledge)
        yield from _reason_problems(layers, read.definition)


def meaning_problems(
    layers: Layers, definition: CaseDefinition, knowledge: Knowledge
) -> Iterator[Problem]:
    """Yield what is wrong with a definition that could be read.

    Args:
        layers: the files that it stands in.
        definition: the definition.
        knowledge: for concepts, analytes, drugs and sources.
    """
    place = definition_place(layers, definition.id)
    if isinstance(place, Problem):
        yield place
        return
    yield from _id_problems(place, definition)
    for code_set in definition.code_sets.values():
        yield from code_set_problems(place, code_set, knowledge)
    yield from _index_problems(place, definition, knowledge)
    yield from criteria_problems(place, definition, knowledge)
    yield from _list_problems(place, definition)
    yield from _band_problems(place, definition)


def _reason_problems(layers: Layers, definition: CaseDefinition) -> Iterator[Problem]:
    """Shipped and local definitions say what their numbers rest on; a trial need not."""
    place = definition_place(layers, definition.id)
    if isinstance(place, DefinitionPlace) and not definition.decision:
        yield place.problem(
            (),
            "the definition does not say what its points, days and bands rest on.",
            expected="`decision:` with a sentence",
            todo="Write it.",
        )


def _id_problems(place: DefinitionPlace, definition: CaseDefinition) -> Iterator[Problem]:
    named: list[Path] = [()]
    named += [("code_sets", key) for key in definition.code_sets]
    named += [("criteria", key) for key in definition.criteria]
    named += [("bands", band.id) for band in definition.bands]
    for path in named:
        key = path[-1] if path else definition.id
        if not _ID.match(key):
            yield place.problem(
                path,
                "an id has other than small letters, digits and underscores.",
                came=key,
                expected="an id such as repeated_pain",
                todo="Rename it.",
            )
    if definition.version < 1:
        yield place.problem(
            ("version",), "versions begin with 1.", came=definition.version, expected="1 or more"
        )


def _index_problems(
    place: DefinitionPlace, definition: CaseDefinition, knowledge: Knowledge
) -> Iterator[Problem]:
    index = definition.index
    yield from selection_problems(
        place, ("index", "first_of"), index.first_of, definition, knowledge
    )
    yield from age_problems(place, ("index",), index.min_years, index.max_years)


def _list_problems(place: DefinitionPlace, definition: CaseDefinition) -> Iterator[Problem]:
    for word, listed in (("require", definition.require), ("exclude", definition.exclude)):
        for key in listed:
            if key not in definition.criteria:
                yield unknown(place, (word,), key, definition.criteria, "criterion")
    for key in set(definition.require) & set(definition.exclude):
        yield place.problem(
            ("exclude",),
            "a criterion is required and excluded at once, so nobody is left.",
            came=key,
            expected="a criterion in one of the two lists",
            todo="Remove it from one.",
        )


def _band_problems(place: DefinitionPlace, definition: CaseDefinition) -> Iterator[Problem]:
    highest = sum(max(each.points, 0.0) for each in definition.criteria.values())
    bands = definition.bands
    for position, band in enumerate(bands):
        path = ("bands", band.id)
        if position and not band.at_least < bands[position - 1].at_least:
            yield place.problem(
                path,
                "the bands do not go down from the highest.",
                came=band.at_least,
                expected=f"less than {bands[position - 1].at_least:g}",
                todo="Put the bands in order.",
            )
        if band.at_least > highest:
            yield place.problem(
                path,
                "no child can reach this band.",
                came=band.at_least,
                expected=f"at most {highest:g}, the sum of all points above 0",
                todo="Lower the band, or give points to criteria.",
            )
        yield from point_problems(place, (*path, "at_least"), band.at_least)
    if len({band.id for band in bands}) < len(bands):
        yield place.problem(("bands",), "two bands have the same id.", todo="Rename one.")
