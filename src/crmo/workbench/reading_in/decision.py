"""What a person decides of one entry of a file, and what holds until they do."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from attrs import asdict, frozen

from crmo.record.difference import Change, EntryDifference


class Verb(StrEnum):
    """What is to become of an entry."""

    TAKE = "take"
    BOTH = "both"
    LEAVE = "leave"
    UNDECIDED = "undecided"


# Until somebody decides: what is new is taken, what contradicts waits.
DEFAULTS: Mapping[Change, Verb] = MappingProxyType(
    {
        Change.SAME: Verb.LEAVE,
        Change.NEW: Verb.TAKE,
        Change.CORRECTS: Verb.UNDECIDED,
        Change.CONFLICTS: Verb.UNDECIDED,
        Change.ALREADY_CORRECTED: Verb.LEAVE,
    }
)
CHOICES: Mapping[Change, tuple[Verb, ...]] = MappingProxyType(
    {
        Change.SAME: (),
        Change.NEW: (Verb.TAKE, Verb.LEAVE),
        Change.CORRECTS: (Verb.TAKE, Verb.LEAVE, Verb.BOTH, Verb.UNDECIDED),
        Change.CONFLICTS: (Verb.TAKE, Verb.LEAVE, Verb.BOTH, Verb.UNDECIDED),
        Change.ALREADY_CORRECTED: (Verb.LEAVE, Verb.BOTH),
    }
)


@frozen(kw_only=True)
class Decision:
    """A decision that a person took.

    Args:
        verb: TAKE appends a new entry, or puts this one in the place of a known one; BOTH
            appends it beside what is known; LEAVE does nothing.
        under: how the entry stood to what was known when it was decided; if that has changed,
            the decision no longer holds.
        instead_of: id of the known entry whose place it takes, for TAKE.
        reason: why, for TAKE in the place of another.
    """

    verb: Verb
    under: Change
    instead_of: str = ""
    reason: str = ""

    def to_json(self) -> dict[str, str]:
        """Return it as plain values; what is empty is left out."""
        return {name: str(value) for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Decision:
        """Return what `to_json` wrote."""
        return cls(
            verb=Verb(plain["verb"]),
            under=Change(plain["under"]),
            instead_of=plain.get("instead_of", ""),
            reason=plain.get("reason", ""),
        )


def decision_on(entry: EntryDifference, taken: Mapping[str, Decision]) -> Decision:
    """Return what holds for an entry: what was decided, if it still stands so, or the default.

    Args:
        entry: as it stands now.
        taken: decisions by the entry's id.
    """
    found = taken.get(entry.entry.id)
    if found is not None and found.under is entry.change and _still_there(found, entry):
        return found
    return Decision(verb=DEFAULTS[entry.change], under=entry.change)


def has_lapsed(entry: EntryDifference, taken: Mapping[str, Decision]) -> bool:
    """Whether somebody decided on an entry, and what is known has changed since so that it counts.

    What has become known in the meantime needs no decision.
    """
    found = taken.get(entry.entry.id)
    if found is None or entry.change is Change.SAME:
        return False
    return found.under is not entry.change or not _still_there(found, entry)


def _still_there(decision: Decision, entry: EntryDifference) -> bool:
    return not decision.instead_of or decision.instead_of in entry.known
