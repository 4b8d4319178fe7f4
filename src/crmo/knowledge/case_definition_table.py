"""The table of case definitions: every definition with what it takes over, as values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from crmo.knowledge.case_definition import CaseDefinition
from crmo.knowledge.case_definition_inheritance import TABLE, definition_place
from crmo.knowledge.case_definition_reader import ReadDefinition, read_definition
from crmo.knowledge.layers import Layers
from crmo.knowledge.problems import Problem


def read_one(layers: Layers, key: str) -> ReadDefinition:
    """Return one definition of the table, or the problems that it has.

    Args:
        layers: all tables.
        key: id of the definition.
    """
    place = definition_place(layers, key)
    if isinstance(place, Problem):
        return ReadDefinition(None, (place,))
    return read_definition(place)


def read_definitions(layers: Layers) -> Mapping[str, CaseDefinition]:
    """Return every definition by id, in the order of the files.

    Raises:
        KnowledgeError: a definition breaks the format; the first problem.
    """
    found: dict[str, CaseDefinition] = {}
    for key in layers.table(TABLE):
        read = read_one(layers, key)
        if read.definition is None:
            raise read.problems[0].to_error()
        found[key] = read.definition
    return MappingProxyType(found)
