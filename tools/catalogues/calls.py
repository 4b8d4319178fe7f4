"""Finds calls of translating functions in Python source."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from attrs import frozen

from tools.catalogues.message import Message


@frozen
class Call:
    """A call of a translating function.

    Args:
        messages: what is said with it; several where a condition chooses; none if that is not
            written in the call.
        line: where.
        words: the call as it is written.
    """

    messages: tuple[Message, ...]
    line: int
    words: str


def calls_in(path: Path, place: str, functions: Mapping[str, Sequence[str]]) -> Iterator[Call]:
    """Yield the calls of a file.

    Args:
        path: a Python file.
        place: how the file is called in the catalogue.
        functions: name of a function to what its arguments are, in order: `id`, `plural`,
            `context`.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else _name(node.func)
        roles = functions.get(name)
        if roles is not None and len(node.args) >= len(roles):
            found = tuple(_messages(node, roles, place))
            yield Call(messages=found, line=node.lineno, words=ast.unparse(node)[:80])


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def _messages(node: ast.Call, roles: Sequence[str], place: str) -> Iterator[Message]:
    choices = [_texts(argument) for argument in node.args[: len(roles)]]
    if not all(choices):
        return
    for n in range(max(len(texts) for texts in choices)):
        parts = {
            role: texts[min(n, len(texts) - 1)] for role, texts in zip(roles, choices, strict=True)
        }
        yield Message(
            id=parts["id"],
            plural=parts.get("plural", ""),
            context=parts.get("context", ""),
            places=(place,),
        )


def _texts(argument: ast.expr) -> list[str]:
    """Return the texts that an argument may be; none if it is not written there."""
    if isinstance(argument, ast.Constant):
        return [argument.value] if isinstance(argument.value, str) else []
    if isinstance(argument, ast.IfExp):
        both = [_texts(argument.body), _texts(argument.orelse)]
        return [text for texts in both for text in texts] if all(both) else []
    return []
