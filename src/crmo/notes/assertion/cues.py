"""The cues of one sentence, after those were dropped that mean something else there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from crmo.notes.context import Strength
from crmo.notes.mention import Mention
from crmo.notes.vocabulary import rules

# Cues that end a list of their own: "no fever and normal CRP".
STANDS = frozenset(
    {
        "negation",
        "normality",
        "uncertainty",
        "resolved",
        "exception",
        "affirm",
        "not_imaged",
        "rest",
    }
)
PREDICATES = frozenset({"normality", "negation", "resolved", "not_imaged", "affirm", "exception"})
VERDICTS = frozenset({"normality", "negation", "resolved"})


class Cue(NamedTuple):
    """One cue of a sentence.

    Args:
        start: first character.
        end: character after the last.
        kind: class of its rule (`negation`).
        reach: `forward`, `backward` or `both`.
        rule: id of its rule.
        strength: of an uncertainty.
    """

    start: int
    end: int
    kind: str
    reach: str
    rule: str
    strength: Strength | None


@cache
def _reach(rule: str) -> tuple[str, Strength | None]:
    entry = rules("assertion")["rules"][rule]
    strength = entry.get("strength")
    return entry["direction"], Strength(strength) if strength else None


# Cues of one sort that the same word may be: the place in the sentence decides.
_NEAR = 12  # characters between a relative and the word that says what they told
# What tells something without being a word.
MARK = re.compile(r"\?|[ ]n(?![a-z0-9])")
_QUESTION_MARK = re.compile(r"\?[ ]?(?=\w)")
# "Fever N   Rash N", "Hip XR (Apr) N.": the answer of a form, or of somebody in a hurry.
LETTER = "normality.letter"
_LETTER_NO = re.compile(r"(?<=[a-z)])[ ]+(?P<no>n)(?=[ ]{2,}|[ ]*(?:[|;,)\n]|\.(?!\d)|$))")
_NUMBER_AFTER = re.compile(r"[ ]*(?:up to|about|approximately|measuring|measured|at)?[ ]*[<>]?\d")
_CHILD_AFTER = re.compile(
    r",?[ -]*(?:\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen"
    r"|sixteen|seventeen|eighteen)\b|[a-z]+[ -](?:year|month|week)|(?:young |little |"
    r"teenage )?(?:boy|girl|child"
    r"|infant|baby|toddler|teenager|adolescent|man|woman|male|female|parents?|siblings?|"
    r"brothers?|sisters?)\b)"
)
_DAY_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?[ ]$|\b(?:in|of)[ ]$")
_DAY_AFTER = re.compile(r"[ ,]*(?:\d{1,2}\b|(?:19|20)\d\d|[.,;)]|$)")


def cues_in(folded: str, span: tuple[int, int], found: Sequence[Mention]) -> list[Cue]:
    """Return the cues of a sentence, in order.

    Args:
        folded: the folded note.
        span: the sentence.
        found: cue words that the automaton found in it.
    """
    cues: list[Cue] = []
    masked_until = -1
    for mention in found:
        if mention.start < masked_until:
            continue
        if _is_month(folded, mention) or _is_of_number(folded, mention):
            continue
        if _is_of_child(folded, mention):
            continue
        if mention.about == "mask":
            masked_until = mention.end
            continue
        reach, strength = _reach(mention.rule)
        cues.append(Cue(mention.start, mention.end, mention.about, reach, mention.rule, strength))
    if "?" in folded[span[0] : span[1]]:
        cues += _asked(folded, span)
        cues.sort()
    if MARK.search(folded, *span):
        cues += _answered(folded, span)
        cues.sort()
    return _without_reporters(folded, cues)


def _is_of_number(folded: str, mention: Mention) -> bool:
    """`previously 17 mm`: the number is of then, the lesion of today."""
    return mention.about == "past" and bool(_NUMBER_AFTER.match(folded, mention.end))


def _is_of_child(folded: str, mention: Mention) -> bool:
    """`A previously healthy 9-year-old boy`: said of the child and of no finding."""
    is_word = folded[mention.start : mention.end] in ("healthy", "well", "normal")
    return is_word and bool(_CHILD_AFTER.match(folded, mention.end))


def _is_month(folded: str, mention: Mention) -> bool:
    """`9 May`, `May 2022`: no doubt, but a month."""
    if folded[mention.start : mention.end] != "may":
        return False
    before = folded[max(0, mention.start - 4) : mention.start]
    return bool(_DAY_BEFORE.search(before) or _DAY_AFTER.match(folded, mention.end))


def _asked(folded: str, span: tuple[int, int]) -> Iterable[Cue]:
    """`?lesion` doubts the word that follows; a sentence that ends so asks."""
    for mark in _QUESTION_MARK.finditer(folded, *span):
        yield Cue(
            mark.start(), mark.end(), "uncertainty", "forward", "uncertainty.mark", Strength.WEAK
        )
    if folded[span[1] - 1] == "?" and folded[span[1] - 2 : span[1] - 1].isalnum():
        yield Cue(span[1] - 1, span[1], "question", "backward", "question.mark", None)


def _answered(folded: str, span: tuple[int, int]) -> Iterable[Cue]:
    """`Fever N   Rash N`: a letter that answers what stands before it."""
    for letter in _LETTER_NO.finditer(folded, *span):
        yield Cue(*letter.span("no"), "normality", "backward", LETTER, None)


def column(folded: str, start: int, at: int) -> int:
    """Return where the column or the item of a list begins that such a letter answers."""
    written = folded[start:at].rstrip()
    return start + max(written.rfind("  "), written.rfind(","), written.rfind(";"), 0)


def _without_reporters(folded: str, cues: list[Cue]) -> list[Cue]:
    """Drop a relative who only tells ("Mother reports fever"), and the word that says so."""
    kept: list[Cue] = []
    for cue in cues:
        is_denial = cue.kind == "negation" and folded.startswith("den", cue.start)
        is_relative_before = bool(kept) and kept[-1].kind == "family"
        tells = cue.kind == "reporter" or is_denial
        if tells and is_relative_before and cue.start - kept[-1].end <= _NEAR:
            kept.pop()
        if cue.kind == "reporter":
            continue
        kept.append(cue)
    return kept
