"""The desk where resources arrive: each is handed to the reader of its kind and filed.

Nothing is resolved here, because a patient or a drug may come after what refers to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from attrs import Factory, define

from crmo.errors import InvalidValueError
from crmo.exchange.fhir_r4.bucket import NO_VERSION, Bucket, Version
from crmo.exchange.fhir_r4.elements import Days, first_code
from crmo.exchange.fhir_r4.meanings import dictionaries
from crmo.exchange.fhir_r4.quantities import Values
from crmo.exchange.fhir_r4.references import plain, reference_text
from crmo.exchange.fhir_r4.remarks import Remarks
from crmo.exchange.fhir_r4.version import Versions
from crmo.exchange.plausible import Sizes
from crmo.knowledge import Knowledge
from crmo.record import Entry, Patient, Source
from crmo.terminology.fhir_codes import tables

# What a resource built differently from FHIR raises in a reader that trusts the shape.
# Checking every shape beforehand would cost as much as the reading.
MALFORMED = (
    AttributeError,
    TypeError,
    KeyError,
    IndexError,
    ValueError,
    OverflowError,
    RecursionError,
)


_ID_TYPES = (str, int, type(None))

Reader = Callable[[dict[str, Any], "Intake", str], "list[Entry] | None"]
"""Turns a resource, known by its name, into entries; None when it was left aside."""

Keeper = Callable[[dict[str, Any], "Intake", str, Any], None]
"""Keeps a resource that others refer to (Patient, Medication); also gets its full address."""


@define
class FoundPatient:
    """A Patient resource of one file.

    Args:
        keys: everything by which it can be referred to.
        patient: who it is; None for an animal.
        version: version of the resource.
    """

    keys: tuple[str, ...]
    patient: Patient | None
    version: Version
    where: str


@define
class FileScope:
    """What was read from one file; within it, ids belong together.

    Args:
        document: name of the file.
        buckets: reference as written -> what was read about it.
        patients: the patients described.
        deleted: names of resources which the file says were deleted.
    """

    document: str
    buckets: dict[str, Bucket] = Factory(dict)
    patients: list[FoundPatient] = Factory(list)
    deleted: list[str] = Factory(list)


def _nobodys(_resource: dict[str, Any], _intake: Intake, _name: str) -> None:
    """Tell nothing apart: every resource is for the general readers."""


class Intake:
    """State of one reading, over all its files."""

    def __init__(
        self,
        knowledge: Knowledge,
        readers: Mapping[str, Reader],
        keepers: Mapping[str, Keeper],
        read_back: Reader = _nobodys,
    ) -> None:
        self._readers = readers
        self._keepers = keepers
        self._read_back = read_back
        self.tables = tables()
        self.remarks = Remarks()
        self.days = Days(self.remarks)
        self.values = Values(self.tables, self.remarks, Sizes(knowledge))
        self.versions = Versions(self.tables, self.remarks)
        self.observed, self.concepts, self.drugs = dictionaries(
            knowledge, self.tables.systems, self.remarks
        )
        self.instruments = knowledge.instruments
        self.understood: Counter[str] = Counter()
        self.ignored: Counter[str] = Counter()
        self.not_understood: Counter[str] = Counter()
        self.scopes: list[FileScope] = []
        self.medications: dict[str, dict[str, Any]] = {}
        self.texts: dict[str, tuple[str, str]] = {}
        self.conditions: dict[str, str] = {}
        self.contained: dict[str, dict[str, Any]] = {}
        self.bucket = Bucket()
        self.scope = FileScope("")
        self._display: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def open_file(self, document: str) -> None:
        """Begin a file."""
        self.scope = FileScope(document)
        self.scopes.append(self.scope)
        self.remarks.document, self.remarks.where = document, ""

    def take_entry(self, entry: Any, number: int) -> None:
        """Take in one element of Bundle.entry."""
        if type(entry) is not dict:
            self._not_understood("entry", "malformed", f"entry {number}")
            return
        resource = entry.get("resource")
        if resource is None:
            self._empty_entry(entry, number)
        elif "modifierExtension" in entry:
            self._not_understood(_kind(resource), "modifier-extension", f"entry {number}")
        else:
            self.take(resource, entry.get("fullUrl"), number)

    def take(self, resource: Any, full_url: Any, number: int) -> None:
        """Take in one resource.

        Args:
            resource: anything JSON can hold.
            full_url: its address in the bundle, or None.
            number: place in the file, for a resource without an id.
        """
        try:
            kind = resource["resourceType"]
            reader = self._readers.get(kind)
            resource_id = resource.get("id")
            if type(resource_id) not in _ID_TYPES:
                resource_id = None  # no id at all; what is wrong in the resource is told by itself
            local = f"{kind}/{resource_id}" if resource_id else ""
            name = local or str(full_url or f"{kind} {number}")
            if local and str(full_url).startswith("urn:"):
                self._names[full_url] = local
        except MALFORMED:
            self._not_a_resource(resource, number)
            return
        if reader is None:
            self._take_other(kind, resource, full_url, name)
        else:
            self.take_statement(kind, reader, resource, name)

    def take_statement(self, kind: str, reader: Reader, resource: Any, name: str) -> None:
        """Take in a resource that says something about a patient."""
        remarks = self.remarks
        remarks.where = name
        try:
            if "modifierExtension" in resource:
                self._not_understood(kind, "modifier-extension", name)
                return
            if "implicitRules" in resource:
                remarks.add("implicit-rules", kind)
            if "contained" in resource:
                self._open_contained(resource, name)
            reference = resource.get("subject") or resource.get("patient")
            text = reference.get("reference") if reference else ""
            if type(text) is not str or not text:
                text = reference_text(reference)
            bucket = self.scope.buckets.get(text)
            if bucket is None:
                bucket = self.scope.buckets[text] = Bucket()
            self.bucket = bucket
            meta = resource.get("meta")
            version = NO_VERSION if meta is None else self.version_of(meta)
            entries = self._entries(reader, resource, name)
        except InvalidValueError as error:
            self._not_understood(kind, "impossible-value", name, error.problem)
        except MALFORMED:
            self._not_understood(kind, "malformed", name)
        else:
            if entries is None:
                self.ignored[kind] += 1
                # Kept without entries: it may be the newer version of one that had some.
                bucket.keep(name, version, [], is_error=False)
            else:
                bucket.counts[kind] += 1
                is_error = _is_entered_in_error(resource)
                if is_error:
                    remarks.add("entered-in-error", kind)
                bucket.keep(name, version, entries, is_error=is_error)
        if self.contained:
            self._take_contained(resource, name)

    def _entries(self, reader: Reader, resource: dict[str, Any], name: str) -> list[Entry] | None:
        """Read a resource that crmo wrote as what it was, any other as what it seems to be."""
        if "extension" in resource:
            entries = self._read_back(resource, self, name)
            if entries is not None:
                return entries
        return reader(resource, self, name)

    def version_of(self, meta: dict[str, Any]) -> Version:
        """Return the version in `meta`; note the profiles of another FHIR version on the way."""
        if "profile" in meta:
            self.versions.note_profiles(meta["profile"])
        if "versionId" in meta or "lastUpdated" in meta:
            return str(meta.get("lastUpdated") or ""), str(meta.get("versionId") or "")
        return NO_VERSION

    def source(self, name: str, text: str = "") -> Source:
        """Return the source of an entry: file, resource, and the words of its code."""
        if text:  # the same words come thousands of times; keep one copy of them
            text = self._display.setdefault(text, text)
        return Source(document=self.scope.document, locator=name, text=text)

    def name_of(self, reference: str) -> str:
        """Return `Type/id` of what a reference points at, also where it says `urn:uuid:`."""
        return self._names.get(reference) or plain(reference)

    def contained_or(self, reference: Any, table: dict[str, Any]) -> Any:
        """Return what a reference points at, contained or read before; None if neither."""
        text = reference_text(reference)
        if text.startswith("#"):
            return self.contained.get(text)
        return table.get(text) or table.get(plain(text))

    def leave_aside(self, code: str, came: str = "") -> None:
        """Note why a resource becomes no entry; a reader returns None after it."""
        self.remarks.add(code, came)

    # --- what is not a statement about a patient -----------------------------------------

    def _take_other(self, kind: Any, resource: Any, full_url: Any, name: str) -> None:
        self.remarks.where = name
        keeper = self._keepers.get(kind)
        try:
            if keeper is not None:
                keeper(resource, self, name, full_url)
                return
        except InvalidValueError as error:
            self._not_understood(kind, "impossible-value", name, error.problem)
            return
        except MALFORMED:
            self._not_understood(kind, "malformed", name)
            return
        self.versions.note_declared(resource.get("fhirVersion"))
        is_ours = kind in self.tables.not_used
        self.remarks.add("kind-not-used" if is_ours else "kind-unknown", str(kind))
        self.ignored[str(kind)] += 1
        if not is_ours:
            self.versions.note_kind(str(kind))

    def _empty_entry(self, entry: dict[str, Any], number: int) -> None:
        request = entry.get("request")
        if isinstance(request, dict) and request.get("method") == "DELETE":
            name = plain(str(request.get("url") or entry.get("fullUrl") or ""))
            self.scope.deleted.append(name)
            return
        self.remarks.where = f"entry {number}"
        self.remarks.add("empty-entry")

    def _not_a_resource(self, resource: Any, number: int) -> None:
        self.remarks.where = f"value {number}"
        self.remarks.add("no-resource")
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        self.not_understood[str(kind or "no resource")] += 1

    def _not_understood(self, kind: str, code: str, where: str, detail: str = "") -> None:
        self.remarks.where = where
        self.remarks.add(code, detail=f"Kind: {kind}. {detail}".strip())
        self.not_understood[kind] += 1

    # --- contained resources ---------------------------------------------------------------

    def _open_contained(self, resource: dict[str, Any], name: str) -> None:
        """Make contained resources known; a contained patient gets a name of its own."""
        self.contained = {f"#{each['id']}": each for each in resource["contained"] if "id" in each}
        for field in ("subject", "patient"):
            text = reference_text(resource.get(field))
            inside = self.contained.get(text)
            if inside is not None and inside.get("resourceType") == "Patient":
                resource[field] = {"reference": f"{name}{text}"}
                self._keepers["Patient"](inside, self, f"{name}{text}", f"{name}{text}")

    def _take_contained(self, resource: dict[str, Any], name: str) -> None:
        """Read contained statements as what their container says about its patient."""
        inside, self.contained = self.contained, {}
        subject = resource.get("subject") or resource.get("patient")
        for reference, each in inside.items():
            kind = str(each.get("resourceType"))
            reader = self._readers.get(kind)
            if reader is not None:
                if not each.get("subject") and not each.get("patient"):
                    each["subject"] = subject
                self.take_statement(kind, reader, each, f"{name}{reference}")


def _is_entered_in_error(resource: dict[str, Any]) -> bool:
    return "entered-in-error" in (
        resource.get("status"),
        resource.get("docStatus"),  # of a DocumentReference
        first_code(resource.get("verificationStatus")),  # of a Condition
    )


def _kind(resource: Any) -> str:
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    return str(kind or "no resource")
