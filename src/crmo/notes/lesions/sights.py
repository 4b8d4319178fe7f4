"""What a statement says is to be seen, and of which of its places it may be said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crmo.notes.context import NoteContext, Place, SectionKind, Sentence, Status
from crmo.notes.lesions.gather import Study
from crmo.notes.lesions.links import leads_to
from crmo.notes.lesions.named_disease import DISEASES
from crmo.notes.lesions.verdict import LESION
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.places.compose import base_of_site, is_inside, region_of
from crmo.notes.reading import Role

_NOTHING = re.compile(
    r"\b(?:normal (?:study|examination|exam|scan|mri|radiographs?|appearances?)|no abnormality)\b"
)
_SOMEWHERE = re.compile(
    r"[ ]+(?:is[ ]|are[ ])?(?:seen[ ]|noted[ ]|present[ ])?(?:in|of|at|within|over|around)"
    r"[ ]+(?:[\w-]+[ ]?){1,4}"
)
# "of normal signal": no sight of a lesion.
_HEALTHY = re.compile(
    r"\b(?:normal|normalised|normalized|healthy|preserved|expected|unremarkable|physiologic\w*)"
    r"[ ]+(?:(?:bone|bony|marrow|fatty|osseous)[ ]+)*$|"
    r"\bnormal[ ]in[ ](?:[a-z]+[ ]and[ ])?$"
)
_NO_PLACE = "something is told of a place that was not recognised"
_TITLE_GAP = 30  # characters between the name of a scan and what it pictured
# "MRI of the knees from another hospital (4 May) had shown": where the title of a scan ends.
_TITLE_ENDS = re.compile(
    r"(?:\([^()]{0,60}\)|[^.;()]){0,120}?(?P<end>:|\b(?:shows?|showed|shown|showing|demonstrat\w+|"
    r"reveal\w*|found|identified|disclosed|depicts?|depicted)\b)"
)
_VERDICT = re.compile(r"\b(?:normal|unremarkable|clear|but|while|whereas|although|however)\b")
_EFFUSION = re.compile(r"[ ](?:joint[ ])?effusions?\b")
_SHOWS = re.compile(
    r"[ ]*(?:\([^)]*\)[ ]*)?(?:shows?|showed|demonstrates?d?|reveal(?:s|ed)?)\b(?! (?:no|normal|"
    r"neither)\b)"
)


def sights_in(context: NoteContext, span: tuple[int, int]) -> list[Mention]:
    """Return what may be seen at a place; the disease itself counts ("CNO of the ilium")."""
    found = [
        mention._replace(about=LESION) if mention.kind is MentionKind.DISEASE else mention
        for mention in context.mentions_in(*span, MentionKind.FEATURE, MentionKind.DISEASE)
        if mention.kind is MentionKind.FEATURE or _is_disease_of(context, mention)
    ]
    kept: dict[int, Mention] = {}
    for mention in found:
        before = context.folded[max(span[0], mention.start - 40) : mention.start]
        if mention.about == LESION and _HEALTHY.search(before):
            continue
        kept.setdefault(mention.start, mention)
    return list(kept.values())


def _is_disease_of(context: NoteContext, mention: Mention) -> bool:
    after = context.folded[mention.end : mention.end + 14]
    return mention.about in DISEASES and bool(re.match(r"[ ](?:of|in|affecting|at)\b", after))


def without_covered(
    context: NoteContext,
    sentence: Sentence,
    span: tuple[int, int],
    places: list[Place],
    study: Study,
) -> list[Place]:
    """`X-rays of the right tib/fib show ...`: several bones were pictured, one has the lesion."""
    rest = _after_title(context, span, places)
    if rest is not None:
        study.covers.extend(place for place in places if place not in rest)
        return rest
    if not places or len({base_of_site(site) for site in places[0].sites}) < 2:
        return places
    first, folded = places[0], context.folded
    named = context.mentions_in(span[0], first.start, MentionKind.MODALITY)
    if not named or first.start - named[-1].end > _TITLE_GAP:
        return places
    is_told = ":" in folded[named[-1].end : first.start]
    if is_told or not _SHOWS.match(folded, first.end, sentence.end):
        return places
    study.covers.append(first)
    return places[1:]


def without_joints(context: NoteContext, places: Sequence[Place]) -> list[Place]:
    """`Femoral neck: oedema, with a small hip effusion`: the effusion of the lesion before it."""
    return [
        place
        for at, place in enumerate(places)
        if not (at and _EFFUSION.match(context.folded, place.end))
        or context.assertion_at(place.start, place.end).status is not Status.PRESENT
        or not (region_of_sites(place) & region_of_sites(places[at - 1]))
    ]


def region_of_sites(place: Place) -> set[str]:
    """Return the regions of the body that a place lies in."""
    return {region for site in place.sites for region in region_of(site)}


def _after_title(
    context: NoteContext, span: tuple[int, int], places: list[Place]
) -> list[Place] | None:
    """Return the places told of, if those before them are only what was pictured."""
    if len(places) < 2:
        return None
    folded, first = context.folded, places[0]
    named = context.mentions_in(span[0], first.start, MentionKind.MODALITY)
    is_title = bool(named) and first.start - named[-1].end <= _TITLE_GAP
    is_label = not folded[span[0] : first.start].strip(" -*+#") and len(_bases(first)) > 1
    if not is_title and not is_label:
        return None
    begin = named[-1].end if is_title else first.end
    ends = _TITLE_ENDS.match(folded, begin, span[1])
    if ends is None or (is_label and not is_title and ends["end"] != ":"):
        return None
    if _VERDICT.search(folded, begin, ends.start("end")):
        return None
    seen = context.mentions_in(begin, span[1], MentionKind.FEATURE)
    rest = [place for place in places if place.start >= ends.end()]
    if not rest or len(rest) == len(places) or not seen or seen[0].start < ends.end():
        return None
    if not is_title and not any(is_inside(s, w) for s in rest[0].sites for w in first.sites):
        return None
    is_told = rest[0].start < seen[0].start or leads_to(folded[seen[0].end : rest[0].start])
    return rest if is_told else None


def _bases(place: Place) -> set[frozenset[str]]:
    return {base_of_site(site) for site in place.sites}


def tell_unread(context: NoteContext, sentence: Sentence, features: Sequence[Mention]) -> None:
    """Keep `oedema in the ...` when the words after it are no place that we know."""
    for feature in features:
        match = _SOMEWHERE.match(context.folded, feature.end, sentence.end)
        if match and context.assertion(feature).status is Status.PRESENT:
            context.tell_unread(feature.start, match.end(), _NO_PLACE)


def deny_all(
    context: NoteContext, sentence: Sentence, study: Study, features: Sequence[Mention]
) -> None:
    """Keep `no osseous lesion`, `normal examination`: the places of the title are clear."""
    for feature in features:
        how = context.assertion(feature)
        if feature.about == LESION and how.status is Status.ABSENT:
            study.denies_all.extend(how.marks)
    match = _NOTHING.search(context.folded, sentence.start, sentence.end)
    if match and sentence.section in (
        SectionKind.IMPRESSION,
        SectionKind.FINDINGS,
        SectionKind.OTHER,
    ):
        study.denies_all.append(
            context.mark(match.start(), match.end(), Role.CUE, "lesions:normal_study")
        )
