"""What one statement says of one place: is there a lesion, and with which features."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from attrs import evolve, field, frozen

from crmo.notes.context import Assertion, NoteContext, Place, Status
from crmo.notes.lesions.links import Link
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.reading import Mark, Role
from crmo.notes.vocabulary import rules
from crmo.record import FactStatus, LesionStatus

LESION = "lesion"
# What makes a lesion an active one, rather than the trace of one.
_ACTIVE = frozenset({LESION, "marrow_oedema", "increased_uptake"})
_COURSE_LABEL = re.compile(
    r"[ *-]*(?:still[ ]|currently[ ]|now[ ])?"
    r"(?:persist\w*|new|stable|unchanged|active|residual|ongoing|worse|worsen\w*|"
    r"improv\w*|progress\w*|known|current|involved|affected|additional|further|recurrent)"
    r"(?:[ ]+(?:lesions?|sites?|disease|foci|areas?))?(?:[ ]+since[ ][\w ]{1,20})?[ ]*:|"
    r"[ *-]*(?:active[ ]|affected[ ]|involved[ ])?(?:sites?|lesions?|foci|locations?)"
    r"(?:[ ](?:involved|affected|of disease|seen|of lesions?))?[ ]*[:=]"
)
# "Left talus | ? |": a question mark in the place of an answer.
_MAYBE = re.compile(
    r"[ ]*[:=|-]?[ ]*(?:\(?\?\)?|\+[ ]?/[ ]?-|±|\(\+\))[ ]*(?:[|.,;]|$)|"
    # "The left scapula may have another."
    r"[ ](?:may|might|could)(?:[ ](?:well|also))*[ ](?:have|contain|harbour|show|hold)[ ]"
    r"(?:another|one|the same|a (?:further|second|similar|small|tiny) one)\b"
)
_YES = re.compile(
    r"[ ]*(?:[:=|-][ ]*)?(?:\+{1,3}|✓|✔|\[x\]|yes|positive|involved|unchanged|stable|improved|"
    r"new|present|abnormal|affected|increased|decreased|"
    r"worse|larger|smaller|persists?|persistent|progressed|active|regressed|regressing)"
    r"[ ]*(?:[|.,;()]|$)"
)
# "L ischium 2 cm": what has a size is there.
_MEASURED = re.compile(
    r"[ ]*[:,(-]?[ ]*(?:(?:stable|unchanged|new|now|still|smaller|larger|a|an|about|up to|"
    r"measuring|approximately)[ ,]+)*\d[\d.]*(?:[ ]*x[ ]*\d[\d.]*)*[ ]*(?:mm|cm)\b"
)
# "Mandible - N both sides".
_NO = re.compile(
    r"[ ]+n[ ]*(?:[|.,;)]|$)|"
    r"[ ]*[:=|-][ ]*(?:n|nil|neg|no|-|0|\(-\))[ ]*(?:both sides|bilaterally|bilat)?[ ]*(?:[|"
    r".,;)]|$)"
)
# "no lytic lesion", "no lytic or blastic lesion"
_ANY_LESION = re.compile(
    r"\b(?:lytic|blastic|sclerotic|destructive)[ ](?:[a-z]+[ ]){0,2}lesions?\b"
)
_TYPICAL = frozenset({"typical of", "typical for", "characteristic of", "diagnostic of"})
_THERE_ARE = re.compile(r"\b(?:there (?:is|are)|shows?|showed|seen|demonstrat\w+|reveal\w*)\b")
_NOUN = 24  # characters from an adjective to its noun
# `Ribs, 4 views: no fracture.` says that the ribs are clear.
_ONLY_DENIES = re.compile(r"[^.;:]{0,24}:[ ]*(?:no|without)[ ](?!(?:new|further|change)\b)")
_SILENT = frozenset({Status.QUESTION, Status.HYPOTHETICAL, Status.NOT_LOOKED_FOR, Status.PAST})
_OF_MEANING = ("uncertainty.weak_after", "uncertainty.weak_either")


@frozen(slots=True)
class Verdict:
    """What one statement says of one place.

    Args:
        status: of the lesion; None if the statement tells features only.
        features: concept -> state.
        marks: cues and features it rests on.
    """

    status: LesionStatus | None
    features: dict[str, FactStatus] = field(factory=dict)
    marks: tuple[Mark, ...] = ()


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(rules("lesion_words")[name])


def verdict(context: NoteContext, link: Link) -> Verdict | None:
    """Return what a statement says of a place, or None if it says nothing."""
    of_place = context.assertion_at(link.place.start, link.place.end)
    told = [(feature, context.assertion(feature)) for feature in link.features]
    if of_place.status in (Status.QUESTION, Status.HYPOTHETICAL, Status.NOT_LOOKED_FOR):
        return None
    if not told and _is_left_out(context, link, of_place):
        return None
    told = [(feature, _as_seen(context, _denied(feature, how))) for feature, how in told]
    told = [
        (feature, _as_trace(how) if _is_old(how) else how)
        for feature, how in told
        if how.status not in _SILENT or _is_old(how)
    ]
    told = list(_overruled(context, link.place, of_place, told))
    status = _status(of_place, told)
    features = dict(_facts(told))
    if status is LesionStatus.UNCERTAIN:
        # That there is a doubt, the lesion itself tells.
        features = {of: state for of, state in features.items() if state != FactStatus.UNKNOWN}
    if status is None and _is_cleared(context, link, told):
        status = LesionStatus.ABSENT
    if status is None and not told:
        status = _of_place_alone(context, link, of_place)
    if status is None and not features:
        return None
    marks = [mark for feature, how in told for mark in (_of_feature(feature), *how.marks)]
    return Verdict(status, features, (*marks, *of_place.marks))


def _is_left_out(context: NoteContext, link: Link, of_place: Assertion) -> bool:
    """`Hands excluded.`: said of a bone and of nothing in it, they were not pictured."""
    sentence = context.sentence_at(link.place.start)
    kinds = (MentionKind.FEATURE, MentionKind.DISEASE, MentionKind.FINDING)
    if sentence is None or context.mentions_in(sentence.start, sentence.end, *kinds):
        return False
    words = (context.folded[mark.start : mark.end].split() for mark in of_place.marks)
    return any(said[-1:] == ["excluded"] for said in words)


def _is_cleared(
    context: NoteContext, link: Link, told: Sequence[tuple[Mention, Assertion]]
) -> bool:
    """`Ribs: no fracture`, `no lytic lesion in the skull`: nothing is there."""
    if not told or any(how.status is not Status.ABSENT for _, how in told):
        return False
    folded = context.folded
    if any(_ANY_LESION.search(folded, f.start, f.end + _NOUN) for f, _ in told):
        return True
    sentence = context.sentence_at(link.place.start)
    is_label = sentence is not None and not folded[sentence.start : link.place.start].strip(" *-")
    is_label = is_label and any(feature.about != "joint_effusion" for feature, _ in told)
    return is_label and _ONLY_DENIES.match(folded, link.place.end) is not None


def _denied(feature: Mention, how: Assertion) -> Assertion:
    """`Height preserved`: denies the loss of height."""
    if feature.rule != "lesion_words:denied" or how.status in _SILENT:
        return how
    return evolve(
        how, status=Status.ABSENT, marks=(_of_feature(feature)._replace(about="negation"),)
    )


def _as_seen(context: NoteContext, how: Assertion) -> Assertion:
    """`There are areas ..., typical of infarcts`: what they are is in doubt, not that they are."""
    if how.status is not Status.UNCERTAIN:
        return how
    said = [context.folded[mark.start : mark.end] for mark in how.marks]
    sentence = context.sentence_at(how.marks[0].start) if said else None
    if sentence is None or not all(words in _TYPICAL for words in said):
        return how
    is_told = _THERE_ARE.search(context.folded, sentence.start, how.marks[0].start)
    return evolve(how, status=Status.PRESENT) if is_told else how


def _is_old(how: Assertion) -> bool:
    """`Old sclerosis`: it is there, and what made it has gone."""
    return how.status is Status.PAST and any(mark.rule == "past.old" for mark in how.marks)


def _as_trace(how: Assertion) -> Assertion:
    return evolve(how, status=Status.PRESENT)


def _overruled(
    context: NoteContext,
    place: Place,
    of_place: Assertion,
    told: Iterable[tuple[Mention, Assertion]],
) -> Iterator[tuple[Mention, Assertion]]:
    """Leave out what was said before a place and does not hold for it ("..., T9 clear")."""
    is_clear = of_place.status in (Status.ABSENT, Status.RESOLVED)
    goes_on = _goes_on(context, place, of_place)
    for feature, how in told:
        if is_clear and feature.start < place.start and how.status is Status.PRESENT:
            if of_place.status is Status.RESOLVED:
                yield feature, of_place
            continue
        if goes_on and feature.start < place.start and how.status is Status.RESOLVED:
            yield feature, of_place
            continue
        yield feature, how


def _goes_on(context: NoteContext, place: Place, of_place: Assertion) -> bool:
    """`T4 healed, sacrum improving`: a place with a course of its own, told right after it."""
    return any(
        mark.about == "persisting" and not context.folded[place.end : mark.start].strip(" (:-=")
        for mark in of_place.marks
    )


def _facts(told: Iterable[tuple[Mention, Assertion]]) -> Iterator[tuple[str, FactStatus]]:
    """Yield the features with their states; what is gone or physiological is no feature today."""
    for feature, how in told:
        if feature.about == LESION:
            continue
        state = _state(how)
        if state is None:
            continue
        yield feature.about, state


def _state(how: Assertion) -> FactStatus | None:
    if how.status is Status.PRESENT:
        return FactStatus.PRESENT
    if how.status is Status.RESOLVED:
        return FactStatus.ABSENT
    if how.status is Status.ABSENT:
        is_denied = any(mark.about == "negation" for mark in how.marks)
        return FactStatus.ABSENT if is_denied else None
    if how.status is Status.UNCERTAIN:
        # "..., of doubtful significance": it is seen; what it means is in doubt.
        is_seen = any(mark.rule in _OF_MEANING for mark in how.marks)
        return FactStatus.PRESENT if is_seen else FactStatus.UNKNOWN
    return None


def _of_feature(feature: Mention) -> Mark:
    return Mark(feature.start, feature.end, Role.FEATURE, feature.rule, feature.about)


def _status(of_place: Assertion, told: Sequence[tuple[Mention, Assertion]]) -> LesionStatus | None:
    beside, secondary = _words("beside_the_bone"), _words("secondary")
    makers = {how.status for feature, how in told if feature.about not in beside}
    generic = {how.status for feature, how in told if feature.about == LESION}
    if Status.UNCERTAIN in generic and not _is_seen_first(told):
        return LesionStatus.UNCERTAIN
    if _is_scar(of_place, told):
        return LesionStatus.HEALED
    if Status.PRESENT in makers and of_place.status is not Status.UNCERTAIN:
        return LesionStatus.PRESENT
    if Status.UNCERTAIN in makers or (Status.PRESENT in makers):
        return LesionStatus.UNCERTAIN
    if Status.RESOLVED in makers or of_place.status is Status.RESOLVED:
        return LesionStatus.HEALED
    denied = {how.status for feature, how in told if feature.about not in secondary}
    if Status.ABSENT in denied:
        return LesionStatus.ABSENT
    is_normal = any(mark.about == "normality" for mark in of_place.marks)
    if of_place.status is Status.ABSENT and (
        not makers or (is_normal and makers == {Status.ABSENT})
    ):
        return LesionStatus.ABSENT
    return None


def _names_disease(context: NoteContext, link: Link) -> bool:
    """`Infection of the heel is not excluded`: the doubt is about the disease."""
    sentence = context.sentence_at(link.place.start)
    kinds = (MentionKind.DISEASE, MentionKind.FINDING, MentionKind.PROCEDURE)
    return sentence is None or bool(context.mentions_in(sentence.start, sentence.end, *kinds))


def _is_seen_first(told: Sequence[tuple[Mention, Assertion]]) -> bool:
    """`Sclerosis of the rib, ?chondroid lesion`: what is seen is sure, what it is is not."""
    doubts = [feature.start for feature, how in told if how.status is Status.UNCERTAIN]
    beside = _words("beside_the_bone")
    return any(
        feature.about != LESION
        and feature.about not in beside
        and how.status is Status.PRESENT
        and feature.start < min(doubts)
        for feature, how in told
    )


def _is_mild(context: NoteContext, mark: Mark) -> bool:
    """Words of course that may as well be said of a healthy place."""
    return context.folded[mark.start : mark.end] in _words("no_course")


def _is_scar(of_place: Assertion, told: Sequence[tuple[Mention, Assertion]]) -> bool:
    """`healed, residual sclerosis, no oedema`: what is left of a lesion that has gone."""
    is_old = any(mark.rule == "past.old" for _, how in told for mark in how.marks)
    has_gone = (
        is_old
        or of_place.status is Status.RESOLVED
        or any(how.status is Status.RESOLVED and feature.about in _ACTIVE for feature, how in told)
    )
    is_active = any(
        how.status is Status.PRESENT and feature.about in _ACTIVE for feature, how in told
    )
    return has_gone and not is_active


def _of_place_alone(context: NoteContext, link: Link, of_place: Assertion) -> LesionStatus | None:
    """`apart from T8`, `New: left talus`, `Left femur: yes`, `T8 unchanged`: there is a lesion."""
    if of_place.status is Status.UNCERTAIN:
        return None if _names_disease(context, link) else LesionStatus.UNCERTAIN
    if of_place.status is not Status.PRESENT:
        return None
    if any(mark.rule == "exception" for mark in of_place.marks):
        return LesionStatus.PRESENT
    is_side = context.folded[link.place.start : link.place.end] in ("left", "right")
    if not _names_disease(context, link) and any(
        mark.about == "persisting" and (is_side or not _is_mild(context, mark))
        for mark in of_place.marks
    ):
        return LesionStatus.PRESENT
    sentence = context.sentence_at(link.place.start)
    if sentence is None:
        return None
    section = context.sections[sentence.section_index]
    if "lesion" in context.folded[section.start : section.body]:
        # What is counted up below such a heading is there.
        return LesionStatus.PRESENT
    if _MAYBE.match(context.folded, link.place.end, sentence.end):
        return LesionStatus.UNCERTAIN
    if _NO.match(context.folded, link.place.end, sentence.end):
        return LesionStatus.ABSENT
    label = _COURSE_LABEL.match(context.folded, sentence.start, link.place.start)
    answer = _YES.match(context.folded, link.place.end, sentence.end)
    measured = _MEASURED.match(context.folded, link.place.end, sentence.end)
    return LesionStatus.PRESENT if label or answer or measured else None
