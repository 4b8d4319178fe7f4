"""One plain sentence that says where things stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crmo.assess.answer import counted, listed, spoken, told
from crmo.assess.assessment import Assessment, Verdict
from crmo.assess.facts import Facts
from crmo.assess.lesions.counts import n_distinct
from crmo.assess.lesions.index import active_places, counts, has_complete_study, mri_views
from crmo.assess.measures import latest, points
from crmo.assess.treatments.courses import disease_courses
from crmo.record import Certainty, PartialDate

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

    It names the diagnosis if there is none, the latest MRI, pain, treatment, what is overdue
    and how many red flags are raised. What is not known is said to be not known.

    Args:
        facts: the record on a day.
        due: the answers of `due`.
        red_flags: the answers of the red flags.
    """
    if not facts.entries:
        return "Nothing is on record yet."
    parts = [
        _diagnosis(facts),
        _flags(red_flags),
        f"{_imaging(facts)}, {_pain(facts)}",
        _treatment(facts),
        _overdue(due),
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


def _flags(red_flags: Sequence[Assessment]) -> str:
    n = sum(flag.verdict is Verdict.MET for flag in red_flags)
    return counted(n, "red flag") if n else ""


def _imaging(facts: Facts) -> str:
    views = mri_views(facts)
    if not views:
        return "no MRI on record"
    view = views[-1]
    on = spoken(view.on)
    now = active_places(facts)
    if now:
        n = n_distinct(line.place for line in now)
        at_least = "" if counts(facts)[view.study.id].is_complete else " or more"
        # Without the diagnosis a lesion is a lesion, not active disease.
        seen = "lesions" if _diagnosis(facts).startswith("no ") else "active"
        return f"{seen} on MRI (latest {on}) at {counted(n, 'place')}{at_least}"
    count = counts(facts)[view.study.id]
    if count.is_complete and count.present.high == 0:
        return f"no lesion on the whole-body MRI of {on}"
    if count.present.high > 0 and count.is_complete:
        return f"no certain lesion on the MRI of {on}"
    rest = "" if has_complete_study(facts) else ", which did not show the whole skeleton"
    return f"no lesion listed on the MRI of {on}{rest}"


def _pain(facts: Facts) -> str:
    point = latest(facts, "pain", facts.on)
    if point is not None:
        return f"pain {told(point.value)}/10"
    found = points(facts, "pain")
    return f"pain last recorded {spoken(found[-1].on)}" if found else "pain not recorded on a scale"


def _treatment(facts: Facts) -> str:
    found = disease_courses(facts)
    certain = [c for c in found if c.runs_on(facts.on)]
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
