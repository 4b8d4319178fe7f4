"""What a statement of a note says, in a few words."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.anatomy import is_site, resolve_site
from crmo.knowledge import Knowledge
from crmo.notes.statement import Statement
from crmo.record import FactStatus, Modality, PartialDate
from crmo.report.words import (
    capitalised,
    date_words,
    modality_words,
    name_words,
    number_words,
    plain_id,
    say,
)

_GROUPS = (
    ("diagnosis", "Diagnoses"),
    ("imaging_study", "Imaging"),
    ("lesion", "Bones"),
    ("finding", "Symptoms, signs, conditions"),
    ("measurement", "Values"),
    ("score", "Scores"),
    ("procedure", "Procedures"),
    ("treatment_course", "Treatment"),
    ("encounter", "Contact"),
)
_STATUS = {
    "present": "present",
    "absent": "absent",
    "unknown": "not certain",
    "uncertain": "not certain",
    "healed": "healed",
    "not_looked_for": "not looked for",
    "confirmed": "held to be so",
    "suspected": "suspected",
    "excluded": "excluded",
    "ongoing": "given now",
    "ended": "ended",
}


def grouped(
    told: Sequence[Statement],
) -> list[tuple[str, list[tuple[int, Statement]]]]:
    """Return the statements by kind, under the heading of each kind, with their numbers."""
    return [
        (say(heading), [(at, each) for at, each in enumerate(told) if each.kind == kind])
        for kind, heading in _GROUPS
        if any(each.kind == kind for each in told)
    ]


def what_words(statement: Statement) -> str:
    """Return what a statement is about."""
    if statement.kind == "imaging_study":
        return capitalised(
            modality_words(Modality(statement.concept), is_whole_body=bool(statement.text))
        )
    if statement.about == "family":
        return say("{what} (in the family)", what=capitalised(name_words(statement.label)))
    return capitalised(name_words(plain_id(statement.label)))


def status_words(statement: Statement) -> str:
    """Return how it stands, or the value it has."""
    if statement.kind == "measurement":
        return _value(statement)
    if statement.kind == "score":
        return f"{number_words(statement.value or 0.0)} / {number_words(statement.scale_high or 0)}"
    if statement.kind in ("encounter", "imaging_study"):
        return statement.text or "" if statement.kind == "encounter" else ""
    if statement.kind == "procedure":
        return say("done") if statement.status == "present" else say("not done")
    return say(_STATUS.get(statement.status, statement.status))


def _value(statement: Statement) -> str:
    if statement.value is None:
        return statement.text or say(statement.flag or "")
    unit = statement.unit or say("(no unit told)")
    value = f"{statement.comparator or ''}{number_words(statement.value)} {unit}"
    return f"{value}, {say(statement.flag)}" if statement.flag else value


def more_words(statement: Statement, knowledge: Knowledge) -> str:
    """Return the rest: place, day, dose, features, response."""
    parts = [
        _place(statement),
        statement.text if statement.kind == "treatment_course" else None,
        _size(statement),
        *(_fact(concept, status, knowledge) for concept, status in _facts(statement)),
        _date(statement.on) if statement.kind != "treatment_course" else None,
        statement.since and say("since {date}", date=_date(statement.since)),
        statement.until and say("until {date}", date=_date(statement.until)),
        statement.response and say("response: {words}", words=say(statement.response)),
        statement.stop_reason and say("ended: {words}", words=say(plain_id(statement.stop_reason))),
    ]
    return "; ".join(part for part in parts if part)


def _date(day: str | None) -> str | None:
    return None if day is None else date_words(PartialDate.parse(day))


def _place(statement: Statement) -> str | None:
    site = statement.bone_unit
    if site is None or statement.kind == "lesion" or not is_site(site):
        return None
    return name_words(resolve_site(site).label)


def _size(statement: Statement) -> str | None:
    if statement.size_mm is None:
        return None
    return say("{size} mm", size=number_words(statement.size_mm))


def _facts(statement: Statement) -> list[tuple[str, FactStatus]]:
    return [(fact.concept, fact.status) for fact in statement.facts]


def _fact(concept: str, status: FactStatus, knowledge: Knowledge) -> str:
    label = name_words(knowledge.label(concept))
    if status is FactStatus.PRESENT:
        return label
    is_absent = status is FactStatus.ABSENT
    return say("no {what}" if is_absent else "{what} not certain", what=label)
