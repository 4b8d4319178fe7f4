"""Plain words for an entry that cannot be built from what its file says."""

from __future__ import annotations

import re
from difflib import get_close_matches

from crmo.errors import KnowledgeError
from crmo.knowledge.layers import Layers

_MISSING = re.compile(r"missing \d+ required keyword-only arguments?: (.*)")
_UNKNOWN = re.compile(r"unexpected keyword argument '([^']*)'")
_QUOTED = re.compile(r"'([^']*)'")


def not_built(
    layers: Layers, table: str, entry_type: type, key: str, error: Exception
) -> KnowledgeError:
    """Return the error to raise for an entry that lacks keys or has wrong ones.

    Args:
        layers: all tables.
        table: name of the table.
        entry_type: what the entry should have become.
        key: id of the entry.
        error: what went wrong when it was built.
    """
    problem, expected = _reason(str(error), entry_type)
    others = layers.table(table).keys() - {key}
    near = get_close_matches(key, others, n=3)
    is_new = layers.file_of(table, key) in layers.overlay
    if is_new:
        problem = f"there is no entry with this id to change, and as a new one {problem}"
    if is_new and near:
        expected = f"perhaps {' or '.join(near)}"
    return KnowledgeError(
        f"The entry {key!r} under `{table}:`: {problem}.",
        where=layers.where(table, (key,)),
        expected=expected,
        todo="Correct the entry; docs/reference/knowledge-format.md lists the keys.",
    )


def _reason(text: str, entry_type: type) -> tuple[str, str]:
    if missing := _MISSING.search(text):
        names = [f"`{name}:`" for name in _QUOTED.findall(missing[1])]
        return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} missing", "every such key"
    if unknown := _UNKNOWN.search(text):
        fields = [field.alias for field in getattr(entry_type, "__attrs_attrs__", ())]
        near = get_close_matches(unknown[1], [name for name in fields if name], n=2)
        expected = f"perhaps {' or '.join(f'`{name}:`' for name in near)}" if near else ""
        return f"the key `{unknown[1]}:` is not known", expected
    return f"a value has the wrong form ({text})", "the form that the reference describes"
