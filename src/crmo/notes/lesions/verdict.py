"""What one statement says of one place: is there a lesion, and with which features."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from attrs import field, frozen

from crmo.notes.context import Assertion, NoteContext, Status
from crmo.notes.lesions.links import Link
from crmo.notes.mention import Mention
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
    r"(?:[ ]+(?:lesions?|sites?|disease|foci|areas?))?[ ]*:"
)
# "Left talus | ? |": a question mark in the place of an answer.
_MAYBE = re.compile(r"[ ]*[:=|-]?[ ]*\(?\?\)?[ ]*(?:[|.,;]|$)")
_YES = re.compile(
    r"[ ]*(?:[:=|-][ ]*)?(?:\+{1,3}|✓|✔|\[x\]|yes|positive|involved|unchanged|stable|improved|"
    r"worse|larger|smaller|persists?|persistent|progressed|active|regressed|regressing)"
    r"[ ]*(?:[|.,;)]|$)"
)
# "L ischium 2 cm": what has a size is there.
_MEASURED = re.compile(r"[ ]*[:,(-]?[ ]*\d[\d.]*(?:[ ]*x[ ]*\d[\d.]*)*[ ]*(?:mm|cm)\b")
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
    told = [(feature, how) for feature, how in told if how.status not in _SILENT]
    features = dict(_facts(told))
    status = _status(of_place, told)
    if status is None and not told:
        status = _of_place_alone(context, link, of_place)
    if status is None and not features:
        return None
    marks = [mark for feature, how in told for mark in (_of_feature(feature), *how.marks)]
    return Verdict(status, features, (*marks, *of_place.marks))


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
    if Status.UNCERTAIN in generic:
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
    if of_place.status is Status.ABSENT and not makers:
        return LesionStatus.ABSENT
    return None


def _is_scar(of_place: Assertion, told: Sequence[tuple[Mention, Assertion]]) -> bool:
    """`healed, residual sclerosis, no oedema`: what is left of a lesion that has gone."""
    has_gone = of_place.status is Status.RESOLVED or any(
        how.status is Status.RESOLVED and feature.about in _ACTIVE for feature, how in told
    )
    is_active = any(
        how.status is Status.PRESENT and feature.about in _ACTIVE for feature, how in told
    )
    return has_gone and not is_active


def _of_place_alone(context: NoteContext, link: Link, of_place: Assertion) -> LesionStatus | None:
    """`apart from T8`, `New: left talus`, `Left femur: yes`, `T8 unchanged`: there is a lesion."""
    if of_place.status is not Status.PRESENT:
        return None
    if any(mark.rule == "exception" for mark in of_place.marks):
        return LesionStatus.PRESENT
    sentence = context.sentence_at(link.place.start)
    if sentence is None:
        return None
    if _MAYBE.match(context.folded, link.place.end, sentence.end):
        return LesionStatus.UNCERTAIN
    label = _COURSE_LABEL.match(context.folded, sentence.start, link.place.start)
    answer = _YES.match(context.folded, link.place.end, sentence.end)
    measured = _MEASURED.match(context.folded, link.place.end, sentence.end)
    return LesionStatus.PRESENT if label or answer or measured else None
