"""What the words around a drug say: given, stopped, planned; how it worked; why it ended."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from crmo.notes.clinic.phrases import Found, Phrases
from crmo.notes.vocabulary import rules
from crmo.record import StopReason, ToldResponse

_NEAR, _FAR = 70, 160
_NEGATED = re.compile(r"\b(?:not|never|n't)(?: been| yet)? \Z")
# "azathioprine 75 mg od; the course of budesonide ended": of something else.
_NEW_SUBJECT = re.compile(
    r";\s(?:the|a|an|her|his|their|she|he|we|they|no|nil|none|nothing|another|other|this)\b"
)
_BEFORE_IT = ("before ", "prior to ")
_STILL_AHEAD = ("to be ", "will be ", "can be ", "should be ", "could be ", "not be ", "may be ")
_CONDITIONS = ("if ", "unless ", "until ", "if there is ", "if still ", "should ")
_BECAUSE = re.compile(
    r"\b(?:because|due to|owing to|after|for|as|since|2/2|with|on account of)\b|\(|2°"
)

# What may stand between a drug and a word that must touch it.
_TOUCHES = re.compile(
    r"[\s(:,]*(?:(?:iv|oral|po|sc|im|her|his|the|a|of|intravenous|high|low|dose|some|any"
    r"|regular)\s+)*"
)


# A number of days or weeks around a drug: a course that has an end.
_LONG = (
    r"(?:\d+(?:\s?-\s?\d+)?|a|an|one|two|three|four|five|six|seven|eight|ten|twelve|several|few"
    r"|a few|couple of|a couple of)"
)
_UNIT = r"(?:-| )?(?:days?|weeks?|wks?|months?|mo|d|w|fortnights?|/7|/52|/12)"
_COURSE_BEFORE = re.compile(
    rf"(?<!last )(?<!past )\b{_LONG}\s?{_UNIT}\b(?:'s?)?(?: (?:of|course|total|with|on|treatment))*"
    r"(?: (?:iv|oral|po|intravenous|empirical|empiric|high dose|regular|continuous"
    r"|prophylactic))*\s*\Z"
)
_COURSE_AFTER = re.compile(
    r"(?:[^;.]{0,45}?\b(?:for|over|x|×)\s?(?!(?:the )?(?:last|past))(?:about |nearly "
    rf"|a total of )?{_LONG}\s?(?:{_UNIT}|doses|infusions|cycles|pulses|injections)\b"
    rf"|\s*[:,(]\s*{_LONG}\s?{_UNIT}\b(?= in\b)"
    r"|\s*(?:\([^)]{0,20}\)\s*)?(?:courses?\b|(?:infusions?|pulses?|injections?)? ?[x×] ?\d))"
)
_GIVEN_ONCE_BEFORE = re.compile(
    r"\b(?:an?|one|single)(?: [\w-]+){0,3} (?:injection|infusion|dose|pulse) of (?:\w+ )?\Z"
)
_EXCEPT = re.compile(r"\b(?:except|apart from|other than|besides)\b")
_NOW = re.compile(r"\b(?:today|now|this (?:morning|afternoon))\b")
_AGAIN = re.compile(
    r"\b(?:resumed|restarted|recommenced|reintroduced|re-started|started again"
    r"|back on (?:it|them)|on (?:it|them) again)\b"
)
# "Zoledronate infusion no. 1", "cycle 2 day 1 of 3": one of several, given at this contact.
_ONE_OF_SEVERAL = re.compile(
    r"\s*(?:(?:infusion|cycle|dose|course|injection)s?\s*)?(?:(?:no\.?|number|#)\s*\d+"
    r"|\b(?:infusion|cycle|dose|injection|day)\s+\d+\b)"
)
_ITS_OWN = re.compile(r"\b(?:her|his|their|the child's|on the|current|usual|regular|home)\s+\Z")
# What a parent does about the child's drug is not the parent's own treatment.
_GIVEN_BY_PARENT = re.compile(
    r"\A\s*(?::|says?\b|said\b|reports?\b|reported\b|states?\b|tells?\b|told\b|feels?\b|notes\b)"
    r"|\b(?:giv(?:es?|ing|en)|gave|administers?|tried (?:him|her)|(?:stopped|started"
    r"|restarted) (?:the|his|her|giving))\b"
)


# "First dose next week": it is still ahead.
_NEXT = re.compile(
    r"\s{0,4}(?:is |to be |:|-)?\s{0,4}(?:next\b|due\b|tomorrow|tmrw|planned|booked|scheduled"
    r"|awaited|pending"
    r"|in (?:an?|one|two|three|four|six|\d) ?(?:days?|weeks?|months?)\b)"
)
# "Currently no treatment; naproxen till March": what is denied ends there.
_NOTHING = re.compile(r"\b(?:no|nil|none|nothing)\b[^;,.]*[;,.]")


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
    for exception in _EXCEPT.finditer(folded, *near_before):
        near_before = (exception.end(), before[1])  # "not on any drug except ibuprofen"
    for denied in _NOTHING.finditer(folded, *near_before):
        near_before = (denied.end(), before[1])
    own = _NEW_SUBJECT.search(folded, *after)
    near_after = (after[0], min(own.start() if own else after[1], after[0] + _FAR))
    found = _nearest(
        [
            one
            for one in _cues("before").find(folded, *near_before)
            if not _is_bracketed(folded[one.end : before[1]])
            and (
                folded[one.start : one.end] not in _touching()
                or _TOUCHES.fullmatch(folded, one.end, before[1])
            )
        ]
    )
    seen: set[int] = set()
    for one in _cues("after").find(folded, *near_after):
        if one.tag not in seen:
            seen.add(one.tag)
            found.append(one)
    if not found:
        return None
    first = min(found, key=lambda one: one.tag)
    rule = rules("treatments")["cues"][first.tag]
    status = _status_here(folded, first, rule["status"], before, after)
    return Cue(status, first.start, first.end, f"treatments.{rule['id']}")


def _status_here(
    folded: str,
    first: Found,
    status: str,
    before: tuple[int, int],
    after: tuple[int, int],
) -> str:
    """Return what a cue says with the words around it: `is to be stopped` is given now."""
    if folded[max(0, first.start - 12) : first.start].endswith(_STILL_AHEAD):
        # "Is to be stopped" is given now; "is to be started" is not.
        status = "ongoing" if status == "stopped" else "declined"
    elif status == "started" and folded[max(0, before[1] - 9) : before[1]].endswith(_BEFORE_IT):
        status = "declined"  # "to be screened before adalimumab is begun"
    elif status == "started" and first.start >= after[0] and _NEXT.match(folded, first.end):
        status = "declined"
    elif status == "stopped" and _AGAIN.search(folded, first.end, min(after[1], after[0] + _FAR)):
        status = "ongoing"  # "held for a week, then resumed"
    elif status == "past" and folded[after[0] : after[0] + 10].lstrip(" (,").startswith("since "):
        status = "ongoing"  # "treated with infliximab (since June 2022)"
    elif _NEGATED.search(folded, max(0, first.start - 14), first.start):
        # "Has not been interrupted".
        status = "ongoing" if status in ("stopped", "past") else "declined"
    return status


def _is_bracketed(behind: str) -> bool:
    """Whether the bracket of a cue closes before the drug: `naproxen (stopped), omeprazole`."""
    return behind.count(")") > behind.count("(")


def _nearest(found: list[Found]) -> list[Found]:
    """Return the cue that stands next to the drug, with those that touch it ("stopped taking")."""
    found = sorted(found, key=lambda one: (one.end, -one.start), reverse=True)
    kept: list[Found] = []
    for one in found:
        if kept and kept[-1].start < one.start and one.end <= kept[-1].end:
            continue  # "doses of" within "missed two doses of"
        if not kept or one.end >= kept[-1].start - 1:
            kept.append(one)
        else:
            break
    return kept


def has_course(folded: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether a number of days or weeks is told, or a course: `two weeks of IV ceftriaxone`."""
    begin = max(before[0], before[1] - 50)
    if _GIVEN_ONCE_BEFORE.search(folded, begin, before[1]):
        return not _NOW.search(folded, *after)
    return bool(
        _COURSE_BEFORE.search(folded, begin, before[1]) or _COURSE_AFTER.match(folded, *after)
    )


def is_one_of_several(folded: str, start: int) -> bool:
    """Whether a number behind a drug tells one infusion of several: `infusion no. 1`."""
    return bool(_ONE_OF_SEVERAL.match(folded, start))


def is_own(folded: str, start: int, end: int) -> bool:
    """Whether a drug is called the child's own: `after her methotrexate`."""
    return bool(_ITS_OWN.search(folded, max(start, end - 20), end))


def is_given_by_parent(folded: str, start: int, end: int) -> bool:
    """Whether a word of giving stands between a relative and a drug."""
    return bool(_GIVEN_BY_PARENT.search(folded[start:end]))


def is_planned(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where words make a drug a plan, or None."""
    found = [
        one
        for one in _planned().find(folded, max(start, end - 45), end)
        if folded[one.start : one.end] not in _touching()
        or _TOUCHES.fullmatch(folded, one.end, end)
    ]
    return (found[-1].start, found[-1].end) if found else None


def response_told(folded: str, start: int, end: int) -> tuple[ToldResponse, int, int] | None:
    """Return the response told in a span, with the words; None if none is."""
    told = (
        one
        for one in _responses().find(folded, start, end)
        if not folded[max(0, one.start - 12) : one.start].endswith(_CONDITIONS)
    )
    found = min(told, key=lambda one: one.tag, default=None)
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
def _touching() -> frozenset[str]:
    return frozenset(rules("treatments")["touching"])


@cache
def _cues(side: str) -> Phrases:
    return Phrases(
        (word, tag)
        for tag, cue in enumerate(rules("treatments")["cues"])
        if cue["side"] == side
        for phrase in cue["words"]
        for word in _with_pronouns(phrase)
    )


def _with_pronouns(phrase: str) -> list[str]:
    """Return a phrase, and with an object if its verb can have one: `switched her from`."""
    verb, _, rest = phrase.partition(" ")
    if not rest or verb not in rules("treatments")["verbs_with_object"]:
        return [phrase]
    people = rules("treatments")["objects"]
    return [phrase, *(f"{verb} {person} {rest}" for person in people)]


@cache
def _planned() -> Phrases:
    return Phrases((word, 0) for word in rules("treatments")["planned_before"])


def _names(key: str) -> list[str]:
    return list(rules("treatments")[key])


@cache
def _responses() -> Phrases:
    table = rules("treatments")
    tagged = [(word, tag) for tag, words in enumerate(table["response"].values()) for word in words]
    tags = _names("response")
    for response, parts in table["response_of"].items():
        tagged += [
            (f"{adjective} {noun}", tags.index(response))
            for adjective in parts["adjectives"]
            for noun in parts["nouns"]
        ]
    return Phrases(tagged)


@cache
def _reasons() -> Phrases:
    table = rules("treatments")["stop_reason"]
    tagged = ((word, tag) for tag, words in enumerate(table.values()) for word in words)
    return Phrases(tagged, whole=False)
