"""Gather remarks: one for each kind and code, with how often it came, not one per resource."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from crmo.exchange.plausible import MESSAGES
from crmo.exchange.reading import Level, Remark

N, W, E = Level.NOTE, Level.WARNING, Level.ERROR

REMARK_KINDS: Mapping[str, tuple[Level, str]] = MappingProxyType(
    {
        # files and JSON
        "cut-off": (E, "The file breaks off here; everything before it was read. Export it again."),
        "broken-json": (E, "This is not valid JSON; reading went on behind it. Export it again."),
        "broken-rest": (E, "This is not valid JSON; from here on nothing could be read."),
        "not-utf-8": (W, "Some bytes are not UTF-8 and were read as Windows-1252; check names."),
        "utf-16": (N, "The file is UTF-16 or UTF-32, which JSON is not meant to be; it was read."),
        "name-twice": (
            W,
            "A name stands twice in the outermost object; the last one was read.",
        ),
        "file-unreadable": (E, "This file could not be read."),
        "xml": (E, "This is FHIR as XML, which crmo does not read. Ask for JSON."),
        "no-resource": (W, "This is JSON, yet no FHIR resource: it has no `resourceType`."),
        "empty-entry": (N, "A bundle entry without a resource; there was nothing to read."),
        "more-pages": (N, "The bundle is one page of a longer answer; fetch its next pages too."),
        "other-version": (W, "This is another version of FHIR than R4; read as far as they agree."),
        # resources
        "kind-not-used": (N, "crmo makes no use of this kind of resource; left aside."),
        "kind-unknown": (N, "This is no kind of resource that crmo knows; left aside."),
        "malformed": (E, "This resource is not built as FHIR says; it could not be read."),
        "impossible-value": (E, "This resource holds a value that cannot be; it was not taken in."),
        "modifier-extension": (
            W,
            "A modifier extension may change or negate what this says; it was not interpreted.",
        ),
        "implicit-rules": (W, "The resource names rules of its own (`implicitRules`), not known."),
        "changed-since": (
            W,
            "crmo wrote this and it was changed since; read as what any other system wrote.",
        ),
        "part-alone": (
            W,
            "A part of an entry which is not in the data; kept as an entry of its own.",
        ),
        "read-twice": (N, "The same resource came more than once; it was read once."),
        "same-id-other-content": (
            W,
            "Two resources share an id and version and say different things; both were kept.",
        ),
        "older-version": (N, "Several versions of a resource; the newest replaces the others."),
        "entered-in-error": (N, "Entered in error, says the source; kept and taken back."),
        "deleted": (N, "Deleted in the source; kept and taken back."),
        "not-a-fact": (N, "Planned, proposed, or refused, not done; left aside."),
        "not-given": (N, "The drug was not given or not taken, says the source; left aside."),
        "nothing-said": (N, "Nothing but references to other resources; those are read."),
        # patients
        "no-patient": (E, "No patient is named, or the one named is not in the data; not read."),
        "not-about-a-patient": (N, "It is not about a patient (a group, device or place)."),
        "patient-not-there": (
            W,
            "The patient is named, yet not described in the data; age and sex are unknown.",
        ),
        "patient-ambiguous": (E, "Two different patients share this reference; not read."),
        "patient-clash": (W, "Two different patients share one id; they were kept apart."),
        "patient-linked": (N, "The source links this patient to another; they were kept apart."),
        "animal": (W, "This patient is an animal. crmo is for children; no record was made."),
        "about-an-animal": (N, "It is about an animal; left aside."),
        "other-focus": (W, "It was observed on somebody else (`focus`); no rule computes with it."),
        # codes, sites
        "code-not-known": (N, "A code outside crmo's knowledge; kept under its own id."),
        "code-by-text": (N, "No known code; understood by its words."),
        "no-code": (W, "There is no code and no text that says what this is; kept as unknown."),
        "drug-not-there": (
            W,
            "The Medication referred to is not in the data; the drug is unknown.",
        ),
        "site-not-a-bone": (N, "The body site names no single bone site; kept as text."),
        # dates
        "date-invalid": (W, "This is no date; the entry was kept without one."),
        "undated": (N, "There is no date; the entry was kept without one."),
        "before-birth": (W, "Dated before the birth of the patient; check both dates."),
        "ends-before-start": (W, "It ends before it begins; the end was left out."),
        "age-not-date": (N, "Told as an age or in words, not as a date; kept in the note."),
        # values
        "unit-missing": (W, "A value without unit; kept as written, not computed with."),
        "unit-not-known": (W, "The unit is not understood; kept as written, not computed with."),
        "value-not-a-number": (W, "The value is not a finite number; kept as text."),
        "number-ambiguous": (
            W,
            "Its point or comma may be a decimal sign or part thousands; kept as text.",
        ),
        "comparator-not-known": (W, "The sign before the value is not known; kept as text."),
        **{code: (W, message) for code, message in MESSAGES.items()},
        "range-not-used": (N, "The reference range does not fit the value; left out."),
        "score-off-scale": (
            W,
            "No scale that crmo knows holds this score; kept as a plain measurement.",
        ),
        "no-value": (N, "There is no value; kept as not looked for or unknown, never as normal."),
        # texts
        "not-text": (N, "Only plain text and HTML can be kept; title and date were kept."),
        "text-elsewhere": (N, "The text is only linked to, not in the data; fetch it separately."),
        "text-unreadable": (W, "The text is not valid base64; title and date were kept."),
    }
)


class _Seen(NamedTuple):
    where: str
    times: int
    came: str


class Remarks:
    """What one reading noticed.

    `where` holds the place being read at the moment, so that a remark made deep inside a
    value need not be told.
    """

    def __init__(self) -> None:
        self.document = ""
        self.where = ""
        self._seen: dict[tuple[str, str, str], _Seen] = {}

    def add(
        self, code: str, came: str = "", *, detail: str = "", count: int = 1, about: str = ""
    ) -> None:
        """Note one remark.

        Args:
            code: a key of REMARK_KINDS.
            came: the value as it came, for the screen only; remarks with the same are counted
                together, unless `about` is given.
            detail: what else is to be said, without any value of a patient's.
            count: how many it stands for.
            about: what the value is of; remarks about the same are counted together, and the
                first value is shown.
        """
        key = (code, about or came, f"Of: {about}." if about else detail)
        seen = self._seen.get(key)
        if seen is None:
            self._seen[key] = _Seen(self.place, count, came)
        else:
            self._seen[key] = _Seen(seen.where, seen.times + count, seen.came)

    @property
    def place(self) -> str:
        """File and resource being read."""
        return f"{self.document} {self.where}".strip()

    def gathered(self) -> tuple[Remark, ...]:
        """Return the remarks in the order of their first occurrence."""
        return tuple(_remark(code, detail, seen) for (code, _, detail), seen in self._seen.items())


def _remark(code: str, detail: str, seen: _Seen) -> Remark:
    level, message = REMARK_KINDS[code]
    if detail:
        message = f"{message} {detail}"
    if seen.times > 1:
        message = f"{message} ({seen.times:,} times; this is the first.)"
    return Remark(level=level, where=seen.where, message=message, came=seen.came, code=code)
