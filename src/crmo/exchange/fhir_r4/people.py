"""Put what was read together: which reference means which patient, over all files."""

from __future__ import annotations

from collections import Counter

from attrs import Factory, define, evolve

from crmo.exchange.fhir_r4.bucket import Bucket
from crmo.exchange.fhir_r4.intake import FileScope, FoundPatient, Intake
from crmo.exchange.fhir_r4.references import kind_of, plain
from crmo.record import Patient, Sex


@define
class Person:
    """One patient and everything about them.

    Args:
        patient: who; None for an animal, about whom nothing is kept.
        bucket: what was read.
        version: of the Patient resource that `patient` was read from.
        document: the file it was in.
        deleted: names of resources the source says were deleted.
    """

    patient: Patient | None
    version: tuple[str, str]
    document: str
    bucket: Bucket = Factory(Bucket)
    deleted: set[str] = Factory(set)


class People:
    """All patients of a reading, found by what refers to them."""

    def __init__(self, intake: Intake) -> None:
        self.persons: list[Person] = []
        self._intake = intake
        self._by_key: dict[str, list[Person]] = {}
        self._unsettled: list[tuple[FileScope, str, Bucket]] = []

    def gather(self) -> list[Person]:
        """Return every patient with what belongs to them."""
        for scope in self._intake.scopes:
            self._settle(scope)
        for scope, reference, bucket in self._unsettled:
            self._settle_later(scope, reference, bucket)
        return self.persons

    def _settle(self, scope: FileScope) -> None:
        """File what one file says; ids within it belong together."""
        here: dict[str, list[Person]] = {}
        for found in scope.patients:
            person = self._person(found, scope)
            for key in found.keys:
                for table in (here, self._by_key):
                    known = table.setdefault(key, [])
                    if not any(each is person for each in known):
                        known.append(person)
        touched: list[Person] = []
        for reference, bucket in scope.buckets.items():
            persons = _looked_up(reference, here)
            if len(persons) == 1:
                self._give(persons[0], bucket)
                touched.append(persons[0])
            else:
                self._unsettled.append((scope, reference, bucket))
        for person in touched:
            person.deleted.update(scope.deleted)

    def _person(self, found: FoundPatient, scope: FileScope) -> Person:
        """Return the person a Patient resource describes, known already or new."""
        name = found.keys[0]
        # The id of a contained patient means nothing outside its container; a number does.
        keys = found.keys[1:] if "#" in name else (name,)
        for known in (known for key in keys for known in self._by_key.get(key, ())):
            if _may_be_same(known.patient, found.patient):
                self._update(known, found)
                return known
        if self._by_key.get(name):
            self._remark("patient-clash", found.where)
        person = Person(found.patient, found.version, scope.document)
        self.persons.append(person)
        return person

    def _update(self, known: Person, found: FoundPatient) -> None:
        if found.version > known.version:
            known.patient, known.version = found.patient, found.version
        elif known.patient == found.patient:
            self._remark("read-twice", found.where, came="Patient")
        else:
            self._remark("same-id-other-content", found.where, came="Patient")

    def _settle_later(self, scope: FileScope, reference: str, bucket: Bucket) -> None:
        """Look among the patients of all files; a patient that is only named gets a record."""
        if not bucket.counts:
            return
        persons = _looked_up(reference, self._by_key)
        kind = kind_of(reference)
        if len(persons) == 1:
            self._give(persons[0], bucket)
        elif persons:
            self._refuse("patient-ambiguous", scope, bucket)
        elif kind == "Patient" and "?" not in reference:
            self._remark("patient-not-there", f"{scope.document} {plain(reference)}")
            name = plain(reference)
            person = Person(Patient(id=name.removeprefix("Patient/")), ("", ""), scope.document)
            self.persons.append(person)
            self._by_key.setdefault(name, []).append(person)
            self._give(person, bucket)
            person.deleted.update(scope.deleted)
        elif kind and kind != "Patient":
            self._refuse("not-about-a-patient", scope, bucket, came=kind)
        else:
            self._refuse("no-patient", scope, bucket)

    def _give(self, person: Person, bucket: Bucket) -> None:
        if person.patient is None:
            self._intake.ignored.update(bucket.counts)
            self._remark("about-an-animal", person.document, count=bucket.counts.total())
            return
        self._intake.understood.update(bucket.counts)
        person.bucket.absorb(bucket)

    def _refuse(self, code: str, scope: FileScope, bucket: Bucket, came: str = "") -> None:
        counts: Counter[str] = bucket.counts
        first = next(iter(bucket.seen), "")
        is_ours = code == "not-about-a-patient"
        (self._intake.ignored if is_ours else self._intake.not_understood).update(counts)
        kinds = ", ".join(sorted(counts))
        detail = "" if is_ours else f"Kinds: {kinds}."
        self._remark(
            code, f"{scope.document} {first}", came=came, detail=detail, count=counts.total()
        )

    def _remark(
        self, code: str, where: str, *, came: str = "", detail: str = "", count: int = 1
    ) -> None:
        remarks = self._intake.remarks
        remarks.document, remarks.where = where, ""
        remarks.add(code, came, detail=detail, count=count)


def _looked_up(reference: str, table: dict[str, list[Person]]) -> list[Person]:
    return table.get(reference) or table.get(plain(reference)) or []


def _may_be_same(known: Patient | None, found: Patient | None) -> bool:
    """Whether two Patient resources with one id can be one child.

    Birth dates that exclude each other say they are two; so do name and sex, both different,
    where one has no birth date.
    """
    if known is None or found is None:
        return known is found
    if known.birth_date and found.birth_date:
        return (
            known.birth_date.is_before(found.birth_date) is not True
            and found.birth_date.is_before(known.birth_date) is not True
        )
    other_sex = Sex.UNKNOWN not in (known.sex, found.sex) and known.sex is not found.sex
    return not (other_sex and known.name != found.name)


def with_own_ids(persons: list[Person]) -> list[Person]:
    """Give patients who share an id in different sources ids of their own."""
    taken: Counter[str] = Counter()
    for person in persons:
        if person.patient is None:
            continue
        taken[person.patient.id] += 1
        if taken[person.patient.id] > 1:
            number = taken[person.patient.id]
            person.patient = evolve(person.patient, id=f"{person.patient.id} ({number})")
    return persons
