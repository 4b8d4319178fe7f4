"""One automaton over all words we know; a note without any of them is recognised at once."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

import ahocorasick_rs

from crmo.knowledge import Knowledge
from crmo.notes.folding import Folded
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.vocabulary import CUE, SITE, TERM, Lane, Vocabulary, Word

# Kinds that make a note worth reading; sides, cues and parts alone do not.
_WORTH_READING = frozenset(
    {
        MentionKind.BONE,
        MentionKind.FEATURE,
        MentionKind.FINDING,
        MentionKind.DISEASE,
        MentionKind.PROCEDURE,
        MentionKind.RESULT,
        MentionKind.EVENT,
        MentionKind.ANALYTE,
        MentionKind.INSTRUMENT,
        MentionKind.DRUG,
        MentionKind.MODALITY,
    }
)


_HEAD = 250  # characters that are looked through first

# What a phrase may stand for as a word of anatomy, as a medical term and as a cue.
_Known = tuple[tuple[Word, ...], tuple[Word, ...], tuple[Word, ...]]


class Matches:
    """What the automaton found, lane by lane, in the order of the text.

    Args:
        sites: words of anatomy as (start, end, word), the longest where several overlap.
        terms: medical terms; several with the same place when a phrase means several things.
        cues: cue words that are no part of a longer term.
    """

    __slots__ = ("cues", "sites", "terms")

    def __init__(
        self,
        sites: list[tuple[int, int, Word]],
        terms: list[Mention],
        cues: list[Mention],
    ) -> None:
        self.sites = sites
        self.terms = terms
        self.cues = cues


class Matcher:
    """Finds the words of a vocabulary in a folded text.

    Args:
        knowledge: whose words are known.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        words = Vocabulary(knowledge).words
        phrases = [f" {phrase} " for phrase in words]
        self._known = [_by_lane(known) for known in words.values()]
        standard = ahocorasick_rs.MatchKind.Standard
        self._automaton = ahocorasick_rs.AhoCorasick(phrases, matchkind=standard)
        gate = [
            phrase
            for phrase, known in zip(phrases, words.values(), strict=True)
            if any(_is_worth_reading(word) for word in known)
        ]
        self._gate = ahocorasick_rs.AhoCorasick(gate, matchkind=standard)
        self._longest = max(map(len, gate), default=0)

    def is_worth_reading(self, folded: Folded) -> bool:
        """Tell whether a text holds any word of anatomy, of medicine or of a scan."""
        find, words = self._gate.find_matches_as_indexes, folded.words
        # Where there is any, there mostly is one in the first lines.
        return bool(find(words[:_HEAD]) or find(words[max(0, _HEAD - self._longest) :]))

    def find(self, folded: Folded, text: str) -> Matches:
        """Return all words of the vocabulary in a text."""
        found = self._automaton.find_matches_as_indexes(folded.words, overlapping=True)
        # The longest of those that begin at one place first; spaces at both ends do not count.
        found.reverse()
        found.sort(key=itemgetter(1))
        offsets = folded.offsets
        sites: list[tuple[int, int, Word]] = []
        terms: list[Mention] = []
        cues: list[Mention] = []
        site_end = term_end = cue_end = 0
        for index, at, after in found:
            start, end = (
                (at, after - 2) if offsets is None else (offsets[at + 1], offsets[after - 2] + 1)
            )
            as_site, as_term, as_cue = self._known[index]
            if as_site and start >= site_end:
                site_end = end
                if as_site[0].about:
                    sites.append((start, end, as_site[0]))
            if as_term and start >= term_end:
                meant = [
                    word for word in as_term if not word.exact or text[start:end] == word.exact
                ]
                if meant:
                    term_end = end
                    terms += [_bright(folded, start, end, word) for word in meant if word.about]
            if as_cue and start >= cue_end:
                cue_end = end
                cues += [Mention(start, end, w.kind, w.about, w.rule) for w in as_cue]
        return Matches(sites, terms, _outside(cues, terms))


def _bright(folded: Folded, start: int, end: int, word: Word) -> Mention:
    """Return the mention; `STIR+` is not the sequence, but what it shows."""
    if (
        word.kind is MentionKind.MODALITY
        and folded.text.startswith("+", end)
        and folded.text[start:end] in ("stir", "tirm")
    ):
        return Mention(start, end, MentionKind.FEATURE, "marrow_oedema", word.rule)
    return Mention(start, end, word.kind, word.about, word.rule)


def _by_lane(known: Iterable[Word]) -> _Known:
    lanes: dict[Lane, tuple[Word, ...]] = {}
    for word in known:
        lanes[word.lane] = (*lanes.get(word.lane, ()), word)
    return lanes.get(SITE, ()), lanes.get(TERM, ()), lanes.get(CUE, ())


def _is_worth_reading(word: Word) -> bool:
    return word.kind in _WORTH_READING and word.trait not in ("short", "adjective", "no_place")


def _outside(cues: list[Mention], terms: Iterable[Mention]) -> list[Mention]:
    """Drop cues that are part of a longer term ("no growth", "normal histology")."""
    spans = [(term.start, term.end) for term in terms]
    kept: list[Mention] = []
    at = 0
    for cue in cues:
        while at < len(spans) and spans[at][1] <= cue.start:
            at += 1
        inside = at < len(spans) and spans[at][0] <= cue.start and cue.end <= spans[at][1]
        if not inside or (cue.start, cue.end) == spans[at]:
            kept.append(cue)
    return kept
