"""What findings and diagnoses say for and against a concept, is-a links followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import frozen

from crmo.knowledge import Knowledge
from crmo.record import Certainty, Diagnosis, Entry, FactStatus, Finding, Subject

_STATUS_OF = {
    Certainty.CONFIRMED: FactStatus.PRESENT,
    Certainty.EXCLUDED: FactStatus.ABSENT,
    Certainty.SUSPECTED: FactStatus.UNKNOWN,
    Certainty.UNKNOWN: FactStatus.UNKNOWN,
}
_SETTLED = (FactStatus.PRESENT, FactStatus.ABSENT)
_DECIDED = (Certainty.CONFIRMED, Certainty.EXCLUDED)


@frozen
class Statement:
    """What one finding or diagnosis says of one concept.

    Attributes:
        entry: the finding or diagnosis.
        status: a confirmed diagnosis is present, an excluded one absent, a suspected unknown.
    """

    entry: Finding | Diagnosis
    status: FactStatus


@frozen
class Told:
    """What findings and diagnoses say for and against every concept, is-a links followed.

    Attributes:
        present: concept to the statements that it, or a kind of it, is present.
        absent: concept to the statements that it, or what it is a kind of, is absent.
        unsettled: concept to the statements that leave it, or a kind of it, open, where nothing
            else settles what they speak of.
    """

    present: dict[str, list[Statement]]
    absent: dict[str, list[Statement]]
    unsettled: dict[str, list[Statement]]

    @classmethod
    def of(cls, statements: Sequence[Statement], knowledge: Knowledge) -> Told:
        """Sort the statements of the patient, or of the family."""
        told = cls({}, {}, {})
        settled = {s.entry.concept for s in statements if s.status in _SETTLED}
        for statement in statements:
            concept = statement.entry.concept
            index, concepts = told.unsettled, knowledge.ancestors(concept)
            if statement.status is FactStatus.PRESENT:
                index = told.present
            elif statement.status is FactStatus.ABSENT:
                index, concepts = told.absent, knowledge.descendants(concept)
            elif concept in settled:
                continue
            for name in concepts:
                index.setdefault(name, []).append(statement)
        return told


def told_of(
    findings: Iterable[Finding], diagnoses: Iterable[Diagnosis], knowledge: Knowledge
) -> Mapping[Subject, Told]:
    """Return what is told of the patient and of the family; diagnoses are the patient's."""
    by_subject: dict[Subject, list[Statement]] = {subject: [] for subject in Subject}
    for finding in findings:
        by_subject[finding.about].append(Statement(finding, finding.status))
    by_subject[Subject.PATIENT] += [
        Statement(diagnosis, _STATUS_OF[diagnosis.certainty]) for diagnosis in standing(diagnoses)
    ]
    return {subject: Told.of(found, knowledge) for subject, found in by_subject.items()}


def standing(diagnoses: Iterable[Diagnosis]) -> tuple[Diagnosis, ...]:
    """Return diagnoses without those that were later confirmed or excluded the other way.

    Only a decision about the same disease that certainly came later takes one away; where the
    dates leave the order open, both stay.
    """
    found = tuple(diagnoses)
    decisions = [each for each in found if each.certainty in _DECIDED]
    return tuple(
        each
        for each in found
        if each.certainty not in _DECIDED or not any(_overturns(later, each) for later in decisions)
    )


def _overturns(later: Diagnosis, earlier: Diagnosis) -> bool:
    return bool(
        later.concept == earlier.concept
        and later.certainty is not earlier.certainty
        and later.on
        and earlier.on
        and later.on.is_after(earlier.on)
    )


def entry_order(entry: Entry) -> tuple[bool, date, str]:
    """Sort key: by the first possible day, undated last, then by id."""
    return (entry.on is None, entry.on.earliest if entry.on else date.min, entry.id)


def by_date(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return statements by the first possible day of their entries, undated last."""
    if len(statements) > 1:
        return tuple(sorted(statements, key=lambda statement: entry_order(statement.entry)))
    return tuple(statements)
