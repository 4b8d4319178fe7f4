"""Symptoms and signs, with what is denied, of whom, where and since when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmo.anatomy import is_site, resolve_site
from crmo.notes.clinic.statements import has_cue, joined, status_of, term_mark
from crmo.notes.clinic.told_dates import day_of, is_since, latest_possible
from crmo.notes.context import (
    Assertion,
    NoteContext,
    Place,
    SectionKind,
    Sentence,
    Status,
    all_marks,
)
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.reading import Mark, ReadEntry, Role
from crmo.record import FactStatus, Finding, PartialDate, Subject

_NEAR_PLACE = 45
_NEAR_DATE = 60
_RAISED = re.compile(r"\b(?:raised|elevated|high|increased)\b")
_NORMAL = re.compile(
    r"(?:(?:,| and| &|/)\s*[\w -]{2,24}?){0,3}\s*(?:was|were|is|are|has been|:|remains?|came"
    r" back)?\s*"
    r"(?:all |both |entirely |completely |also )?(?:normal|wnl|unremarkable|within normal"
    r"|nl\b|fine\b)"
)
_SCORED = re.compile(
    r"\s*(?:score|vas|nrs|at|of|is|was|:)?\s*:?\s*\d{1,2}(?:\.\d)?\s*(?:/|out of)\s*10"
)
_OF_MARROW = re.compile(r"\s*(?:marrow|cells?|blood|flags?)\b")
_NEED_PLACE = frozenset({"redness", "warmth"})
_JOINTS = ("knee", "ankle", "wrist", "elbow")
_PAINS_WITH_PLACE = frozenset({"pain"})
# Findings told of a place; of the others (fever, rash) a place nearby means something else.
_HAVE_PLACE = frozenset(
    [
        "pain",
        "bone_pain",
        "joint_pain",
        "limb_pain",
        "night_pain",
        "tenderness",
        "swelling",
        "joint_swelling",
        "warmth",
        "redness",
        "mass",
        "clavicular_swelling",
        "jaw_swelling",
        "jaw_pain",
        "local_inflammation",
        "bony_bump",
        "contracture",
        "chest_wall_pain",
        "vertebral_fracture",
        "sacroiliitis",
        "arthritis",
        "muscle_wasting",
        "back_pain",
        "hip_pain",
    ]
)
_IMAGING = frozenset({SectionKind.TECHNIQUE})
_BETWEEN_PLACE = re.compile(r"[.;]|\b(?:but|with|and no)\b")


def read_findings(context: NoteContext) -> Iterator[ReadEntry]:
    """Yield a finding for each symptom, sign or condition told or denied."""
    yield from joined(_each(context), "concept", "status", "site", "about", "since", "until", "on")


def _each(context: NoteContext) -> Iterator[ReadEntry]:
    for mention in context.mentions_of(MentionKind.FINDING):
        sentence = context.sentence_at(mention.start)
        if sentence is None or sentence.section in _IMAGING:
            continue
        stands = context.assertion(mention)
        status = _status(context, mention, sentence, stands)
        if status is not None:
            yield _finding(context, mention, sentence, stands, status)


def _status(
    context: NoteContext, mention: Mention, sentence: Sentence, stands: Assertion
) -> FactStatus | None:
    """Return the status of a finding, the way its words were meant; None to say nothing."""
    status = status_of(stands)
    way = mention.rule.split(":", 1)[0]
    if status is None:
        return None
    if way == "denied":
        told = (FactStatus.PRESENT, FactStatus.ABSENT)
        return FactStatus.ABSENT if status in told else status
    if way == "normal":
        is_normal = status is FactStatus.ABSENT and has_cue(stands, "normality")
        is_normal = is_normal or bool(_NORMAL.match(context.folded, mention.end, sentence.end))
        return FactStatus.PRESENT if is_normal else None
    if _means_something_else(context, mention, status):
        return None
    if way == "raised" and status is FactStatus.PRESENT:
        said = _RAISED.search(context.folded, sentence.start, sentence.end)
        return FactStatus.PRESENT if said else None
    if mention.about == "good_general_health" and has_cue(stands, "normality"):
        return FactStatus.PRESENT
    return status


def _means_something_else(context: NoteContext, mention: Mention, status: FactStatus) -> bool:
    """Whether a word is no finding here: `red marrow`, `pain 6/10` (a score), `pharynx red`."""
    if mention.about == "pain" and _SCORED.match(context.folded, mention.end):
        return True
    if mention.about in _NEED_PLACE:
        is_other = _OF_MARROW.match(context.folded, mention.end)
        needs = status is FactStatus.PRESENT and context.place_of(mention) is None
        return bool(is_other or needs)
    return False


def _finding(
    context: NoteContext,
    mention: Mention,
    sentence: Sentence,
    stands: Assertion,
    status: FactStatus,
) -> ReadEntry:
    place = _place(context, mention)
    concept, site, site_text = mention.about, None, ""
    marks: list[Mark] = [term_mark(context, mention), *stands.marks]
    if place is not None:
        site = place.sites[0]
        marks += place.marks
        concept = _of_place(concept, site)
    since, until, dates = _when(context, mention, sentence, status)
    entry = Finding(
        id=context.entry_id("finding", mention.start, concept),
        on=None if stands.status is Status.PAST else day_of(context),
        source=context.source(mention.start, mention.end, mention.rule),
        concept=concept,
        status=status,
        site=site,
        site_text=site_text,
        since=since,
        until=until,
        about=stands.about,
    )
    return ReadEntry(entry, all_marks(marks, dates))


def _place(context: NoteContext, mention: Mention) -> Place | None:
    """Return the one place that a finding is told of; several places are none."""
    if mention.about not in _HAVE_PLACE:
        return None
    place = context.place_of(mention)
    if place is None or len(place.sites) != 1 or not is_site(place.sites[0]):
        return None
    first, last = min(mention.end, place.end), max(mention.start, place.start)
    gap = context.folded[first:last]
    if last - first > _NEAR_PLACE or _BETWEEN_PLACE.search(gap):
        return None
    between = context.mentions_in(first, last, MentionKind.FINDING, MentionKind.FEATURE)
    return None if [each for each in between if each.start >= first] and "or" not in gap else place


def _of_place(concept: str, site: str) -> str:
    """Pain at one bone is bone pain, pain in the spine is back pain."""
    if concept == "swelling" and site.startswith(_JOINTS):
        return "joint_swelling"
    if concept not in _PAINS_WITH_PLACE:
        return concept
    units = resolve_site(site).units
    bones = {unit.bone for unit in units}
    if all(bone.startswith(("vertebra", "sacrum")) for bone in bones):
        return "neck_pain" if "cervical" in site or "_c" in site else "back_pain"
    return "bone_pain" if len(bones) == 1 else concept


def _when(
    context: NoteContext,
    mention: Mention,
    sentence: Sentence,
    status: FactStatus,
) -> tuple[PartialDate | None, PartialDate | None, list[Mark]]:
    """Return since when a finding was there: `for six months`, `since March`; and until when."""
    until = None
    if status is not FactStatus.PRESENT:
        return None, None, []
    for told in context.dates_in(sentence.start, sentence.end):
        gap = _gap(mention, told.start, told.end)
        others = _findings_between(context, mention, told.start)
        if gap > _NEAR_DATE or others or not is_since(context, told):
            continue
        if latest_possible(told.date, context.on):
            return told.date, until, [context.mark(told.start, told.end, Role.DATE, told.rule)]
    return None, until, []


def _gap(mention: Mention, start: int, end: int) -> int:
    return start - mention.end if start >= mention.end else mention.start - end


def _findings_between(context: NoteContext, mention: Mention, start: int) -> bool:
    first, last = sorted((mention.end, start))
    stop = re.search(r"[;.]", context.folded[first:last])
    others = context.mentions_in(first, last, MentionKind.DRUG, MentionKind.ANALYTE)
    return bool(stop or others)


def family_finding(context: NoteContext, mention: Mention, stands: Assertion) -> ReadEntry | None:
    """Return the family history of a disease, which is no diagnosis of the child."""
    status = status_of(stands)
    if status is None or stands.about is not Subject.FAMILY:
        return None
    entry = Finding(
        id=context.entry_id("finding", mention.start, mention.about),
        on=day_of(context),
        source=context.source(mention.start, mention.end, mention.rule),
        concept=mention.about,
        status=status,
        about=Subject.FAMILY,
    )
    return ReadEntry(entry, all_marks([term_mark(context, mention)], stands.marks))
