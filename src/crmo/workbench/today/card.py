"""What a list shows of one child, computed from its record and the answers of the rules.

A card holds values and ids of rules; words are made when it is shown, in the reader's language.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from crmo.assess import Assessment, PatientAssessment, Verdict
from crmo.assess.due.done import done_parts
from crmo.assess.facts import Facts
from crmo.assess.red_flags import newest_fact
from crmo.knowledge import Knowledge
from crmo.record import (
    FactStatus,
    ImagingStudy,
    Interval,
    Modality,
    PartialDate,
    Patient,
    PatientRecord,
)
from crmo.workbench.children.appointments import Appointment, appointments_from, next_appointment
from crmo.workbench.children.scans import IMAGING, NEWS_FOR, UnreadScan, unread_scans
from crmo.workbench.cohort_page.facts import cohort_facts
from crmo.workbench.ledger import Assessed, Kind, Row, assessment_of, rows_of
from crmo.workbench.ledger.cards import who
from crmo.workbench.models import Child

SAFETY_BLOODS = "due_bloods_"
PRESSING = ("overdue", "due")
# Without cut-offs this rule can say nothing; that must not make every child's answer unknown.
_RULES_OF_FLARES = ("radiological_relapse", "clinical_flare")


def card_of(child: Child, *, on: date) -> dict[str, Any]:
    """Return the fields of a child's card, computed anew.

    Args:
        child: whose.
        on: the day whose answers it shall hold.

    Raises:
        crmo.errors.InvalidValueError: the ledger does not say who the child is.
    """
    assessed = assessment_of(child, on)
    return card_from(
        assessed, rows_of(child, Kind.APPOINTMENT, Kind.RETRACTION, Kind.SEEN, IMAGING)
    )


def card_from(assessed: Assessed, told: Iterable[Row]) -> dict[str, Any]:
    """Return the fields of a card from a record's answers and the statements beside it.

    `n_red_flags` counts the flags whose newest fact may be of the last half year: nothing lowers a
    flag, so that nearly every child has one from the time before the diagnosis. All of them are
    in `detail`, each with the date of its newest fact.
    `is_flaring` is None where the rules cannot tell; `n_active_places` is None where not even
    one place is certain and some may be active, else the number that is certain.

    Args:
        assessed: the record and its answers on the day.
        told: appointments, retractions, statements of having read, and imaging studies.
    """
    rows, on, answers = tuple(told), assessed.on, assessed.assessment
    pressing = [a for a in answers.due if a.details["state"] in PRESSING]
    overdue = [a for a in pressing if a.details["state"] == "overdue"]
    scans = unread_scans(assessed.record, rows, on=on)
    coming = next_appointment(appointments_from(rows), on=on)
    places = answers.lesions[0].value
    seen_on = last_visit(assessed.record, assessed.knowledge, on=on)
    flags = [_flag(a, assessed) for a in answers.red_flags if a.verdict is Verdict.MET]
    return {
        **_who(assessed.record.patient),
        "computed_on": on,
        "computed_head": assessed.head,
        "knowledge_version": assessed.version,
        "next_appointment": coming.at if coming else None,
        "last_visit": seen_on.earliest if seen_on else None,
        "n_overdue": len(overdue),
        "n_due": len(pressing) - len(overdue),
        "n_lapsed_bloods": sum(a.rule.startswith(SAFETY_BLOODS) for a in overdue),
        "n_unread_scans": len(scans),
        "n_red_flags": sum(_is_new(each["newest"], on) for each in flags),
        "is_flaring": is_flaring(answers.flares),
        "n_active_places": certain_places(places),
        "is_treated": _is_treated(_taken(answers.treatments)),
        "detail": json.dumps(
            {
                "due": [_due(each) for each in pressing],
                "flags": flags,
                "places": {**_bounds(places), "mri_on": _newest_mri(assessed.record, on)},
                "scans": [_scan(each) for each in scans],
                "appointment": _appointment(coming),
                "last_visit": str(seen_on) if seen_on else "",
                "cohort": cohort_facts(assessed),
                **_told(answers),
            },
            ensure_ascii=False,
        ),
    }


def _told(answers: PatientAssessment) -> dict[str, Any]:
    """Return what is shown of a child's answers beside what is counted."""
    return {
        "headline": answers.headline,
        "has_rules": bool(answers.due),
        "flares": [_flare(each) for each in _running(answers.flares)],
        "safety": [_stops(each) for each in answers.safety if _stands_in_the_way(each)],
        "treatments": _treatments(_taken(answers.treatments)),
    }


def _flag(answer: Assessment, assessed: Assessed) -> dict[str, str]:
    newest = newest_fact(answer, assessed.record.current)
    return {"rule": answer.rule, "title": answer.title, "newest": str(newest) if newest else ""}


def _is_new(newest: str, on: date) -> bool:
    """Whether a fact is of the half year before a day, as scans count; an undated one may."""
    return not newest or PartialDate.parse(newest).latest >= on - NEWS_FOR


def last_visit(record: PatientRecord, knowledge: Knowledge, *, on: date) -> PartialDate | None:
    """Return the date of the last visit, by what the rule `due_visit` counts as one."""
    rule = knowledge.rules("due").get("due_visit")
    if rule is None:
        return None
    facts = Facts(record, knowledge, on)
    return done_parts(facts, rule.id, rule.body)[0].last_on


def is_flaring(flares: Iterable[Assessment]) -> bool | None:
    """Return whether some flare is not known to be over; None where the rules cannot tell."""
    answers = list(flares)
    if _running(answers):
        return True
    told = [each.verdict for each in answers if each.rule in _RULES_OF_FLARES]
    return None if Verdict.CANNOT_TELL in told else False


def certain_places(value: Interval | None) -> int | None:
    """Return how many places are active for certain; None if none is and some may be."""
    if value is None or (value.low == 0 and value.high > 0):
        return None
    return round(value.low)


def _who(patient: Patient) -> dict[str, str]:
    """Return who the child is: written at every append, too, and here for a card made again."""
    born = str(patient.birth_date) if patient.birth_date else ""
    told = {"id": patient.id, "name": patient.name, "birth_date": born, "sex": patient.sex.value}
    return who(told)


def _running(flares: Iterable[Assessment]) -> list[Assessment]:
    return [a for a in flares if a.verdict is Verdict.MET and a.details["end"] is None]


def _taken(treatments: Iterable[Assessment]) -> list[Assessment]:
    """Leave out what began earlier and has its last day today: it was stopped."""
    return [
        a
        for a in treatments
        if a.details["end"] != a.on.isoformat() or a.details["start"] == a.details["end"]
    ]


def _is_treated(treatments: Iterable[Assessment]) -> bool | None:
    told = [each.verdict for each in treatments]
    if Verdict.MET in told:
        return True
    return None if Verdict.CANNOT_TELL in told else False


def _due(answer: Assessment) -> dict[str, Any]:
    kept = ("state", "overdue_days", "due_from", "due_to", "when", "why", "last_on")
    parts: Any = answer.details["parts"]
    return {
        "rule": answer.rule,
        "title": answer.title,
        "is_verified": answer.is_verified,
        "is_overridden": answer.is_overridden,
        **{key: answer.details[key] for key in kept},
        "parts": [{"label": part["label"], "last_on": part["last_on"]} for part in parts],
    }


def _flare(answer: Assessment) -> dict[str, Any]:
    return {
        "rule": answer.rule,
        "title": answer.title,
        "start": answer.details["start"],
        "silent": answer.details["silent"],
    }


def _stands_in_the_way(answer: Assessment) -> bool:
    return bool(answer.details["in_use"]) and bool(answer.details["hard_stops"])


def _stops(answer: Assessment) -> dict[str, Any]:
    stops: Any = answer.details["hard_stops"]
    return {"rule": answer.rule, "title": answer.title, "stops": list(stops)}


def _bounds(value: Interval | None) -> dict[str, int | None]:
    if value is None:
        return {"low": 0, "high": None}
    return {"low": round(value.low), "high": None if math.isinf(value.high) else round(value.high)}


def _newest_mri(record: PatientRecord, on: date) -> str:
    days = [
        study.on
        for study in record.as_of(on).of_kind(ImagingStudy)
        if study.modality is Modality.MRI and study.on is not None and study.on.earliest <= on
    ]
    return str(max(days, key=lambda day: (day.earliest, day.latest))) if days else ""


def _scan(scan: UnreadScan) -> dict[str, Any]:
    return {
        "entry": scan.study.id,
        "sequence": scan.sequence,
        "on": str(scan.study.on) if scan.study.on else "",
        "modality": scan.study.modality.value,
        "is_whole_body": scan.study.whole_body is FactStatus.PRESENT,
    }


def _treatments(treatments: Iterable[Assessment]) -> list[str]:
    running = (str(a.details["label"]) for a in treatments if a.verdict is Verdict.MET)
    return list(dict.fromkeys(running))


def _appointment(coming: Appointment | None) -> Mapping[str, str]:
    if coming is None:
        return {}
    return {"entry": coming.entry_id, "with": coming.with_whom}
