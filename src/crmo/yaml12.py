"""Read YAML 1.2 (core schema), quickly and without surprises.

PyYAML by itself reads YAML 1.1: `sex: no` becomes False, `1:30` becomes 90 and `2024-05-01`
a date. Here only null, booleans, integers and floats in their 1.2 spelling are resolved;
everything else stays the text that was written. The C parser is used where PyYAML was built
with it, because loading our knowledge with the pure parser takes about ten times as long. It has
no limits of its own: nesting is counted before it builds anything, and what aliases repeat
before anybody walks through it.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from crmo.errors import KnowledgeError

if TYPE_CHECKING:
    _BaseLoader = yaml.SafeLoader
else:
    _BaseLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_RESOLVERS: tuple[tuple[str, str, str], ...] = (
    # tag, pattern, first characters; YAML 1.2.2 section 10.3.2
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    (
        "float",
        (
            r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
            r"|[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN"
        ),
        "-+.0123456789",
    ),
)


# Our deepest file has 14 levels; the C parser overflows its stack at some ten thousand.
MAX_DEPTH = 200
# What a text may grow to when each alias is replaced by what it stands for.
MAX_EXPANDED_NODES = 200_000

_OPENING = re.compile(r"[\[{]")
# A block's level stands further right than its parent, or below it in the same column.
_LONG_MARGIN = re.compile(rf"[-?: \t]{{{MAX_DEPTH // 4},}}")
_STARTS = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
_ENDS = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


class _CoreLoader(_BaseLoader):
    """PyYAML's safe loader, cut down to the YAML 1.2 core schema."""

    # A fresh table: the parent's one holds the YAML 1.1 meanings.
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


def load(source: str | Path | Traversable, *, name: str = "text") -> Any:
    """Return what a YAML 1.2 document says, as plain Python values.

    Args:
        source: a path or packaged resource is opened (UTF-8, with or without byte order
            mark); a `str` is the YAML text itself.
        name: what error messages call a text; a file is called by its path.

    Returns:
        dict, list, str, int, float, bool or None; None for an empty document.

    Raises:
        KnowledgeError: not readable, not UTF-8, not YAML, more than one document, the same key
            twice in one mapping, nested too deeply, or aliases that make it huge; `where` holds
            file and line.
    """
    if not isinstance(source, str):
        name = str(source)
        source = _text_of(source, name)
    try:
        _refuse_deep(source, name)
        return _constructed(source, name)
    except yaml.YAMLError as error:
        raise _explained(error, name) from None
    except RecursionError:
        raise _too_deep(name) from None


def _constructed(text: str, name: str) -> Any:
    loader = _CoreLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        if "&" in text and _n_nodes(node, {}) > MAX_EXPANDED_NODES:
            raise KnowledgeError(
                "The aliases of this YAML repeat one another too often to be read.",
                where=name,
                expected=f"at most {MAX_EXPANDED_NODES:,} values, those of aliases included",
                todo="Write out what is meant.",
            )
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _refuse_deep(text: str, name: str) -> None:
    """Refuse nesting that the C parser would follow until its stack overflows.

    A text with few brackets and no wide margin cannot nest deeply, and is not looked at closer.
    """
    if len(_OPENING.findall(text)) <= MAX_DEPTH // 2 and not _LONG_MARGIN.search(text):
        return
    depth = 0
    for event in yaml.parse(text, Loader=_CoreLoader):
        if isinstance(event, _STARTS):
            depth += 1
            if depth > MAX_DEPTH:
                mark = event.start_mark
                raise _too_deep(name if mark is None else f"{name} line {mark.line + 1}")
        elif isinstance(event, _ENDS):
            depth -= 1


def _too_deep(where: str) -> KnowledgeError:
    return KnowledgeError(
        "This YAML is nested too deeply to be read.",
        where=where,
        expected=f"at most {MAX_DEPTH} levels",
        todo="Flatten it.",
    )


def _n_nodes(node: yaml.Node, counted: dict[int, int]) -> int:
    """Return how many values a node holds when aliases are replaced by what they stand for."""
    if isinstance(node, yaml.ScalarNode):
        return 1
    if id(node) not in counted:
        counted[id(node)] = MAX_EXPANDED_NODES  # met again inside itself, it has no end
        parts = (
            (part for pair in node.value for part in pair)
            if isinstance(node, yaml.MappingNode)
            else node.value
        )
        counted[id(node)] = 1 + sum(_n_nodes(part, counted) for part in parts)
    return counted[id(node)]


def _text_of(source: Path | Traversable, name: str) -> str:
    try:
        return source.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise KnowledgeError(
            f"This file cannot be opened ({error.strerror}).",
            where=name,
            todo="Check the path and the permission to read it.",
        ) from None
    except UnicodeDecodeError as error:
        raise KnowledgeError(
            f"This file is not UTF-8 text (byte {error.start}).",
            where=name,
            todo="Save it again as UTF-8.",
        ) from None


def _explained(error: yaml.YAMLError, name: str) -> KnowledgeError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    where = f"{name} line {mark.line + 1}" if mark is not None else name
    problem = getattr(error, "problem", None) or "a character is not allowed here"
    return KnowledgeError(
        f"This is not valid YAML: {problem}.",
        where=where,
        expected="YAML 1.2, each key once in its mapping",
        todo="Correct the line.",
    )


def _mapping(loader: _CoreLoader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    found: dict[Hashable, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable):
            raise yaml.constructor.ConstructorError(
                None, None, "a key must be a single value", key_node.start_mark
            )
        if key in found:
            raise yaml.constructor.ConstructorError(
                None, None, "the same key stands twice in one mapping", key_node.start_mark
            )
        found[key] = loader.construct_object(value_node, deep=True)
    return found


def _integer(loader: _CoreLoader, node: yaml.ScalarNode) -> int:
    text = str(loader.construct_scalar(node))
    # Base 0 would refuse the leading zero of 010, which YAML 1.2 reads as ten.
    return int(text, 0) if text.startswith(("0o", "0x")) else int(text)


def _floating(loader: _CoreLoader, node: yaml.ScalarNode) -> float:
    text = str(loader.construct_scalar(node)).lower()
    return float(text.replace(".inf", "inf").replace(".nan", "nan"))


for _tag, _pattern, _first in _RESOLVERS:
    _CoreLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}",
        re.compile(rf"^(?:{_pattern})$"),
        [*_first, ""] if _tag == "null" else list(_first),
    )
_CoreLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
_CoreLoader.add_constructor("tag:yaml.org,2002:int", _integer)
_CoreLoader.add_constructor("tag:yaml.org,2002:float", _floating)


def line_numbers(text: str) -> dict[tuple[str, ...], int]:
    """Return the line of every key and list item of a readable YAML text.

    Args:
        text: YAML that `load` accepts.

    Returns:
        Path of keys -> line, counted from 1. A list item goes by its `id` if it has one, else by
        its place counted from 0 (`("rules", "bristol_2016", "body", "cut_off")`).
    """
    root = yaml.compose(text, Loader=_CoreLoader)
    lines: dict[tuple[str, ...], int] = {}
    if root is not None:
        _note_lines(root, (), lines)
    return lines


def _note_lines(node: yaml.Node, path: tuple[str, ...], lines: dict[tuple[str, ...], int]) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*path, str(key.value))
            lines[inner] = key.start_mark.line + 1
            _note_lines(value, inner, lines)
    elif isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            _note_lines(item, (*path, _id_of(item) or str(place)), lines)


def _id_of(node: yaml.Node) -> str | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "id" and isinstance(value, yaml.ScalarNode):
                return str(value.value)
    return None
