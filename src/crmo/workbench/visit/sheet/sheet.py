"""The whole form as the page shows it."""

from __future__ import annotations

from datetime import date

from attrs import frozen
from django.utils.translation import gettext as _

from crmo.anatomy import all_sites
from crmo.knowledge import Knowledge
from crmo.record import FactStatus, Modality, StopReason, ToldResponse
from crmo.report.names import Names
from crmo.report.words import date_words, name_words, words_of
from crmo.workbench.visit import offered
from crmo.workbench.visit.entries.places import OF_PLACES
from crmo.workbench.visit.fields import Fields
from crmo.workbench.visit.last_time import LastTime
from crmo.workbench.visit.sheet.rows import (
    Choice,
    CourseRow,
    FindingRow,
    LabRow,
    NewRow,
    PlaceRow,
    ScoreRow,
    course_row,
    finding_row,
    lab_row,
    place_row,
    score_row,
)


@frozen(kw_only=True)
class Choices:
    """The lists to choose from, in the language of the page."""

    modalities: tuple[Choice, ...]
    states: tuple[Choice, ...]
    stop_reasons: tuple[Choice, ...]
    responses: tuple[Choice, ...]
    drug_names: tuple[str, ...]
    event_names: tuple[str, ...]
    lab_names: tuple[str, ...]
    finding_names: tuple[str, ...]


@frozen(kw_only=True)
class Sheet:
    """The rows of the form, part by part, and the lists to choose from."""

    on: str
    contact: str
    contacts: tuple[Choice, ...]
    last_visit: str
    single: dict[str, str]
    places: tuple[PlaceRow, ...]
    scores: tuple[ScoreRow, ...]
    more_scores: tuple[ScoreRow, ...]
    labs: tuple[LabRow, ...]
    body: tuple[LabRow, ...]
    findings: tuple[FindingRow, ...]
    courses: tuple[CourseRow, ...]
    drugs: tuple[NewRow, ...]
    events: tuple[NewRow, ...]
    choices: Choices


# Fields that stand alone, by name.
_SINGLE = (
    "department", "reason", "lab_on", "body_on", "modality", "img_on", "whole_body", "covers",
    "rest_clear", "contrast", "img_conclusion", "note", "next_on", "next_at", "next_with",
)  # fmt: skip


def sheet_of(fields: Fields, last: LastTime, knowledge: Knowledge, *, today: date) -> Sheet:
    """Return the form as the page shows it.

    Args:
        fields: what was filled in.
        last: what was known before.
        knowledge: names, units and scales.
        today: the day that stands in the field until somebody changes it.
    """
    names = Names(knowledge)
    scores = tuple(
        score_row(key, fields, last.scores.get(key), knowledge)
        for key in offered.scores_offered(knowledge)
    )
    n_usual = len(offered.USUAL_SCORES)
    return Sheet(
        on=fields.get("on") or today.isoformat(),
        contact=fields.get("contact") or "visit",
        contacts=contact_choices(),
        last_visit=date_words(last.visit_on) if last.visit_on else "",
        single={name: fields.get(name) for name in _SINGLE},
        places=_places(fields, last),
        scores=scores[:n_usual],
        more_scores=scores[n_usual:],
        labs=_labs(fields, last, knowledge, names),
        body=tuple(
            lab_row(knowledge.analytes[key], fields, last.measurements.get(key, ()), names)
            for key in offered.body_offered(knowledge)
        ),
        findings=_findings(fields, last, knowledge, names),
        courses=tuple(course_row(course, fields, names) for course in last.courses),
        drugs=_new_rows(
            fields, "drug", ("on", "dose", "route", "note", "single"), offered.N_NEW_DRUGS
        ),
        events=_new_rows(fields, "event", ("course", "note"), offered.N_EVENTS),
        choices=choices_of(knowledge),
    )


def contact_choices() -> tuple[Choice, ...]:
    """Return the kinds of contact."""
    return (
        ("visit", _("Visit")),
        ("telephone", _("Telephone")),
        ("video", _("Video")),
        ("admission", _("Admission")),
        ("emergency", _("Emergency")),
    )


def choices_of(knowledge: Knowledge) -> Choices:
    """Return what the form offers to choose from."""
    concepts = knowledge.concepts
    drugs = [each.label for each in knowledge.drugs.values()]
    drugs += [each.label for each in knowledge.drug_classes.values()]
    return Choices(
        modalities=tuple((str(each), words_of(each)) for each in Modality),
        states=tuple((str(each), words_of(each)) for each in FactStatus),
        stop_reasons=tuple((str(each), words_of(each)) for each in StopReason),
        responses=tuple((str(each), words_of(each)) for each in ToldResponse),
        drug_names=tuple(name_words(label) for label in drugs),
        event_names=tuple(
            name_words(concepts[key].label) for key in offered.events_to_add(knowledge)
        ),
        lab_names=tuple(name_words(analyte.label) for analyte in knowledge.analytes.values()),
        finding_names=tuple(
            name_words(concepts[key].label) for key in offered.findings_to_add(knowledge)
        ),
    )


def _places(fields: Fields, last: LastTime) -> tuple[PlaceRow, ...]:
    said = {site for kind in (*OF_PLACES, "shown_place") for site, _v in fields.about(kind)}
    said |= {seen.site for seen in last.places}
    return tuple(place_row(s, fields, last.place(s)) for s in all_sites() if s in said)


def _labs(fields: Fields, last: LastTime, knowledge: Knowledge, names: Names) -> tuple[LabRow, ...]:
    """Rows of the usual values, of those of the last bloods, and of those added."""
    newest = max((found[-1].on.latest for found in last.measurements.values() if found[-1].on),
                 default=None)  # fmt: skip
    recent = [
        key
        for key, found in last.measurements.items()
        if found[-1].on and found[-1].on.latest == newest
    ]
    added = [key for kind in ("lab", "shown_lab") for key, _v in fields.about(kind)]
    return tuple(
        lab_row(knowledge.analytes[key], fields, last.measurements.get(key, ()), names)
        for key in offered.labs_offered(knowledge, also=(*recent, *added))
    )


def _findings(
    fields: Fields, last: LastTime, knowledge: Knowledge, names: Names
) -> tuple[FindingRow, ...]:
    added = [key for kind in ("finding", "shown_finding") for key, _v in fields.about(kind)]
    return tuple(
        finding_row(key, fields, last.findings.get(key), names)
        for key in offered.findings_offered(knowledge, also=added)
    )


def _new_rows(
    fields: Fields, kind: str, parts: tuple[str, ...], n_least: int
) -> tuple[NewRow, ...]:
    numbers = {int(key) for key, _v in fields.about(kind) if key.isdecimal() and len(key) < 3}
    n_rows = max((*(number + 1 for number in numbers), n_least))
    return tuple(
        NewRow(
            number=str(n),
            values={
                kind: fields.get(f"{kind}:{n}"),
                **{part: fields.get(f"{kind}_{part}:{n}") for part in parts},
            },
        )
        for n in range(n_rows)
    )
