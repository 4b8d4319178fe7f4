"""What a sentence has told of places so far, while its phrases are read one by one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from attrs import define, field

from crmo.notes.context import Sentence
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.places.compose import site_id
from crmo.notes.places.lent import Lent, Sided, side_of
from crmo.notes.places.phrase import NamedSite
from crmo.notes.places.phrases import Phrase
from crmo.notes.places.tokens import NUMBERED

ENDS = ("proximal", "distal", "medial", "lateral")
_SEEN = (MentionKind.FEATURE, MentionKind.FINDING, MentionKind.DISEASE)
# Words that say of a place that it is clear, or take it out of what is said.
VERDICT = re.compile(
    r"\b(?:normal|clear|spar\w+|unremarkable|except\w*|apart|other than|aside|save|but|without|"
    r"no longer|nor|uninvolved|unaffected|not involved|not affected|preserved|intact|no|not|"
    r"while|whereas|however)\b"
)


@define
class ToldSoFar:
    """The state of reading one sentence.

    Args:
        folded: the folded note.
        sentence: the sentence.
        terms: medical terms of the note, in order.
        before: the places last named before this sentence.
        found: the places of this sentence so far.
        last: the sites of the last of them.
        pair: both sides of a bone, of which left and right are told one after the other.
        clause: a side that leads the clause ("on the left, ...").
        part: parts that lead to a bone after them ("metaphyseal oedema of the ...").
    """

    folded: str
    sentence: Sentence
    terms: Sequence[Mention]
    before: tuple[NamedSite, ...]
    found: list[Sided] = field(factory=list)
    last: tuple[NamedSite, ...] = ()
    pair: tuple[NamedSite, ...] = ()
    clause: Lent | None = None
    part: Phrase | None = None

    def text_before(self, phrase: Phrase) -> str:
        """Return the sentence as far as a phrase."""
        return self.folded[self.sentence.start : phrase.start]

    def text_after(self, phrase: Phrase) -> str:
        """Return the sentence after a phrase."""
        return self.folded[phrase.end : self.sentence.end]

    def since_last(self, phrase: Phrase) -> str:
        """Return what stands between the last place and a phrase."""
        return self.folded[self.found[-1][0].end : phrase.start] if self.found else ""

    def has_term(self, start: int, end: int) -> bool:
        """Whether a sight, a symptom or a disease begins there."""
        near = self.terms[bisect_left(self.terms, (start,)) : bisect_left(self.terms, (end,))]
        return any(term.kind in _SEEN for term in near)

    def is_before_term(self, phrase: Phrase) -> bool:
        """Whether such a word follows directly."""
        after = self.text_after(phrase)
        at = phrase.end + len(after) - len(after.lstrip(" -"))
        return self.has_term(at, at + 1)

    def add(self, phrase: Phrase, named: tuple[NamedSite, ...], lent: Lent | None = None) -> None:
        """Take in a place."""
        self.found.append((phrase, named, lent))
        self.last = named

    def replace_last(self, named: tuple[NamedSite, ...]) -> None:
        """Say the last place more exactly."""
        phrase, _, lent = self.found[-1]
        self.found[-1] = phrase, named, lent
        self.last = named


def on_sides(
    named: Sequence[NamedSite], phrase: Phrase, sides: Sequence[str]
) -> tuple[NamedSite, ...]:
    """Return sites on other sides, read from the words of a phrase."""
    bare = {each.site.removesuffix(f"_{side_of(each.site)}"): each.base for each in named}
    return tuple(
        NamedSite(f"{site}_{side}", base, phrase.start, phrase.end, has_side=True, has_part=True)
        for site, base in bare.items()
        for side in sides
    )


def on_part(last: Sequence[NamedSite], phrase: Phrase) -> tuple[NamedSite, ...]:
    """Return the parts that a phrase names, of the bones told before."""
    parts = [token.about for token in phrase.tokens if token.kind is MentionKind.PART]
    ends = [part for part in parts if part in ENDS]
    segments = [part for part in parts if part not in ENDS]
    if not segments and not ends:
        return ()
    found: dict[str, NamedSite] = {}
    for each in last:
        if each.base in NUMBERED or each.base == "vertebra":
            continue
        told = next((e for e in ENDS if f"_{e}" in each.site), "")
        for end in dict.fromkeys(ends or [told]):
            for segment in dict.fromkeys(segments or [""]):
                site = site_id(each.base, 0, end, segment, side_of(each.site))
                is_exact = site is not None and _has_segment(site, segment) and _has_end(site, end)
                if site is not None and is_exact and site != each.site:
                    found[site] = each._replace(site=site, start=phrase.start, end=phrase.end)
    return tuple(found.values())


def _has_end(site: str, end: str) -> bool:
    """Whether a bone has such an end: "medially" names no part of a femur."""
    return end not in ("medial", "lateral") or f"_{end}" in site


def _has_segment(site: str, segment: str) -> bool:
    """Whether a site is as exact as the words: a metaphysis needs an end."""
    return not segment or segment in site or (segment == "shaft" and "diaphysis" in site)


__all__ = ["ENDS", "VERDICT", "ToldSoFar", "on_part", "on_sides"]
