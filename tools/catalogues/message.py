"""One message of a catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen

Key = tuple[str, str]


@frozen(kw_only=True)
class Message:
    """What is said in one or several places, and how a language says it.

    Args:
        id: the English sentence or name.
        plural: the English sentence for many, or empty.
        context: tells equal messages apart (`name`), or empty.
        places: where it is said, for the translator; never in the compiled catalogue.
        said: the translation; for a plural one per form; empty when there is none yet.
        flags: `fuzzy`, `python-format`.
    """

    id: str
    plural: str = ""
    context: str = ""
    places: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()

    @property
    def key(self) -> Key:
        """What the message is found by."""
        return self.context, self.id

    @property
    def is_translated(self) -> bool:
        """Whether every form has its words."""
        return len(self.said) == (2 if self.plural else 1) and all(self.said)


def merged(found: Iterable[Message]) -> dict[Key, Message]:
    """Return messages by key, places of equal ones joined; a plural wins over its singular."""
    by_key: dict[Key, Message] = {}
    for message in found:
        known = by_key.get(message.key)
        if known is None:
            by_key[message.key] = message
            continue
        places = tuple(dict.fromkeys((*known.places, *message.places)))
        by_key[message.key] = evolve(known, places=places, plural=known.plural or message.plural)
    return by_key
