"""A part that stands without its bone: "sparing the epiphysis", "metaphyseal oedema of the ..."."""

from __future__ import annotations

import re

from crmo.notes.mention import MentionKind
from crmo.notes.places.lent import side_of
from crmo.notes.places.phrase import NamedSite
from crmo.notes.places.phrases import Phrase
from crmo.notes.places.told_so_far import ENDS, VERDICT, ToldSoFar, on_part

# "into the epiphysis": one lesion in two parts.
_REACHES = re.compile(
    r"(?:\binto|\bto|\bcrossing|\binvolving|\band|\binvolves|\breaching|\breaches|\binvading)"
    r"(?:[ ](?:the|adjacent|neighbouring|its|both))*[ ]*$"
)
# "Tibia - ...", "Radiograph of the right tibia dated 19.09.2023: ...".
_HEADING = re.compile(r"[ ]*(?:-[ ]|:|\(?(?:dated|of|on)?[ ]*[\d./-]{6,10}\)?[ ]*:)")
_IN_THE = re.compile(
    r"(?:\b(?:in|at|of|within|involving|affecting|to|about|over|centred on|centered on|its)[ ]+"
    r"(?:(?:the|its|an?|both)[ ]+)?|\b(?:shows?|with|and|has|a|an|is)[ ]+|[(:,-][ ]*)$"
)
_OF_BONE = re.compile(
    r"[ ]*(?:\w+[ ]+){0,2}(?:of|in|at|within|about|around|involving)[ ]+[\w ]*$|"
    r"[ ]*(?!\w+ (?:and|with)\b)(?:\w+[ ]+){1,2}$"
)
_NOMINAL = re.compile(
    r"(?:[ ](?:end|ends|third|half|part|parts|portion|aspect|one|ones|segment))?[ ]*(?:$|"
    r"[.,;:)(]|-[ ]|(?:is|are|was|were|has|have|shows?|appears?|remains?|on|and|only|but|"
    r"with|without|also|itself|proper|alone|of|adjacent|where|which|not|normal|clear|spared|no|"
    r"yes)\b)"
)
_NEXT = 6  # characters to the sight that is told of a part ("medial end sclerotic")
_SUBJECT = re.compile(
    r"[ *-]*(?:(?:and|but|while|whereas|both|all)[ ]+)*(?:(?:the|both|its)[ ]*)?$"
)


def read_part(told: ToldSoFar, phrase: Phrase, following: Phrase | None) -> None:
    """Find the bone of a part, and take the place in or say an earlier one more exactly.

    Args:
        told: the sentence so far; changed.
        phrase: the part, with or without a side.
        following: the phrase after it.
    """
    if any(token.trait == "short" for token in phrase.tokens) and not _is_headed(told):
        return
    if told.is_before_term(phrase) and _leads_to(told, phrase, following):
        told.part = phrase
        return
    if told.found:
        _of_the_same_sentence(told, phrase)
    elif told.before and _NOMINAL.match(told.text_after(phrase)):
        is_subject = _SUBJECT.search(told.text_before(phrase)) is not None
        if is_subject and len({each.base for each in told.before}) == 1:
            named = _on_part(told.before, phrase)
            if named:
                told.add(phrase, named)


def refined(named: tuple[NamedSite, ...], part: Phrase | None) -> tuple[NamedSite, ...]:
    """Return sites with the part that stood before them ("metaphyseal oedema of the ...")."""
    if part is None:
        return named
    found: list[NamedSite] = []
    for each in named:
        is_open = "metaphysis" not in each.site and "epiphysis" not in each.site
        exact = on_part([each], part) if is_open and "diaphysis" not in each.site else ()
        found.extend(one._replace(start=each.start, end=each.end) for one in exact or (each,))
    return tuple(found)


def _leads_to(told: ToldSoFar, phrase: Phrase, following: Phrase | None) -> bool:
    if following is None or not following.named:
        return False
    gap = told.folded[phrase.end : following.start]
    return not re.search(r"[,;:]", gap) and _OF_BONE.search(gap) is not None


def _is_headed(told: ToldSoFar) -> bool:
    """`Tibia - oedema of the proximal met`: short forms count after the bone that heads."""
    return bool(told.found) and bool(_HEADING.match(told.folded, told.found[-1][0].end))


def _on_part(last: tuple[NamedSite, ...], phrase: Phrase) -> tuple[NamedSite, ...]:
    """Return the part of the bones told, on the side that the phrase tells, if it does."""
    sides = [side for side in phrase.sides if side in ("left", "right")]
    if sides:
        last = tuple(each for each in last if side_of(each.site) in sides)
    return on_part(last, phrase)


def _of_the_same_sentence(told: ToldSoFar, phrase: Phrase) -> None:
    of = told.pair or told.last
    named = _on_part(of, phrase)
    if not named or len({each.base for each in of}) != 1:
        return
    gap = told.since_last(phrase)
    is_denied = VERDICT.search(gap) is not None
    if (
        not phrase.sides
        and not is_denied
        and _REACHES.search(told.text_before(phrase))
        and _has_part(told.last)
    ):
        # A lesion that extends into the epiphysis is one lesion with two sites.
        told.found[-1] = told.found[-1][0], (*told.last, *named), told.found[-1][2]
    elif _says_more_exactly(told, phrase, gap):
        told.replace_last(tuple(one._replace(is_assumed=False) for one in named))
    elif _is_place_of_its_own(told, phrase, gap):
        told.add(phrase, named)


def _says_more_exactly(told: ToldSoFar, phrase: Phrase, gap: str) -> bool:
    """`The right distal tibia shows oedema in the metaphysis`: the place told, more exactly."""
    if ";" in gap or VERDICT.search(_HEADING.sub("", gap, count=1)) or _is_exact(told, phrase):
        return False
    if _HEADING.match(gap):
        return True
    return "," not in gap and (
        told.is_before_term(phrase) or _IN_THE.search(told.text_before(phrase)) is not None
    )


def _is_place_of_its_own(told: ToldSoFar, phrase: Phrase, gap: str) -> bool:
    is_subject = _SUBJECT.search(re.split(r"[,;:]", told.text_before(phrase))[-1]) is not None
    is_told = bool(VERDICT.search(gap)) or is_subject or bool(_REACHES.search(gap))
    is_told = is_told or _IN_THE.search(told.text_before(phrase)) is not None
    is_nominal = _NOMINAL.match(told.text_after(phrase)) is not None
    return is_told and (is_nominal or told.has_term(phrase.end, phrase.end + _NEXT))


def _has_part(named: tuple[NamedSite, ...]) -> bool:
    return any(each.has_part for each in named)


def _is_exact(told: ToldSoFar, phrase: Phrase) -> bool:
    """Whether the last place has what the phrase tells already: another part is another place."""
    kinds = {token.about in ENDS for token in phrase.tokens if token.kind is MentionKind.PART}
    sites = [each.site for each in told.last]
    has_end = any(f"_{end}" in site for site in sites for end in ENDS)
    has_segment = any(site.count("physis") for site in sites)
    return has_segment or (has_end and kinds == {True})


__all__ = ["read_part", "refined"]
