"""What the words around a drug say: given, stopped, planned; how it worked; why it ended."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from crmo.notes.clinic.phrases import Found, Phrases
from crmo.notes.vocabulary import rules
from crmo.record import StopReason, ToldResponse

_NEAR, _FAR = 70, 160
_STILL_AHEAD = ("to be ", "will be ", "can be ", "should be ", "could be ", "not be ", "may be ")
_BECAUSE = re.compile(
    r"\b(?:because|due to|owing to|after|for|as|since|2/2|with|on account of)\b|\(|2°"
)


class Cue(NamedTuple):
    """A cue found beside a drug.

    Args:
        status: what it says: stopped, past, started, ongoing, planned, declined.
        start: first character of the words.
        end: character after the last.
        rule: id of the rule.
    """

    status: str
    start: int
    end: int
    rule: str


def cue_beside(folded: str, before: tuple[int, int], after: tuple[int, int]) -> Cue | None:
    """Return the first cue of the rules in the words before and behind a drug.

    Args:
        folded: the folded note.
        before: from the previous drug or the start of the sentence to this one.
        after: from this drug to the next one, or to the end of the sentence.
    """
    near_before = (max(before[0], before[1] - _NEAR), before[1])
    near_after = (after[0], min(after[1], after[0] + _FAR))
    found = _nearest(list(_cues("before").find(folded, *near_before)))
    seen: set[int] = set()
    for one in _cues("after").find(folded, *near_after):
        if one.tag not in seen:
            seen.add(one.tag)
            found.append(one)
    if not found:
        return None
    first = min(found, key=lambda one: one.tag)
    rule = rules("treatments")["cues"][first.tag]
    status = rule["status"]
    if folded[max(0, first.start - 12) : first.start].endswith(_STILL_AHEAD):
        # "Is to be stopped" is given now; "is to be started" is not.
        status = "ongoing" if status == "stopped" else "declined"
    return Cue(status, first.start, first.end, f"treatments.{rule['id']}")


def _nearest(found: list[Found]) -> list[Found]:
    """Return the cue that stands next to the drug, with those that touch it ("stopped taking")."""
    found = sorted(found, key=lambda one: (one.end, -one.start), reverse=True)
    kept: list[Found] = []
    for one in found:
        if not kept or one.end >= kept[-1].start - 1:
            kept.append(one)
        else:
            break
    return kept


def is_planned(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where words make a drug a plan, or None."""
    found = list(_planned().find(folded, max(start, end - 45), end))
    return (found[-1].start, found[-1].end) if found else None


def response_told(folded: str, start: int, end: int) -> tuple[ToldResponse, int, int] | None:
    """Return the response told in a span, with the words; None if none is."""
    found = min(_responses().find(folded, start, end), key=lambda one: one.tag, default=None)
    return found and (ToldResponse(_names("response")[found.tag]), found.start, found.end)


def reason_told(folded: str, start: int, end: int) -> tuple[StopReason, int, int] | None:
    """Return why a drug was stopped, if the span tells, with the words."""
    because = _BECAUSE.search(folded, start, end)
    if because is None:
        return None
    reasons = _reasons().find(folded, because.start(), end)
    found = min(reasons, key=lambda one: one.tag, default=None)
    return found and (StopReason(_names("stop_reason")[found.tag]), found.start, found.end)


@cache
def _cues(side: str) -> Phrases:
    return Phrases(
        (word, tag)
        for tag, cue in enumerate(rules("treatments")["cues"])
        if cue["side"] == side
        for word in cue["words"]
    )


@cache
def _planned() -> Phrases:
    return Phrases((word, 0) for word in rules("treatments")["planned_before"])


def _names(key: str) -> list[str]:
    return list(rules("treatments")[key])


@cache
def _responses() -> Phrases:
    return _tagged("response", whole=True)


@cache
def _reasons() -> Phrases:
    return _tagged("stop_reason", whole=False)


def _tagged(key: str, *, whole: bool) -> Phrases:
    table = rules("treatments")[key]
    return Phrases(
        ((word, tag) for tag, words in enumerate(table.values()) for word in words), whole=whole
    )
