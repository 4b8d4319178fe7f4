"""Finish the records: references, versions, retractions, courses out of single doses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from attrs import evolve

from crmo.exchange.fhir_r4.bucket import (
    ENTERED_IN_ERROR,
    NOT_IN_NEWER,
    Again,
    Bucket,
    Dose,
    Version,
    name_of,
)
from crmo.exchange.fhir_r4.elements import joined, words
from crmo.exchange.fhir_r4.intake import Intake
from crmo.exchange.fhir_r4.people import Person
from crmo.exchange.fhir_r4.read_back.finish import as_they_were
from crmo.exchange.fhir_r4.references import plain
from crmo.exchange.fhir_r4.treatments import drug_concept
from crmo.record import (
    Document,
    Entry,
    ImagingStudy,
    PatientRecord,
    Retraction,
    Source,
    TreatmentCourse,
)

_DELETED = "deleted in the source"


def finished_record(person: Person, intake: Intake) -> PatientRecord | None:
    """Return the record of one person; None for an animal."""
    patient = person.patient
    if patient is None:  # an animal
        return None
    intake.remarks.document, intake.remarks.where = person.document, f"Patient/{patient.id}"
    bucket = person.bucket
    _resolve(bucket, intake)
    entries = bucket.entries
    if bucket.doses:
        entries = entries + _courses_of_doses(bucket, intake)
    entries, errors = _with_versions(entries, bucket, intake)
    for name in sorted(person.deleted & bucket.seen.keys()):
        intake.remarks.add("deleted", name.partition("/")[0])
        errors.setdefault(name, _DELETED)
    entries = _with_unique_ids(entries, intake)
    retractions = _retractions(entries, errors, bucket.dropped)
    entries, retractions = as_they_were(entries, retractions, bucket, errors, intake)
    record = PatientRecord(patient=patient, entries=tuple(entries), retractions=retractions)
    _remark_before_birth(record, intake)
    return record


# --- references ----------------------------------------------------------------------------


def _resolve(bucket: Bucket, intake: Intake) -> None:
    """Put in drugs, indications and texts that came after what refers to them."""
    changes: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for entry_id, reference in bucket.drug_references.items():
        intake.remarks.where = entry_id
        changes[entry_id].update(_drug(reference, intake))
    for entry_id, reference in bucket.reason_references.items():
        if disease := intake.conditions.get(intake.name_of(reference)):
            changes[entry_id]["indication"] = disease
    for entry_id, reference in bucket.text_references.items():
        text, media_type = intake.texts.get(reference, ("", ""))
        if text:
            changes[entry_id].update(text=text, media_type=media_type or "text/plain")
    if changes:
        bucket.entries = [
            _changed(entry, changes[entry.id]) if entry.id in changes else entry
            for entry in bucket.entries
        ]
        for dose in bucket.doses:
            if found := changes.get(dose.name):
                dose.drug, dose.text = found["drug"], found["text"] or dose.text
    if bucket.study_references:
        _join_reports(bucket, intake)


def _drug(reference: str, intake: Intake) -> dict[str, str]:
    medication = intake.medications.get(reference) or intake.medications.get(plain(reference))
    code = drug_concept(medication) if medication else None
    if code is None:
        intake.remarks.add("no-code" if medication else "drug-not-there", "Medication")
        return {"drug": f"fhir:{plain(reference)}", "text": ""}
    return {"drug": intake.drugs.meaning(code).id, "text": words(code)}


def _changed(entry: Entry, changes: dict[str, Any]) -> Entry:
    if isinstance(entry, TreatmentCourse):
        changes = dict(changes)
        text = changes.pop("text", "")
        if changes.get("indication") and entry.indication:
            changes.pop("indication")
        if text and entry.source is not None:
            changes["source"] = evolve(entry.source, text=text)
        return evolve(entry, **changes)
    return evolve(entry, **changes) if isinstance(entry, Document) else entry


def _join_reports(bucket: Bucket, intake: Intake) -> None:
    """Let a report and the study it reports be one entry: the study with its conclusion."""
    places = {entry.id: n for n, entry in enumerate(bucket.entries)}
    gone: set[int] = set()
    for report_id, references in bucket.study_references.items():
        at = places.get(report_id)
        names = map(intake.name_of, references)
        studies = [places[name] for name in names if name in places]
        if at is None or len(studies) != 1:
            continue
        report, study = bucket.entries[at], bucket.entries[studies[0]]
        if isinstance(report, ImagingStudy) and isinstance(study, ImagingStudy):
            told = joined(study.conclusion, report.conclusion)
            bucket.entries[studies[0]] = evolve(study, conclusion=told)
            gone.add(at)
    bucket.entries = [entry for n, entry in enumerate(bucket.entries) if n not in gone]


# --- doses -----------------------------------------------------------------------------------


def _courses_of_doses(bucket: Bucket, intake: Intake) -> list[Entry]:
    """Make one course of all administrations of a drug; note those that fulfil an order."""
    orders = {
        entry.id: n for n, entry in enumerate(bucket.entries) if isinstance(entry, TreatmentCourse)
    }
    by_drug: defaultdict[str, list[Dose]] = defaultdict(list)
    by_order: defaultdict[int, list[Dose]] = defaultdict(list)
    for dose in bucket.doses:
        order_name = intake.name_of(dose.request)
        if order_name in orders:
            by_order[orders[order_name]].append(dose)
        else:
            by_drug[dose.drug].append(dose)
    for at, doses in by_order.items():
        order = bucket.entries[at]
        bucket.entries[at] = evolve(order, note=joined(order.note, _told(doses)))
    courses: list[Entry] = []
    for doses in by_drug.values():
        if all(dose.on is None for dose in doses):
            intake.remarks.add("undated", "MedicationAdministration")
        courses.append(_course(doses))
    return courses


def _course(doses: list[Dose]) -> TreatmentCourse:
    starts = [dose.on for dose in doses if dose.on is not None]
    ends = [end for dose in doses if (end := dose.until or dose.on) is not None]
    first = doses[0]
    return TreatmentCourse(
        id=first.name,
        on=min(starts, key=lambda day: day.earliest, default=None),
        end=max(ends, key=lambda day: day.latest, default=None),
        source=Source(document=first.document, locator=first.name, text=first.text),
        note=_told(doses),
        drug=first.drug,
        dose=first.dose,
        route=first.route,
    )


def _told(doses: list[Dose]) -> str:
    days = sorted({str(dose.on) for dose in doses if dose.on is not None})
    times = "1 administration" if len(doses) == 1 else f"{len(doses)} administrations"
    if not days:
        return f"{times}."
    span = days[0] if len(days) == 1 else f"from {days[0]} to {days[-1]}"
    return f"{times}, {span}."


# --- copies and versions -----------------------------------------------------------------------


def _with_versions(
    entries: list[Entry], bucket: Bucket, intake: Intake
) -> tuple[list[Entry], dict[str, str]]:
    """Drop copies; let the newest version of a resource replace the others.

    Returns:
        All entries, and the names of resources to be taken back with the reason.
    """
    errors = dict(bucket.errors)
    if not bucket.again:
        return entries, errors
    repeated: defaultdict[str, list[Again]] = defaultdict(list)
    for again in bucket.again:
        repeated[again.name].append(again)
    first: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if name_of(entry) in repeated:
            first[name_of(entry)].append(entry)
    changed: dict[str, Entry] = {}
    added: list[Entry] = []
    for name, copies in repeated.items():
        original = Again(name, bucket.seen[name], first[name], name in errors)
        versions = _different(original, copies, intake)
        if len(versions) > 1:
            for entry in _chained(versions):
                changed[entry.id] = entry
            bucket.dropped.update(dict.fromkeys(_without_successor(versions), NOT_IN_NEWER))
            if versions[-1].is_error:
                errors[name] = ENTERED_IN_ERROR
            else:
                errors.pop(name, None)
    entries = [changed.pop(entry.id, entry) for entry in entries]
    added += changed.values()
    return entries + added, errors


def _different(original: Again, copies: Iterable[Again], intake: Intake) -> list[Again]:
    """Return the resources of one name that differ, oldest version first."""
    name = original.name
    kept = [original]
    for n, copy in enumerate(copies, start=2):
        same = next((k for k in kept if k.version == copy.version), None)
        if same is None:
            number = copy.version[1] or copy.version[0] or f"copy-{n}"
            kept.append(_renamed(copy, f"{name}/_history/{number}"))
            intake.remarks.add("older-version", name.partition("/")[0])
        elif _says_the_same(same.entries, copy.entries):
            intake.remarks.add("read-twice", name.partition("/")[0])
        else:
            kept.append(_renamed(copy, f"{name}/_history/copy-{n}"))
            intake.remarks.add("same-id-other-content", name.partition("/")[0])
    return sorted(kept, key=lambda each: _order(each.version))


def _order(version: Version) -> tuple[str, int, str]:
    made, number = version
    return made, int(number) if number.isdigit() else 0, number


def _renamed(again: Again, name: str) -> Again:
    """Give the entries of a further version ids of their own."""
    entries = [evolve(e, id=name + e.id.removeprefix(again.name)) for e in again.entries]
    return Again(again.name, again.version, entries, again.is_error)


def _says_the_same(some: list[Entry], others: list[Entry]) -> bool:
    bare_some = [evolve(entry, id="-", source=None) for entry in some]
    return bare_some == [evolve(entry, id="-", source=None) for entry in others]


def _chained(versions: list[Again]) -> list[Entry]:
    """Let each version's entries supersede those of the one before; equal versions stay."""
    entries: list[Entry] = list(versions[0].entries)
    for older, newer in pairwise(versions):
        is_newer = older.version != newer.version
        for n, entry in enumerate(newer.entries):
            is_paired = is_newer and n < len(older.entries)
            entries.append(evolve(entry, supersedes=older.entries[n].id) if is_paired else entry)
    return entries


def _without_successor(versions: list[Again]) -> Iterator[str]:
    """Yield the ids of entries that the next version of their resource does not have."""
    for older, newer in pairwise(versions):
        if older.version != newer.version:
            yield from (entry.id for entry in older.entries[len(newer.entries) :])


def _with_unique_ids(entries: list[Entry], intake: Intake) -> list[Entry]:
    """Rename entries whose ids meet by chance, so that none is lost."""
    seen: set[str] = set()
    if len({entry.id for entry in entries}) == len(entries):
        return entries
    unique: list[Entry] = []
    for n, entry in enumerate(entries):
        if entry.id in seen:
            intake.remarks.add("same-id-other-content", entry.id.partition("/")[0])
            entry = evolve(entry, id=f"{entry.id} ({n})")  # noqa: PLW2901
        seen.add(entry.id)
        unique.append(entry)
    return unique


def _retractions(
    entries: list[Entry], errors: dict[str, str], dropped: dict[str, str]
) -> tuple[Retraction, ...]:
    if not errors and not dropped:
        return ()
    return tuple(
        Retraction(entry=entry.id, reason=reason)
        for entry in entries
        if (reason := errors.get(name_of(entry)) or dropped.get(entry.id))
    )


def _remark_before_birth(record: PatientRecord, intake: Intake) -> None:
    born = record.patient.birth_date
    if born is None:
        return
    n_before = sum(
        1 for entry in record.entries if entry.on is not None and entry.on.latest < born.earliest
    )
    if n_before:
        intake.remarks.add("before-birth", count=n_before)
