"""Sides that headings, titles and regions lend to the bones after them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from attrs import frozen

from crmo.anatomy import is_site, resolve_site
from crmo.notes.context import SectionKind, Sentence
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.places.compose import base_of, is_lateral, region_of
from crmo.notes.places.phrase import NamedSite
from crmo.notes.places.phrases import Phrase
from crmo.notes.vocabulary import site_units

_TITLES = (SectionKind.TECHNIQUE, SectionKind.HEADER)
_TITLE_SENTENCES = 3


@frozen(slots=True)
class Lent:
    """A side that counts for bones without one of their own.

    Args:
        sides: left, right or both.
        span: where it was said.
        within: the sites whose bones it counts for; empty for all.
        rule: id of the rule.
    """

    sides: tuple[str, ...]
    span: tuple[int, int]
    within: tuple[str, ...]
    rule: str


@frozen(slots=True)
class Label:
    """A side or region that heads a line or a paragraph (`Left leg:`), and how far it reaches."""

    lent: Lent | None
    paragraph: int
    line_end: int


Sided = tuple[Phrase, tuple[NamedSite, ...], Lent | None]


# --- headings ----------------------------------------------------------------------------


def label_after(label: Label, folded: str, sentence: Sentence, phrases: Sequence[Phrase]) -> Label:
    """Return the label that counts for a sentence, given the one before it."""
    own = _label_of(folded, sentence, phrases)
    if own is not None:
        return own
    if sentence.paragraph != label.paragraph:
        return Label(None, -1, -1)
    if label.line_end >= 0 and sentence.start > label.line_end:
        return Label(None, -1, -1)
    return label


def _label_of(folded: str, sentence: Sentence, phrases: Sequence[Phrase]) -> Label | None:
    if not phrases:
        return None
    first = phrases[0]
    before = folded[sentence.start : first.start].strip(" -*#>().0123456789")
    after = folded[first.end : sentence.end].lstrip(" )*")
    is_alone = after in ("", ":")
    if before or not (after.startswith(":") or is_alone):
        return None
    lent = lent_by([first], [first.named], "side:heading")
    if lent is None:
        return None
    line_end = folded.find("\n", sentence.start)
    if is_alone:
        return Label(lent, sentence.paragraph, -1)
    return Label(lent, sentence.paragraph, line_end if line_end >= 0 else len(folded))


def lent_by(
    phrases: Sequence[Phrase], named: Sequence[tuple[NamedSite, ...]], rule: str
) -> Lent | None:
    """Return the side that phrases tell for the bones after them, or None."""
    span = phrases[0].start, phrases[-1].end
    sites = [each for group in named for each in group]
    if not sites:
        only_sides = all(t.kind is MentionKind.SIDE for phrase in phrases for t in phrase.tokens)
        sides = both_told(phrases[0].sides)
        return Lent(sides, span, (), rule) if sides and only_sides else None
    sides = tuple({side_of(each.site) for each in sites if is_lateral(each.base)})
    if len(sides) != 1 or not sides[0]:
        return None
    wide = (
        f"{base_of(t.about)}_{sides[0]}" for phrase in phrases for t in phrase.tokens if t.about
    )
    within = [*(each.site for each in sites), *filter(is_site, wide)]
    return Lent(sides, span, tuple(dict.fromkeys(within)), rule)


def side_of(site: str) -> str:
    """Return `left` or `right` if the id of a site ends so, else an empty text."""
    side = site.rsplit("_", 1)[-1]
    return side if side in ("left", "right") else ""


def both_told(sides: Sequence[str]) -> tuple[str, ...]:
    """Return sides as told, with `both` and `bilateral` as left and right."""
    if {"both", "bilateral"} & set(sides):
        return ("left", "right")
    return tuple(sides)


def may_be_title(index: int, sentence: Sentence) -> bool:
    """Whether a sentence may be the title of a report."""
    return index < _TITLE_SENTENCES or sentence.section in _TITLES


def side_of_study(
    places: Sequence[Sided], sentence: Sentence, terms: Sequence[Mention]
) -> Lent | None:
    """`MRI left knee`: what follows is about the left side, as far as the knee goes."""
    if not places or sentence.section is SectionKind.INDICATION:
        return None
    in_sentence = terms[bisect_left(terms, (sentence.start,)) : bisect_left(terms, (sentence.end,))]
    kinds = {term.kind for term in in_sentence}
    if MentionKind.MODALITY not in kinds or MentionKind.FEATURE in kinds:
        return None
    return lent_by(
        [phrase for phrase, _, _ in places], [named for _, named, _ in places], "side:study"
    )


def sided(
    named: tuple[NamedSite, ...], lenders: Sequence[Lent]
) -> tuple[tuple[NamedSite, ...], Lent | None]:
    """Return sites with the sides that lenders give them, and the lender used, if one was."""
    if not lenders or all(each.has_side for each in named):
        return named, None
    sided: list[NamedSite] = []
    used: Lent | None = None
    for each in named:
        lent = None if each.has_side else _lender_for(each, lenders)
        if lent is None:
            sided.append(each)
            continue
        used = lent
        for side in lent.sides:
            site = with_side(each.site, side)
            sided.append(each._replace(site=site, has_side=True))
    return tuple(sided), used


def _lender_for(named: NamedSite, lenders: Sequence[Lent]) -> Lent | None:
    if not is_lateral(named.base):
        return None
    for lent in lenders:
        candidates = [with_side(named.site, side) for side in lent.sides]
        if named.site in candidates:
            continue
        if not lent.within or all(_is_within(site, lent) for site in candidates):
            return lent
    return None


def _is_within(site: str, lent: Lent) -> bool:
    if lent.rule == "side:study":
        # A scan of the hand shows the wrist, too.
        return bool(_regions(site) & frozenset().union(*map(_regions, lent.within)))
    wide = frozenset().union(*(site_units(each) for each in lent.within))
    if site_units(site) <= wide:
        return True
    # The small bones of one hand or foot, told in one breath.
    small = _small_region(site)
    return bool(small) and any(_small_region(each) == small for each in lent.within)


@cache
def _small_region(site: str) -> str:
    """Return `hand` or `foot` if a site lies in one; which one of the two is not told by it."""
    regions = {unit.region for unit in resolve_site(site).units}
    return regions.pop() if regions in ({"hand"}, {"foot"}) else ""


@cache
def _regions(site: str) -> frozenset[str]:
    return region_of(site)


@cache
def with_side(site: str, side: str) -> str:
    """Return a site on one side; the site itself if it has no sides."""
    sided = f"{site}_{side}"
    return sided if is_site(sided) else site
