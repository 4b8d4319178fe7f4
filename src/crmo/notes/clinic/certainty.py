"""How sure a note is of a disease it names: confirmed, suspected, excluded, or not said at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from crmo.notes.clinic.general_statements import is_general
from crmo.notes.context import Assertion, NoteContext, SectionKind, Sentence, Status
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.vocabulary import rules
from crmo.record import Certainty

_BEFORE, _AFTER = 90, 80
_CERTAINTY = {
    Status.PRESENT: Certainty.CONFIRMED,
    Status.PAST: Certainty.CONFIRMED,
    Status.RESOLVED: Certainty.CONFIRMED,
    Status.UNCERTAIN: Certainty.SUSPECTED,
    Status.ABSENT: Certainty.EXCLUDED,
}
# Between two diseases of one list; a verb or a negation would begin a new statement.
_LIST = re.compile(
    r"[\s)\]?\"']*(?:\([^()]{0,30}\)\s*)?(?:,|/|\+|&|-|\band\b|\bor\b|\bnor\b|\bvs\b\.?"
    r"|\bversus\b)?\s*(?:and|or|vs\.?|versus)?\s*"
    r"(?:(?!not\b|no\b|but\b|is\b|was\b|are\b|were\b|likely\b|less\b|confirmed\b|excluded\b"
    r"|with\b|rather\b|than\b)[\w-]+\s+){0,3}[\"'(?]*"
)
# "stress oedema of the calcaneus vs CNO": one of two.
_VERSUS = re.compile(r"[ ][\w /()-]{0,40}\b(?:vs\.?|versus)[ ]")
_SEPARATES = re.compile(r",|/|\+|&|-|\band\b|\bor\b|\bnor\b|\bvs\b|\bversus\b|\?")
_NEW_VERB = re.compile(
    r",[^.;]{0,40}\b(?:supports?|suggests?|favou?rs?|points? to|consistent with|compatible with"
    r"|in keeping with|a diagnosis of|raises?)\b"
)
# The last of a list is joined by a word if what follows is said of all of it.
_JOINED = re.compile(r"\band\b|\bor\b|\bnor\b|&|/|\bvs\b|\bversus\b|\+")
_IMPRESSIONS = frozenset({SectionKind.IMPRESSION, SectionKind.FINDINGS})


# "The risks including infection, growth arrest": said before an operation.
_RISKS = re.compile(r"\brisks?\b(?: of| include| including| were| are|:)[^.;]*\Z")


class _Around(NamedTuple):
    """The words around a list of diseases; `following` is one behind it, joined by a mere comma."""

    before: str
    after: str
    in_list: bool
    separator: str
    following: Mention | None


def certainty_of(context: NoteContext, mention: Mention, stands: Assertion) -> Certainty | None:
    """Return how sure the note is of a disease at one place; None if it says nothing there.

    Args:
        context: the note.
        mention: the name of the disease.
        stands: how the writer stands to it by the cues of its sentence.
    """
    sentence = context.sentence_at(mention.start)
    if sentence is None:
        return _CERTAINTY.get(stands.status)
    if _is_just_a_name(context, mention, sentence) or is_general(context, sentence):
        return None
    around = _around(context, mention, sentence)
    said = _said(context, mention, sentence, stands, around)
    if said is not None:
        return said
    if sentence.section is SectionKind.INDICATION and stands.says_nothing and not stands.marks:
        return _in_indication(context, mention, sentence, around)
    certainty = _CERTAINTY.get(stands.status)
    if certainty is Certainty.CONFIRMED and _is_one_of_several(context, mention, sentence, around):
        return Certainty.SUSPECTED
    return certainty


# --- no statement at all ---------------------------------------------------------------------


def _is_just_a_name(context: NoteContext, mention: Mention, sentence: Sentence) -> bool:
    folded = context.folded
    before = folded[max(sentence.start, mention.start - 45) : mention.start]
    after = folded[mention.end : min(sentence.end, mention.end + 40)]
    table = rules("diagnoses")
    if before.endswith(_ends("just_a_name")) or after.startswith(_ends("just_a_name_after")):
        return True
    if any(word in before for word in table["not_now"]):
        return True
    if folded[mention.start : mention.end] in table["just_complaints"]:
        return True
    if _compiled_alone("service_after").match(after) or _RISKS.search(before):
        return True
    if _compiled_alone("answer_of_another").match(after):
        return True
    if _last(f"(?:{'|'.join(table['not_now_before'])})", before):
        return True
    words = folded[sentence.start : sentence.end]
    return any(word in words for word in table["not_about_the_child"])


# --- what the words around a list say --------------------------------------------------------


def _said(
    context: NoteContext,
    mention: Mention,
    sentence: Sentence,
    stands: Assertion,
    around: _Around,
) -> Certainty | None:
    """Return what the rules read from the words before and behind; None if they are silent."""
    if _ends_with("still_to_exclude_before", around.before):
        return Certainty.SUSPECTED
    if _ends_with("proven_before", around.before) and not _is_negated(stands):
        return Certainty.CONFIRMED
    if _begins_with("still_to_exclude", around.after):
        return Certainty.SUSPECTED
    if _begins_with("excluded_after", around.after):
        return Certainty.EXCLUDED
    if stands.status is Status.ABSENT and _is_of_next(mention, stands, around):
        return Certainty.CONFIRMED
    is_denied = stands.status is Status.ABSENT and not _is_new_verb(context, mention, stands)
    if not is_denied and _begins_with("possible_after", around.after):
        return Certainty.SUSPECTED
    if _ends_with("excluded_before", around.before):
        return Certainty.EXCLUDED
    return None if is_denied else _possible(context, mention, sentence, stands, around)


def _is_negated(stands: Assertion) -> bool:
    """Whether another word than one of normality (`clear evidence of`) speaks against it."""
    return any(mark.about != "normality" for mark in stands.marks)


def _is_of_next(mention: Mention, stands: Assertion, around: _Around) -> bool:
    """Whether a denial is of the disease behind alone: `CNO, infection excluded`."""
    following = around.following
    asked_for = rules("diagnoses")["may_be_asked_for"]
    if following is None or mention.about in asked_for or following.about not in asked_for:
        return False
    return bool(stands.marks) and all(mark.start >= following.end for mark in stands.marks)


def _possible(
    context: NoteContext,
    mention: Mention,
    sentence: Sentence,
    stands: Assertion,
    around: _Around,
) -> Certainty | None:
    """Return suspected if the words before make it one of several; None if they do not."""
    is_hypothesis = any(mark.about == "hypothetical" for mark in stands.marks)
    nearby = max(0, sentence.start - _BEFORE)
    begin = max(context.folded.rfind(sign, nearby, sentence.start) for sign in (". ", "\n", "? "))
    ahead = context.folded[begin if begin >= 0 else sentence.start : mention.start]
    is_differential = any(word in ahead for word in rules("diagnoses")["sentence_differential"])
    if _ends_with("possible_before", around.before) or is_differential:
        asks = stands.status is Status.QUESTION and sentence.section is SectionKind.INDICATION
        return None if asks and not is_differential else Certainty.SUSPECTED
    return Certainty.SUSPECTED if is_hypothesis and "considered" in around.after else None


def _is_new_verb(context: NoteContext, mention: Mention, stands: Assertion) -> bool:
    """Whether a denial ends before: `in the absence of infection, support a diagnosis of CNO`."""
    denials = [mark.end for mark in stands.marks if mark.end <= mention.start]
    if not denials:
        return False
    return bool(_NEW_VERB.search(context.folded, max(denials), mention.start))


def _in_indication(
    context: NoteContext, mention: Mention, sentence: Sentence, around: _Around
) -> Certainty | None:
    """Return what an indication tells of a disease beside the question it asks."""
    stands = context.assertion_in_passing(mention.start, mention.end)
    if stands.status is not Status.PRESENT or _ends_with("possible_before", around.before):
        return None
    if _ends_with("known_before", around.before):
        return Certainty.CONFIRMED
    asked_for = rules("diagnoses")["may_be_asked_for"]
    has_question = "?" in context.folded[sentence.start : sentence.end]
    return None if has_question or mention.about in asked_for else Certainty.CONFIRMED


def _is_one_of_several(
    context: NoteContext, mention: Mention, sentence: Sentence, around: _Around
) -> bool:
    """Whether a disease is listed beside another, or a differential follows it."""
    if re.search(r"\b(?:vs|versus)\b", around.separator):
        return True
    if _VERSUS.match(context.folded, mention.end, sentence.end):
        return True
    if sentence.section not in _IMPRESSIONS:
        return False
    if around.in_list and re.search(r"\bor\b", around.separator):
        return True
    following = context.folded[sentence.end : sentence.end + 24].lstrip(" .\n-*0123456789)")
    return following.startswith(("differential", "ddx", "dd ", "dd:", "d/d"))


def _around(context: NoteContext, mention: Mention, sentence: Sentence) -> _Around:
    named = context.mentions_in(sentence.start, sentence.end, MentionKind.DISEASE)
    at = named.index(mention) if mention in named else 0
    folded = context.folded
    first = last = at
    separators: list[str] = []
    while first > 0 and _joins(folded, named, first - 1):
        separators.append(folded[named[first - 1].end : named[first].start])
        first -= 1
    while last + 1 < len(named) and _joins(folded, named, last):
        separators.append(folded[named[last].end : named[last + 1].start])
        last += 1
    if not named:
        named = [mention]
    separators = separators or [""]
    following = None
    if last > at and not _JOINED.search(separators[-1]):
        following, last = named[at + 1], at
    begin, end = named[first].start, named[last].end
    before = folded[max(sentence.start, begin - _BEFORE) : begin]
    after = folded[end : min(sentence.end, end + _AFTER)]
    return _Around(before, after, first < last, " ".join(separators), following)


def _joins(folded: str, named: Sequence[Mention], at: int) -> bool:
    if named[at].end > named[at + 1].start:
        return True  # one name of two diseases
    gap = folded[named[at].end : named[at + 1].start]
    if gap.strip() in ("(", "["):
        return True  # "low grade infection (Garre) is next"
    return bool(_LIST.fullmatch(gap) and _SEPARATES.search(gap)) and ". " not in gap


# --- patterns of the rules -------------------------------------------------------------------


def _ends_with(key: str, before: str) -> bool:
    return bool(_compiled(key, at_end=True).search(before))


def _begins_with(key: str, after: str) -> bool:
    return bool(_compiled(key, at_end=False).match(after))


@cache
def _compiled(key: str, *, at_end: bool) -> re.Pattern[str]:
    """Return the patterns of a list, to end right before a disease or to begin right behind it."""
    words = "|".join(rules("diagnoses")[key])
    if at_end:
        adjectives = r"an?\b|the\b|any\b|active\b|acute\b|underlying\b|current\b|true\b|by\b|of\b"
        small = rf"(?:\s|{adjectives}|[\"'(:*])*"
        return re.compile(rf"(?:{words}){small}\Z")
    behind = r"[\s)\"']*(?:\([^()]{0,40}\)\s*)?"
    return re.compile(rf"{behind}(?:(?:{words})|,\s*(?!\?)(?:{words})\s*(?:[.;,)]|$))")


@cache
def _compiled_alone(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(rules('diagnoses')[key])})")


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"{pattern}\s*\Z")


def _last(pattern: str, before: str) -> bool:
    return bool(_pattern(pattern).search(before))


@cache
def _ends(key: str) -> tuple[str, ...]:
    return tuple(rules("diagnoses")[key])
