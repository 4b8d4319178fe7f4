"""All places that a note names, sentence by sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from attrs import define, field

from crmo.notes.context import Place, Sentence
from crmo.notes.mention import Mention
from crmo.notes.places.compose import is_inside
from crmo.notes.places.lent import Label, Lent, label_after, may_be_title, side_of_study
from crmo.notes.places.levels import Level, LevelKind, find_levels
from crmo.notes.places.phrase import NamedSite
from crmo.notes.places.phrases import Phrase, phrases_in
from crmo.notes.places.sides import Sides
from crmo.notes.places.tokens import NUMBERED
from crmo.notes.reading import Mark, Role
from crmo.notes.vocabulary import Word

_NEAR = 8  # how many phrases after it a region may head
# "The spine is normal apart from T7": the wide place has its own verdict.
_HAS_VERDICT = re.compile(
    r"[ ]*,?[ ]*(?:(?:is|are|was|were|appears?|looks?|remains?|otherwise|now|also|all)[ ]+)*"
    r"(?:normal|clear|unremarkable|nad|spared|not involved|uninvolved|unaffected|intact|apart|"
    r"except\w*|other than|aside|with the exception|save for|including|with sparing|sparing|"
    r"but not|especially|particularly|"
    r"in particular)\b"
)
# "Knee joint spaces are maintained" is said of no bone.
_NO_BONE_AFTER = re.compile(
    r"(?:[ ]joints?)?[ ](?:joint )?(?:spaces?|fluid|cartilages?|ligaments?|muscles?|musculature|"
    r"tendons?|"
    r"menisc\w+|vessels?|pulses?|lymph|nodes?|cord|canal|flexors?|extensors?|skin|nails?|"
    r"sinus(?:es)?|arter\w+|veins?|nerves?|antrum|antra)\b"
)
_NO_PLACE_BEFORE = re.compile(
    r"(?:\bcounting|\bcounted|\bnumbering|\bnumbered)[ ]from(?:[ ]the)?[ ]*$"
)


@define
class Found:
    """What was found: the places, and levels that may be an MRI weighting."""

    places: list[Place] = field(factory=list)
    in_doubt: list[Level] = field(factory=list)


def find_places(
    folded: str,
    sentences: Sequence[Sentence],
    words: Sequence[tuple[int, int, Word]],
    terms: Sequence[Mention],
) -> Found:
    """Return the places of a note.

    Args:
        folded: the folded text.
        sentences: its sentences.
        words: words of anatomy that the automaton found, in order.
        terms: medical terms that it found, in order.
    """
    found = Found()
    levels: list[Level] = []
    for level in find_levels(folded, 0, len(folded)):
        in_doubt = level.kind is LevelKind.CANNOT_TELL
        (found.in_doubt if in_doubt else levels).append(level)
    if words or levels:
        found.places = list(_places(folded, sentences, words, levels, terms))
    return found


def _places(
    folded: str,
    sentences: Sequence[Sentence],
    words: Sequence[tuple[int, int, Word]],
    levels: Sequence[Level],
    terms: Sequence[Mention],
) -> Iterator[Place]:
    starts = [word[0] for word in words]
    level_starts = [level.start for level in levels]
    study: Lent | None = None
    label = Label(None, -1, -1)
    before: tuple[NamedSite, ...] = ()
    for index, sentence in enumerate(sentences):
        near = words[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        at_levels = levels[
            bisect_left(level_starts, sentence.start) : bisect_left(level_starts, sentence.end)
        ]
        if not near and not at_levels:
            continue
        phrases = phrases_in(folded, sentence, near, at_levels, terms)
        label = label_after(label, folded, sentence, phrases)
        sides = Sides(folded, sentence, terms, label.lent, study, before)
        named = [
            each
            for each in sides.read(phrases)
            if not _NO_PLACE_BEFORE.search(folded[max(0, each[0].start - 22) : each[0].start])
            and not _NO_BONE_AFTER.match(folded, each[0].end)
        ]
        yield from _marked_frames(folded, named)
        if named:
            before = named[-1][1]
        if study is None and may_be_title(index, sentence):
            study = side_of_study(named, sentence, terms)


def _marked_frames(
    folded: str,
    named: Sequence[tuple[Phrase, tuple[NamedSite, ...], Lent | None]],
) -> Iterator[Place]:
    for at, (phrase, sites, lent) in enumerate(named):
        ids = _without_frame(tuple(dict.fromkeys(each.site for each in sites)))
        later = {each for _, others, _ in named[at + 1 : at + 1 + _NEAR] for each in others}
        is_frame = (
            bool(later)
            and len({each.base for each in sites}) == 1
            and not _HAS_VERDICT.match(folded, phrase.end)
            and (
                any(is_inside(inner.site, site) for inner in later for site in ids)
                or _is_counted_later(sites[0], later)
            )
        )
        yield Place(phrase.start, phrase.end, ids, tuple(_marks(sites, lent)), is_frame)


def _without_frame(sites: tuple[str, ...]) -> tuple[str, ...]:
    """`In the thoracic spine, T3 and T11`: the levels, and not the spine that holds them."""
    if not any(site.startswith("vertebra_") for site in sites):
        return sites
    return tuple(
        site
        for site in sites
        if not site.endswith("spine") or not any(is_inside(other, site) for other in sites)
    )


def _is_counted_later(site: NamedSite, later: set[NamedSite]) -> bool:
    """`Metacarpals: oedema of the 2nd`: the bones are told one by one after it."""
    return (
        site.base in NUMBERED
        and not site.has_part
        and any(inner.base == site.base and inner.has_part for inner in later)
    )


def _marks(sites: Sequence[NamedSite], lent: Lent | None) -> Iterator[Mark]:
    for each in sites:
        yield Mark(each.start, each.end, Role.SITE, "places:phrase", each.site)
        if lent is not None:
            yield Mark(*lent.span, Role.SITE, lent.rule, each.site)


__all__ = ["Found", "find_places"]
