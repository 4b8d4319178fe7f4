"""One plain sentence that says where things stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crmo.assess.answer import counted, listed, spoken, told
from crmo.assess.assessment import Assessment, Verdict
from crmo.assess.facts import Facts
from crmo.assess.lesions.complaints import pain_words
from crmo.assess.lesions.counts import n_distinct
from crmo.assess.lesions.index import (
    active_places,
    counts,
    has_complete_study,
    is_recent,
    mri_views,
)
from crmo.assess.lesions.timeline import MRI_TRACK, PlaceState, PlaceTimeline
from crmo.assess.lesions.told import told_after_studies
from crmo.assess.measures import latest, points
from crmo.assess.treatments.courses import disease_courses
from crmo.record import Certainty, FactStatus, PartialDate

EMERGENCY = "flag_emergency"

# Which overdue item is named first; the others are counted.
_FIRST_NAMED = {
    "due_mri_after_change": "MRI",
    "due_mri_follow_up": "MRI",
    "due_bloods_methotrexate": "safety bloods",
    "due_bloods_sulfasalazine": "safety bloods",
    "due_bloods_leflunomide": "safety bloods",
    "due_bloods_tnf_inhibitor": "safety bloods",
    "due_bloods_other_biologic": "safety bloods",
    "due_bloods_nsaid": "safety bloods",
    "due_visit": "visit",
}


def headline(
    facts: Facts, *, due: Sequence[Assessment] = (), red_flags: Sequence[Assessment] = ()
) -> str:
    """Return one sentence on where things stand, made from values alone.

    It names an emergency first, then the diagnosis if there is none, how many red flags are
    raised, what MRI last showed, pain, treatment and what is overdue. What no longer counts as
    current is told in the past tense with its date, and what is not known is said to be so.

    Args:
        facts: the record on a day.
        due: the answers of `due`.
        red_flags: the answers of the red flags.
    """
    if not facts.entries:
        return "Nothing is on record yet."
    parts = [
        _emergency(facts, red_flags),
        _diagnosis(facts),
        _flags(red_flags),
        _imaging(facts),
        _pain(facts),
        _treatment(facts),
        _overdue(due),
        _last_seen(due),
    ]
    words = "; ".join(part for part in parts if part)
    return f"{words[0].upper()}{words[1:]}."


def _diagnosis(facts: Facts) -> str:
    said = facts.diagnoses("cno")
    if any(d.certainty is Certainty.CONFIRMED for d in said):
        return ""
    if any(d.certainty is Certainty.SUSPECTED for d in said):
        return "CNO suspected"
    return (
        ""
        if any(d.certainty is Certainty.UNKNOWN for d in said)
        else "no diagnosis of CNO on record"
    )


def _emergency(facts: Facts, red_flags: Sequence[Assessment]) -> str:
    """Name what cannot wait, with the newest date on which it was told."""
    raised = [
        reason
        for flag in red_flags
        if flag.rule == EMERGENCY and flag.verdict is Verdict.MET
        for reason in flag.reasons
        if reason.verdict is Verdict.MET
    ]
    if not raised:
        return ""
    used = {entry for reason in raised for entry in reason.entries}
    dates = [entry.on for entry in facts.entries if entry.id in used and entry.on]
    when = f" ({spoken(max(dates, key=_day))})" if dates else ""
    names = listed(f"{reason.label[:1].lower()}{reason.label[1:]}" for reason in raised)
    return f"an emergency until explained: {names}{when}"


def _day(on: PartialDate) -> tuple[date, date]:
    return on.earliest, on.latest


def _flags(red_flags: Sequence[Assessment]) -> str:
    raised = [flag for flag in red_flags if flag.verdict is Verdict.MET]
    n = sum(flag.rule != EMERGENCY for flag in raised)
    if not n:
        return ""
    return counted(n, "red flag") if n == len(raised) else counted(n, "more red flag")


def _imaging(facts: Facts) -> str:
    told = told_after_studies(facts)
    if told is not None:
        return told.words
    views = mri_views(facts)
    if not views:
        return "no MRI on record"
    shown = [
        (line, state)
        for line in active_places(facts)
        if (state := line.latest(MRI_TRACK)) is not None
    ]
    if shown:
        return _shown(facts, shown)
    on, count = spoken(views[-1].on), counts(facts)[views[-1].study.id]
    if count.is_complete and count.present.high == 0:
        return f"no lesion on the whole-body MRI of {on}"
    if count.present.high > 0 and count.is_complete:
        return f"no certain lesion on the MRI of {on}"
    rest = "" if has_complete_study(facts) else ", which did not show the whole skeleton"
    return f"no lesion listed on the MRI of {on}{rest}"


def _shown(facts: Facts, shown: Sequence[tuple[PlaceTimeline, PlaceState]]) -> str:
    """Say where MRI last showed lesions; in the past tense once that is no longer current."""
    view = mri_views(facts)[-1]
    current = [(line, state) for line, state in shown if is_recent(facts, state.on)]
    # Without the diagnosis a lesion is a lesion, not active disease.
    has_diagnosis = not _diagnosis(facts)
    if current:
        seen = "active" if has_diagnosis else ("lesion" if len(current) == 1 else "lesions")
        is_all = counts(facts)[view.study.id].is_complete
        words = f"{seen} on MRI (latest {spoken(view.on)}) {_places(facts, current, is_all=is_all)}"
        n_old = len(shown) - len(current)
        return f"{words}, and {counted(n_old, 'place')} not looked at since" if n_old else words
    newest = max((state.on for _line, state in shown), key=_day)
    seen = "was active on MRI" if has_diagnosis else "MRI showed lesions"
    return f"{seen} when last looked at on {spoken(newest)} {_places(facts, shown, is_all=True)}"


def _places(
    facts: Facts, shown: Sequence[tuple[PlaceTimeline, PlaceState]], *, is_all: bool
) -> str:
    """Say at how many places, which vertebrae are among them, and where bone has lost height."""
    n = n_distinct(line.place for line, _state in shown)
    words = f"at {counted(n, 'place')}{'' if is_all else ' or more'}"
    spine = [_named(facts, line, state) for line, state in shown if line.place.is_in("spine")]
    if len(shown) == 1:
        return f"{words}: {_named(facts, *shown[0])}"
    return f"{words}, among them {listed(spine)}" if spine else words


def _named(facts: Facts, line: PlaceTimeline, state: PlaceState) -> str:
    has_lost_height = any(
        seen.study.id == state.study
        and seen.lesion.feature("height_loss") is FactStatus.PRESENT
        and seen.lesion_sites <= line.place.sites
        for seen in facts.lesions
    )
    return f"{line.place.label}{' with loss of height' if has_lost_height else ''}"


def _pain(facts: Facts) -> str:
    point = latest(facts, "pain", facts.on)
    if point is not None:
        return f"pain {told(point.value)}/10"
    found = points(facts, "pain")
    finding = pain_words(facts, after=found[-1].on if found else None)
    if not found:
        return finding or "pain not recorded on a scale"
    scored = f"pain was {told(found[-1].value)}/10 when last scored on {spoken(found[-1].on)}"
    return f"{scored}, {finding}" if finding else scored


def _treatment(facts: Facts) -> str:
    found = disease_courses(facts)
    certain = [c for c in found if c.runs_on(facts.on) and not c.stops_on(facts.on)]
    if certain:
        names = (f"{_name(facts, c.drug, c.label)}{_since(c.start, facts.on)}" for c in certain)
        return f"on {listed(names)}"
    open_ended = [c for c in found if c.runs_on(facts.on) is None]
    if open_ended:
        return f"whether {listed(c.label for c in open_ended)} still runs is not recorded"
    return f"no treatment for the disease {'now' if found else 'on record'}"


def _name(facts: Facts, drug: str, label: str) -> str:
    known = facts.knowledge.drugs.get(drug)
    return known.plain_label if known else label


def _since(start: PartialDate | None, on: date) -> str:
    """Say the month, and the year unless it is this one."""
    if start is None:
        return ""
    if start.month is None or start.year != on.year:
        return f" since {spoken(PartialDate(start.year, start.month))}"
    return f" since {spoken(PartialDate(start.year, start.month)).split()[0]}"


def _overdue(due: Sequence[Assessment]) -> str:
    late = [a for a in due if a.details["overdue_days"]]
    if not late:
        return ""
    named = next((a for key in _FIRST_NAMED for a in late if a.rule == key), None)
    if named is None:
        return f"{counted(len(late), 'item')} overdue"
    since = spoken(PartialDate.parse(str(named.details["due_to"])))
    more = f" and {counted(len(late) - 1, 'more item')}" if len(late) > 1 else ""
    return f"{_FIRST_NAMED[named.rule]} overdue since {since}{more}"


def _last_seen(due: Sequence[Assessment]) -> str:
    """Say when the child was last seen, if the visit itself is overdue."""
    visit = next((a for a in due if a.rule == "due_visit" and a.details["overdue_days"]), None)
    on = visit.details["last_on"] if visit else None
    return f"last visit on record {spoken(PartialDate.parse(str(on)))}" if on else ""
