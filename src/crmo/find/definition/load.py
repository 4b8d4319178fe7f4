"""The definition that somebody asks for: a shipped one by its name, or a file of their own."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from crmo.errors import KnowledgeError
from crmo.find.definition.own_file import own_definition
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition

_ENDINGS = (".yaml", ".yml")


def load_definition(name_or_path: str, knowledge: Knowledge) -> CaseDefinition:
    """Return the definition with this id, or the one that stands in this file.

    Whatever ends in .yaml or .yml, or names a file that exists, is a path.

    Args:
        name_or_path: id of a definition of the knowledge, or path of a YAML file in the same
            format with one definition in it.
        knowledge: for the definitions, and for what the file names.

    Raises:
        KnowledgeError: there is no such definition, or the file breaks the format; file, line,
            what came, what was expected, what to do. Of several problems the first.
    """
    path = Path(name_or_path)
    if path.suffix.lower() in _ENDINGS or path.is_file():
        return own_definition(path, knowledge)
    known = knowledge.case_definitions
    if name_or_path in known:
        return known[name_or_path]
    near = get_close_matches(name_or_path, known, n=3)
    raise KnowledgeError(
        "There is no case definition with this name, and no file either.",
        came=name_or_path,
        expected=f"perhaps {' or '.join(near)}" if near else f"one of {', '.join(known)}",
        todo="Name a definition, or a file that ends in .yaml.",
    )
