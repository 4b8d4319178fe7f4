"""What a statement says is to be seen, and of which of its places it may be said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crmo.notes.context import NoteContext, Place, SectionKind, Sentence, Status
from crmo.notes.lesions.gather import Study
from crmo.notes.lesions.named_disease import DISEASES
from crmo.notes.lesions.verdict import LESION
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.places.compose import base_of_site
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
