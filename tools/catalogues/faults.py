"""What can be wrong with translations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from string import Formatter

from tools.catalogues.message import Message

_PERCENT_PLACE = re.compile(r"%\((\w+)\)[a-zA-Z]|%[sd]")
_LONGEST_SHOWN = 60


def faults_of(said: Iterable[Message], known: Iterable[Message]) -> Iterator[str]:
    """Yield a line per fault.

    Args:
        said: the messages that are said now.
        known: the messages of the file.
    """
    by_key = {message.key: message for message in known}
    for message in said:
        found = by_key.pop(message.key, None)
        if found is None or found.plural != message.plural:
            yield f"missing: {_shown(message)}"
        elif "fuzzy" in found.flags:
            yield f"fuzzy: {_shown(message)}"
        elif not found.is_translated:
            yield f"not translated: {_shown(message)}"
        else:
            yield from faults_of_words(found)
    yield from (f"no longer said: {_shown(message)}" for message in by_key.values())


def faults_of_words(message: Message) -> Iterator[str]:
    """Yield a line if places or blanks of a translation are not those of its message."""
    originals = (message.id, message.plural) if message.plural else (message.id,)
    for original, said in zip(originals, message.said, strict=True):
        if places_of(original) != places_of(said):
            yield f"other places for values: {_shown(message)}"
        if _ends(original) != _ends(said):
            yield f"other blanks at the ends: {_shown(message)}"


def places_of(text: str) -> Counter[str]:
    """Return the places for values in a text: how often `{value}`, `%(value)s` and `%s`."""
    found = Counter(match[0] for match in _PERCENT_PLACE.finditer(text))
    try:
        found.update(f"{{{name}}}" for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        # A brace that opens no place.
        found.update(re.findall(r"[{}]", text))
    return found


def _ends(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def _shown(message: Message) -> str:
    text = message.id if len(message.id) <= _LONGEST_SHOWN else message.id[:_LONGEST_SHOWN] + "…"
    return f"“{text}”"
