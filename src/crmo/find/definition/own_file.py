"""A definition in somebody's own file, read and checked like the shipped ones."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from crmo.errors import KnowledgeError
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition
from crmo.knowledge.case_definition_inheritance import TABLE
from crmo.knowledge.case_definition_table import read_one
from crmo.knowledge.check_case_definitions import meaning_problems
from crmo.knowledge.files import KnowledgeFile
from crmo.knowledge.layers import Layers
from crmo.knowledge.problems import Problem


class _OwnFile(KnowledgeFile):
    """A file that is one definition, or has one below `case_definitions:`."""

    def _table_of_single_entry(self, keys: AbstractSet[Any]) -> str:
        return "" if TABLE in keys else TABLE


def own_definition(path: Path, knowledge: Knowledge) -> CaseDefinition:
    """Return the one definition of a file.

    Args:
        path: a YAML file.
        knowledge: for what the definition names, and for what it extends.

    Raises:
        KnowledgeError: the file cannot be read, holds none or several, or breaks the format.
    """
    definition, problems = _read(path, knowledge)
    if definition is None or problems:
        raise problems[0].to_error()
    return definition


def definition_problems(path: Path, knowledge: Knowledge) -> tuple[Problem, ...]:
    """Return everything that is wrong with the definition in a file; nothing if it is sound.

    Args:
        path: a YAML file.
        knowledge: for what the definition names, and for what it extends.

    Raises:
        KnowledgeError: the file cannot be read at all, or holds none or several.
    """
    return _read(path, knowledge)[1]


def _read(path: Path, knowledge: Knowledge) -> tuple[CaseDefinition | None, tuple[Problem, ...]]:
    file = _OwnFile(path, str(path))
    key = _the_id(file, knowledge)
    shipped = knowledge.layers
    layers = Layers(shipped.shipped, (*shipped.overlay, file))
    read = read_one(layers, key)
    if read.definition is None:
        return None, read.problems
    return read.definition, tuple(meaning_problems(layers, read.definition, knowledge))


def _the_id(file: KnowledgeFile, knowledge: Knowledge) -> str:
    found: list[str] = list(file.content.get(TABLE, {}))
    if len(found) != 1:
        raise KnowledgeError(
            "There is not one definition in this file.",
            where=file.name,
            came=found,
            expected="one definition, with `id:` at the left margin",
            todo="Put each definition into a file of its own.",
        )
    if found[0] in knowledge.case_definitions:
        raise KnowledgeError(
            "crmo has a definition with this id already.",
            where=file.name,
            came=found[0],
            expected="an id of its own; `extends:` takes over a definition",
            todo="Choose another id.",
        )
    return found[0]
