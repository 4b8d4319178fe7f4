"""What was read about one reference to a patient, before it is known whom it means."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TypeVar

from attrs import Factory, define

from crmo.record import Entry, Fact, Lesion, PartialDate, Source

Key = TypeVar("Key")
Value = TypeVar("Value")
Version = tuple[str, str]
"""When a version was made, and its number; both may be empty."""

NO_VERSION: Version = ("", "")


@define
class Again:
    """A resource whose id had been met before: a copy, or another version.

    Args:
        name: `Observation/123`.
        version: its version.
        entries: what was read from it.
        is_error: whether it says it was entered in error.
    """

    name: str
    version: Version
    entries: list[Entry]
    is_error: bool


@define
class OwnPart:
    """A lesion or result that crmo wrote as an Observation of its own.

    Args:
        name: `Observation/1`.
        value: the Lesion, or the Fact.
        on: when it was seen.
        source: where it was read.
    """

    name: str
    value: Lesion | Fact
    on: PartialDate | None
    source: Source


@define
class Dose:
    """One administration of a drug.

    Args:
        name: `MedicationAdministration/123`.
        course: the course this one administration would make.
        request: reference to the order it fulfils, or empty.
    """

    name: str
    drug: str
    on: PartialDate | None
    until: PartialDate | None
    request: str = ""
    text: str = ""
    document: str = ""
    dose: str = ""
    route: str = ""


@define
class Bucket:
    """Entries about one patient, with what can only be settled when everything was read.

    Args:
        entries: in the order of the source.
        seen: names of the resources read, with their versions.
        again: resources whose name was in `seen` already.
        errors: name of a resource -> why it is taken back.
        dropped: entry id -> why it is taken back, though its resource stands.
        counts: how many resources of which kind became entries.
        doses: single administrations, to be gathered into courses.
        drug_references: entry id -> reference to its Medication.
        reason_references: entry id -> reference to the Condition it was given for.
        study_references: entry id of a report -> references to its imaging studies.
        text_references: entry id of a document -> reference to its Binary.
        own: name of a resource that crmo wrote -> id and source its entry had.
        own_parts: id of such an entry, kind and number of a part -> the part.
    """

    entries: list[Entry] = Factory(list)
    seen: dict[str, Version] = Factory(dict)
    again: list[Again] = Factory(list)
    errors: dict[str, str] = Factory(dict)
    dropped: dict[str, str] = Factory(dict)
    counts: Counter[str] = Factory(Counter)
    doses: list[Dose] = Factory(list)
    drug_references: dict[str, str] = Factory(dict)
    reason_references: dict[str, str] = Factory(dict)
    study_references: dict[str, list[str]] = Factory(dict)
    text_references: dict[str, str] = Factory(dict)
    own: dict[str, tuple[str, Source | None]] = Factory(dict)
    own_parts: dict[tuple[str, str, int], OwnPart] = Factory(dict)

    def keep(self, name: str, version: Version, entries: list[Entry], *, is_error: bool) -> None:
        """Take in what was read from one resource."""
        if name in self.seen:
            self.again.append(Again(name, version, entries, is_error))
            return
        self.seen[name] = version
        self.entries += entries
        if is_error:
            self.errors[name] = ENTERED_IN_ERROR

    def absorb(self, other: Bucket) -> None:
        """Take in another bucket about the same patient; its ids may have been met before."""
        # In the order of the source: that of a set would differ from run to run.
        twice = [name for name in other.seen if name in self.seen]
        if twice:
            found: defaultdict[str, list[Entry]] = defaultdict(list)
            for entry in other.entries:
                name = name_of(entry)
                (found[name] if name in twice else self.entries).append(entry)
            self.again += [
                Again(name, other.seen[name], found[name], name in other.errors) for name in twice
            ]
        else:
            self.entries += other.entries
        self.again += other.again
        self.doses += [dose for dose in other.doses if dose.name not in twice]
        self.counts.update(other.counts)
        _add_missing(self.seen, other.seen)
        _add_missing(self.errors, other.errors)
        _add_missing(self.drug_references, other.drug_references)
        _add_missing(self.reason_references, other.reason_references)
        _add_missing(self.study_references, other.study_references)
        _add_missing(self.text_references, other.text_references)
        _add_missing(self.own, other.own)
        _add_missing(self.own_parts, other.own_parts)


def _add_missing(ours: dict[Key, Value], theirs: dict[Key, Value]) -> None:
    for key, value in theirs.items():
        ours.setdefault(key, value)


ENTERED_IN_ERROR = "entered in error, says the source"
NOT_IN_NEWER = "no longer in a newer version of its source"


def name_of(entry: Entry) -> str:
    """Return the resource an entry was read from: `Observation/1` for `Observation/1:2`."""
    return entry.source.locator if entry.source is not None else entry.id
