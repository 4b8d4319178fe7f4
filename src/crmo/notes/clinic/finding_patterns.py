"""Findings told by a turn of phrase: `wakes him nightly`, `liver 3 cm below the costal margin`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any

from ahocorasick_rs import AhoCorasick

from crmo.notes.context import NoteContext, Sentence
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.vocabulary import rules

RULE = "finding_patterns"
SURE = "finding_patterns.sure"
"""Of words that hold a measure ("liver 3 cm below the margin"): no list of denials reaches them."""


class _Pattern:
    """One rule; its words are compiled when a note first holds the letters that it needs."""

    def __init__(self, rule: dict[str, Any]) -> None:
        self._rule = rule
        self.findings: tuple[str, ...] = tuple(rule["findings"])
        self.way = _way(rule)
        self.needs = tuple(str(word) for word in rule["needs"])
        self.near = re.compile(rule["near"]) if "near" in rule else None
        self.instead_of = frozenset(rule.get("instead_of", ()))

    @cached_property
    def words(self) -> re.Pattern[str]:
        """What to look for in a folded text."""
        return re.compile(_with_words(self._rule["pattern"], rules(RULE)["words"]))


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
        is_same = any(each.about == found.about and each.end >= found.end for each in inside)
        if is_same and pattern.way != "denied":
            continue
        about = pattern.instead_of | {found.about}
        hidden.update(each for each in inside if each.about in about and each.end <= found.end)
        phrased.append(found)
    if not phrased:
        return named
    return sorted([each for each in named if each not in hidden] + phrased)


def _phrased(context: NoteContext) -> Iterator[tuple[_Pattern, Mention]]:
    for number, sentence in _may_stand(context):
        pattern, span = _patterns()[number], (sentence.start, sentence.end)
        if pattern.near is not None and not pattern.near.search(context.folded, *span):
            continue
        for match in pattern.words.finditer(context.folded, *span):
            for finding in pattern.findings:
                rule = f"{pattern.way}:{finding}"
                yield pattern, Mention(*match.span(), MentionKind.FINDING, finding, rule)


def _may_stand(context: NoteContext) -> list[tuple[int, Sentence]]:
    """Return which pattern may stand in which sentence, in order: its letters stand there."""
    letters, owners = _needs()
    found: set[tuple[int, Sentence]] = set()
    for letter, _, end in letters.find_matches_as_indexes(context.folded, overlapping=True):
        sentence = context.sentence_at(end - 1)
        if sentence is not None:
            found.add((owners[letter], sentence))
    return sorted(found)


@cache
def _needs() -> tuple[AhoCorasick, list[int]]:
    """Return the letters that a pattern needs as one automaton, and the pattern of each."""
    pairs = [(word, at) for at, pattern in enumerate(_patterns()) for word in pattern.needs]
    return AhoCorasick([word for word, _ in pairs]), [at for _, at in pairs]


@cache
def _patterns() -> tuple[_Pattern, ...]:
    return tuple(_Pattern(rule) for rule in rules(RULE)["patterns"])


def _way(rule: dict[str, Any]) -> str:
    """Return how the status is found: by the cues around, or by the words themselves."""
    if rule.get("sure"):
        return SURE
    return "denied" if rule["status"] == "absent" else RULE


def _with_words(pattern: str, words: dict[str, str]) -> str:
    for name, alternatives in words.items():
        pattern = pattern.replace(f"{{{name}}}", alternatives)
    return pattern
