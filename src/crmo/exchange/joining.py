"""Put what several files say of one child into one record."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from crmo.errors import InvalidValueError
from crmo.exchange.reading import Level, Reading, Remark
from crmo.record import Entry, Patient, PatientRecord, Retraction, Sex


def joined(readings: Sequence[Reading]) -> tuple[tuple[PatientRecord, ...], tuple[Remark, ...]]:
    """Join records of the same patient id, unless birth date or sex contradict one another.

    Args:
        readings: one for each file, in their order.

    Returns:
        One record per child, and remarks on what was joined or kept apart.
    """
    children: list[tuple[PatientRecord, str]] = []
    places: dict[str, list[int]] = {}
    remarks: list[Remark] = []
    for reading in readings:
        for record in reading.records:
            same_id = places.setdefault(record.patient.id, [])
            place = next(
                (n for n in same_id if _agree(children[n][0].patient, record.patient)), None
            )
            if place is None:
                if same_id:
                    remarks.append(_kept_apart(reading.source))
                same_id.append(len(children))
                children.append((record, reading.source))
                continue
            first, source = children[place]
            children[place] = (_together(first, record, reading.source), source)
            remarks.append(_put_together(reading.source, source))
    return tuple(record for record, _ in children), tuple(remarks)


def _agree(one: Patient, other: Patient) -> bool:
    both_told = {one.sex, other.sex} - {Sex.UNKNOWN}
    if len(both_told) > 1:
        return False
    if one.birth_date is None or other.birth_date is None:
        return True
    first, second = one.birth_date, other.birth_date
    return first.earliest <= second.latest and second.earliest <= first.latest


def _together(first: PatientRecord, second: PatientRecord, source: str) -> PatientRecord:
    taken = {entry.id: entry for entry in first.entries}
    new_ids = {
        entry.id: f"{source}:{entry.id}"
        for entry in second.entries
        if entry.id in taken and entry != taken[entry.id]
    }
    added: list[Entry] = []
    for entry in second.entries:
        if entry.id in taken and entry.id not in new_ids:
            continue
        supersedes = new_ids.get(entry.supersedes or "", entry.supersedes)
        added.append(evolve(entry, id=new_ids.get(entry.id, entry.id), supersedes=supersedes))
    retractions = {*first.retractions, *(_renamed(each, new_ids) for each in second.retractions)}
    try:
        return PatientRecord(
            patient=_fuller(first.patient, second.patient),
            entries=(*first.entries, *added),
            retractions=sorted(retractions, key=lambda each: (each.entry, each.reason)),
        )
    except InvalidValueError as error:
        raise InvalidValueError(
            f"two files about one child cannot be joined: {error.problem}",
            where=source,
            expected="files that do not correct one another in a circle",
            todo="Open them one by one.",
        ) from None


def _renamed(retraction: Retraction, new_ids: dict[str, str]) -> Retraction:
    return evolve(retraction, entry=new_ids.get(retraction.entry, retraction.entry))


def _fuller(one: Patient, other: Patient) -> Patient:
    dates = [each.birth_date for each in (one, other) if each.birth_date is not None]
    exact = max(dates, key=lambda date: len(str(date)), default=None)
    sex = other.sex if one.sex is Sex.UNKNOWN else one.sex
    return evolve(one, birth_date=exact, sex=sex, name=one.name or other.name)


def _put_together(source: str, first: str) -> Remark:
    return Remark(
        level=Level.NOTE,
        where=source,
        message=f"A child of the same id stands in {first}; both were put into one record.",
        code="same-child",
    )


def _kept_apart(source: str) -> Remark:
    return Remark(
        level=Level.WARNING,
        where=source,
        message="A child of the same id stands in another file with another birth date or sex; "
        "the two were kept apart. Check the ids.",
        code="same-id-other-child",
    )
