"""Findings told by a turn of phrase: `wakes him nightly`, `liver 3 cm below the costal margin`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick

from crmo.notes.context import NoteContext
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.vocabulary import rules

RULE = "finding_patterns"
SURE = "finding_patterns.sure"
"""Of words that hold a measure ("liver 3 cm below the margin"): no list of denials reaches them."""


class _Pattern(NamedTuple):
    findings: tuple[str, ...]
    way: str
    needs: tuple[str, ...]
    words: re.Pattern[str]
    near: re.Pattern[str] | None
    instead_of: frozenset[str]


def finding_mentions(context: NoteContext) -> list[Mention]:
    """Return all words of a note that tell a finding, in order.

    These are the names known to the vocabulary and the turns of phrase of the rules; of a name
    within a turn of phrase that means the same, only the one that is longer.
    """
    named = list(context.mentions_of(MentionKind.FINDING))
    phrased: list[Mention] = []
    hidden: set[Mention] = set()
    for pattern, found in _phrased(context):
        inside = context.mentions_in(found.start, found.end, MentionKind.FINDING)
        if any(each.about == found.about and each.end >= found.end for each in inside):
            continue
        about = pattern.instead_of | {found.about}
        hidden.update(each for each in inside if each.about in about and each.end <= found.end)
        phrased.append(found)
    if not phrased:
        return named
    return sorted([each for each in named if each not in hidden] + phrased)


def _phrased(context: NoteContext) -> Iterator[tuple[_Pattern, Mention]]:
    letters, owners = _needs()
    folded = context.folded
    if not folded.isascii():  # half a character, which no automaton takes, is no letter of ours
        folded = folded.encode("utf-8", "replace").decode("utf-8")
    hits = letters.find_matches_as_indexes(folded, overlapping=True)
    for number in sorted({owners[hit[0]] for hit in hits}):
        pattern = _patterns()[number]
        for match in pattern.words.finditer(context.folded):
            if pattern.near is None or _is_near(context, pattern.near, match.start()):
                for finding in pattern.findings:
                    rule = f"{pattern.way}:{finding}"
                    yield (
                        pattern,
                        Mention(*match.span(), MentionKind.FINDING, finding, rule),
                    )


def _is_near(context: NoteContext, near: re.Pattern[str], at: int) -> bool:
    sentence = context.sentence_at(at)
    return sentence is not None and bool(near.search(context.folded, sentence.start, sentence.end))


@cache
def _needs() -> tuple[AhoCorasick, list[int]]:
    """Return the letters that a pattern needs as one automaton, and the pattern of each."""
    pairs = [(word, at) for at, pattern in enumerate(_patterns()) for word in pattern.needs]
    return AhoCorasick([word for word, _ in pairs]), [at for _, at in pairs]


@cache
def _patterns() -> tuple[_Pattern, ...]:
    table = rules(RULE)
    return tuple(
        _Pattern(
            tuple(rule["findings"]),
            _way(rule),
            tuple(str(word) for word in rule["needs"]),
            re.compile(_with_words(rule["pattern"], table["words"])),
            re.compile(rule["near"]) if "near" in rule else None,
            frozenset(rule.get("instead_of", ())),
        )
        for rule in table["patterns"]
    )


def _way(rule: dict[str, Any]) -> str:
    """Return how the status is found: by the cues around, or by the words themselves."""
    if rule.get("sure"):
        return SURE
    return "denied" if rule["status"] == "absent" else RULE


def _with_words(pattern: str, words: dict[str, str]) -> str:
    for name, alternatives in words.items():
        pattern = pattern.replace(f"{{{name}}}", alternatives)
    return pattern
