"""What the workbench says: its templates, and `gettext` in its Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tools.catalogues.calls import calls_in
from tools.catalogues.message import Message
from tools.catalogues.report_messages import ROOT

ROOM = ROOT / "src" / "crmo" / "workbench"
_ONE = ("id",)
_MANY = ("id", "plural")
_FUNCTIONS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), _ONE),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), _MANY),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ("context", "id")),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ("context", "id", "plural")),
}
_TEXT = r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
# What Django's `templatize` makes of the translating tags of a template.
_CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*{_TEXT}(?:,\s*{_TEXT})?(?:,\s*{_TEXT})?")


def workbench_messages() -> Iterator[Message]:
    """Yield every message, in the order of the files."""
    for path in sorted(ROOM.rglob("*.py")):
        for call in calls_in(path, _place(path), _FUNCTIONS):
            yield from call.messages
    for path in sorted((*ROOM.rglob("*.html"), *ROOM.rglob("templates/**/*.txt"))):
        yield from _of_template(path)


def _of_template(path: Path) -> Iterator[Message]:
    from django.utils.translation.template import templatize

    source = templatize(path.read_text(encoding="utf-8"), origin=path.name)
    for match in _CALL.finditer(source):
        texts = [ast.literal_eval(text) for text in match.groups()[1:] if text]
        roles = _FUNCTIONS[match[1]]
        if len(texts) >= len(roles):
            parts = dict(zip(roles, texts, strict=False))
            yield Message(
                id=parts["id"],
                plural=parts.get("plural", ""),
                context=parts.get("context", ""),
                places=(_place(path),),
            )


def _place(path: Path) -> str:
    return f"workbench/{path.relative_to(ROOM).as_posix()}"
