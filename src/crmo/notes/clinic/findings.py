"""Symptoms and signs, with what is denied, of whom, where and since when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmo.anatomy import is_site, resolve_site
from crmo.notes.clinic.finding_patterns import SURE, finding_mentions
from crmo.notes.clinic.other_meanings import is_unticked, means_something_else
from crmo.notes.clinic.statements import has_cue, joined, status_of, term_mark
from crmo.notes.clinic.symptom_assertion import stands_for
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
from crmo.notes.vocabulary import rules
from crmo.record import FactStatus, Finding, PartialDate, Subject

_NEAR_PLACE = 45
_NEAR_DATE = 60
_RAISED = re.compile(
    r"(?P<not>\b(?:not|never|no longer|n't)\s+(?:\w+ly\s+|been\s+|at all\s+)?)?"
    r"\b(?:raised|elevated|high|increased|up)\b"
)
# "FBC with differential, CRP, U&E and bone profile all normal": the rest of the list.
_NORMAL = re.compile(
    r"(?:(?:,| and| &|/|;| with| \+)\s*(?!but\b|no\b)[a-z&/' -]{1,28}?){0,9}\s*(?:was|were|is|are"
    r"|has been|have been|:|remains?|remained|came back|-|=)?\s*"
    r"(?:all |both |entirely |completely |also |again |otherwise )?(?:normal\b|wnl|unremarkable"
    r"|within (?:the )?normal|nl\b|n\b|fine\b|nad\b|ok\b|satisfactory\b)"
)
_BUT_FOR = re.compile(r"\s*,?\s*(?:apart from|except|other than|but for|save for|bar\b)")
_NOT_FREE = re.compile(
    r"\b(?:far from|anything but|not|never|rarely|seldom|hardly|isn't|wasn't|hasn't been)"
    r"(?: (?:yet|quite|fully|entirely|completely|totally|always|ever|really|been))* \Z"
)
_LESS = re.compile(r"\b(?:not as|less|lower than)\s+\w+\Z")
_JAW = ("mandible", "maxilla")
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
_AT_FIRST = re.compile(
    r"[\s*-]*(?:at (?:the )?(?:start|outset|presentation|onset|baseline|diagnosis|first)|initially"
    r"|on (?:admission|arrival|presentation))\b"
)
_WORDS = re.compile(r"[a-z]+|\.")
_IMAGING = frozenset({SectionKind.TECHNIQUE})
_BETWEEN_PLACE = re.compile(r"[.;]|\b(?:but|with|and no)\b")


def read_findings(context: NoteContext) -> Iterator[ReadEntry]:
    """Yield a finding for each symptom, sign or condition told or denied."""
    entries = _without_what_is_gone(context, list(_each(context)))
    yield from joined(entries, "concept", "status", "site", "about", "since", "until", "on")


def _without_what_is_gone(context: NoteContext, entries: list[ReadEntry]) -> Iterator[ReadEntry]:
    """Leave out what was there at first and is denied now: `limp at the start; now no limp`."""
    denied = {
        (found.concept, found.about)
        for found in (read.entry for read in entries)
        if isinstance(found, Finding) and found.status is FactStatus.ABSENT and found.on is not None
    }
    for read in entries:
        found = read.entry
        if not isinstance(found, Finding):
            continue
        was_there = found.status is FactStatus.PRESENT and (
            any(mark.about == "past" for mark in read.evidence) or _is_of_beginning(context, found)
        )
        if not (was_there and (found.concept, found.about) in denied):
            yield read


def _is_of_beginning(context: NoteContext, found: Finding) -> bool:
    """Whether a sentence tells how it was at first: `At start: antalgic gait`."""
    source = found.source
    sentence = context.sentence_at(source.start) if source and source.start is not None else None
    return sentence is not None and bool(_AT_FIRST.match(context.folded, sentence.start))


def _each(context: NoteContext) -> Iterator[ReadEntry]:
    for mention in finding_mentions(context):
        sentence = context.sentence_at(mention.start)
        if sentence is None or sentence.section in _IMAGING:
            continue
        stands = stands_for(context, mention, sentence)
        if stands.about is Subject.FAMILY and not _runs_in_families(mention.about):
            continue
        status = _status(context, mention, sentence, stands)
        if status is not None:
            yield _finding(context, mention, sentence, stands, status)


def _runs_in_families(concept: str) -> bool:
    return concept in rules("finding_patterns")["run_in_families"]


def _status(
    context: NoteContext, mention: Mention, sentence: Sentence, stands: Assertion
) -> FactStatus | None:
    """Return the status of a finding, the way its words were meant; None to say nothing."""
    status = status_of(stands)
    way = mention.rule.split(":", 1)[0]
    if status is None or is_unticked(context, mention):
        return None
    if way == SURE and status is FactStatus.ABSENT:
        return FactStatus.PRESENT
    if way == "denied" and _is_not_free(context, mention):
        return FactStatus.PRESENT
    if way == "denied":
        told = (FactStatus.PRESENT, FactStatus.ABSENT)
        return FactStatus.ABSENT if status in told else status
    if way == "normal":
        is_normal = status is FactStatus.ABSENT and has_cue(stands, "normality")
        said = _NORMAL.match(context.folded, mention.end, sentence.end)
        cut = context.folded[mention.end : sentence.end]
        if _BUT_FOR.match(context.folded, said.end()) if said else _BUT_FOR.search(cut):
            return None
        is_normal = is_normal or said is not None
        return FactStatus.PRESENT if is_normal else None
    if means_something_else(context, mention, status):
        return None
    if way == "raised" and status is FactStatus.PRESENT:
        return _raised(context, mention, sentence)
    if mention.about == "good_general_health" and has_cue(stands, "normality"):
        return FactStatus.PRESENT
    return status


def _is_not_free(context: NoteContext, mention: Mention) -> bool:
    """Whether words that deny are denied themselves: `far from pain-free`, `not afebrile`."""
    begin = max(0, mention.start - 24)
    return _NOT_FREE.search(context.folded, begin, mention.start) is not None


def _raised(context: NoteContext, mention: Mention, sentence: Sentence) -> FactStatus | None:
    """Return whether markers are called raised or not raised in the words nearest to them."""
    found = min(
        _RAISED.finditer(context.folded, sentence.start, sentence.end),
        key=lambda match: max(match.start() - mention.end, mention.start - match.end()),
        default=None,
    )
    if found is None or _LESS.search(context.folded, sentence.start, found.end()):
        return None
    return FactStatus.ABSENT if found["not"] else FactStatus.PRESENT


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
    if last - first <= _NEAR_PLACE and _are_signs_of_one(context, first, last):
        return place
    if last - first > _NEAR_PLACE or _BETWEEN_PLACE.search(gap):
        return None
    between = context.mentions_in(first, last, MentionKind.FINDING, MentionKind.FEATURE)
    return None if [each for each in between if each.start >= first] and "or" not in gap else place


def _are_signs_of_one(context: NoteContext, first: int, last: int) -> bool:
    """Whether only other local signs stand between: `right ankle: swollen, tender, not warm`."""
    table = rules("finding_patterns")["signs_of_one_place"]
    between = context.mentions_in(first, last, MentionKind.FINDING)
    if not between or any(each.about not in table["signs"] for each in between):
        return False
    gap = context.folded[first:last]
    for each in reversed(between):
        gap = gap[: each.start - first] + " " + gap[each.end - first :]
    return all(word in table["between"] for word in _WORDS.findall(gap)) and ";" not in gap


def _of_place(concept: str, site: str) -> str:
    """Pain at one bone is bone pain, pain in the spine is back pain."""
    if concept == "swelling" and site.startswith(_JOINTS):
        return "joint_swelling"
    if site.startswith(_JAW) and concept in ("swelling", "pain"):
        return f"jaw_{concept}"
    if concept not in _PAINS_WITH_PLACE:
        return concept
    if site.startswith(("lower_extremity", "upper_extremity")):
        return "limb_pain"
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
