"""Entries of the clinic: findings, measurements, scores, procedures, diagnoses, encounters."""

from __future__ import annotations

from enum import StrEnum

from attrs import field, frozen
from attrs.validators import optional

from crmo.record.checked import (
    a_name,
    a_number,
    a_word_of,
    to_partial_date,
)
from crmo.record.entry import Entry, require_site
from crmo.record.facts import Fact, FactStatus, to_facts
from crmo.record.partial_date import PartialDate
from crmo.record.quantity import Quantity


class Subject(StrEnum):
    """Whom a finding is about."""

    PATIENT = "patient"
    FAMILY = "family"


class Flag(StrEnum):
    """A result told without a number, or the laboratory's own mark beside one."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Certainty(StrEnum):
    """How a diagnosis was held on its day."""

    CONFIRMED = "confirmed"
    SUSPECTED = "suspected"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class Finding(Entry):
    """A symptom, sign or associated condition, in four states.

    Args:
        concept: id of a finding in the knowledge (`bone_pain`, `fever`, `psoriasis`).
        status: present, absent, not looked for, unknown.
        site: bone unit or partial site id, or None.
        site_text: the place in the source's words when it is no bone ("right knee").
        since: first day it was there, or None.
        until: last day it was there, or None.
        severity: 0 to 10, or None.
        about: the patient, or the family (family history).
    """

    concept: str = field(validator=a_name)
    status: FactStatus = field(validator=a_word_of(FactStatus))
    site: str | None = None
    site_text: str = ""
    since: PartialDate | None = field(default=None, converter=to_partial_date)
    until: PartialDate | None = field(default=None, converter=to_partial_date)
    severity: float | None = field(default=None, validator=optional(a_number))
    about: Subject = field(default=Subject.PATIENT, validator=a_word_of(Subject))

    def _check(self) -> None:
        if self.site is not None:
            require_site(self, "site")
        if self.severity is not None and not 0 <= self.severity <= 10:
            self.refuse(
                "a severity is out of range.",
                field="severity",
                came=self.severity,
                expected="a number from 0 to 10",
            )
        if self.since is not None and self.until is not None:
            self._require_order("since", "until")


@frozen(kw_only=True)
class Measurement(Entry):
    """A laboratory value or a body measure.

    Args:
        analyte: id of an analyte in the knowledge (`crp`, `esr`, `height`).
        quantity: the value with its unit, or None when only words or a flag were given.
        flag: low, normal or high as the source said, or None.
        reference_low: lower reference limit in the quantity's unit, or None.
        reference_high: upper reference limit in the quantity's unit, or None.
        text: the result as written.
    """

    analyte: str = field(validator=a_name)
    quantity: Quantity | None = None
    flag: Flag | None = field(default=None, validator=optional(a_word_of(Flag)))
    reference_low: float | None = field(default=None, validator=optional(a_number))
    reference_high: float | None = field(default=None, validator=optional(a_number))
    text: str = ""

    def _check(self) -> None:
        low, high = self.reference_low, self.reference_high
        if low is not None and high is not None and low > high:
            self.refuse(
                "the reference range is reversed.",
                field="reference_low",
                came=(low, high),
                expected="the lower limit in `reference_low`",
            )


@frozen(kw_only=True)
class Score(Entry):
    """An answer on a scale: physician or patient global, pain, CHAQ.

    Args:
        instrument: id of an instrument in the knowledge (`physician_global`, `pain`, `chaq`).
        value: the answer on the scale as used.
        scale_low: the scale's lowest value (0 unless said otherwise).
        scale_high: the scale's highest value (10, 100 or 3).
        site: bone unit or partial site for a pain score of one place, or None.
    """

    instrument: str = field(validator=a_name)
    value: float = field(validator=a_number)
    scale_low: float = field(default=0.0, validator=a_number)
    scale_high: float = field(default=10.0, validator=a_number)
    site: str | None = None

    def _check(self) -> None:
        if self.site is not None:
            require_site(self, "site")
        if not self.scale_low < self.scale_high:
            self.refuse(
                "the scale is reversed.",
                field="scale_high",
                came=self.scale_high,
                expected="a number above `scale_low`",
            )
        if not self.scale_low <= self.value <= self.scale_high:
            self.refuse(
                "a score lies outside its scale.",
                field="value",
                came=self.value,
                expected=f"a number from {self.scale_low:g} to {self.scale_high:g}",
                todo="Check the scale: many forms use 0 to 100 instead of 0 to 10.",
            )

    @property
    def out_of_ten(self) -> float:
        """The answer on a scale of 0 to 10."""
        return 10 * (self.value - self.scale_low) / (self.scale_high - self.scale_low)


@frozen(kw_only=True)
class Procedure(Entry):
    """A biopsy, a culture, a marrow examination, an operation.

    Args:
        concept: id of a procedure in the knowledge (`bone_biopsy`, `blood_culture`).
        status: whether it was done (present), not done (absent), or not known.
        site: bone unit or partial site, or None.
        results: four-state results (`bacterial_growth`, `histology_inflammation`,
            `antibiotics_at_sampling`).
    """

    concept: str = field(validator=a_name)
    status: FactStatus = field(default=FactStatus.PRESENT, validator=a_word_of(FactStatus))
    site: str | None = None
    results: tuple[Fact, ...] = field(default=(), converter=to_facts)

    def _check(self) -> None:
        if self.site is not None:
            require_site(self, "site")


@frozen(kw_only=True)
class Diagnosis(Entry):
    """A disease named by somebody on some day.

    Args:
        concept: id of a disease in the knowledge (`cno`, `leukaemia`).
        certainty: confirmed, suspected, excluded or unknown.
        until: the day it was given up or resolved, or None.
    """

    concept: str = field(validator=a_name)
    certainty: Certainty = field(default=Certainty.UNKNOWN, validator=a_word_of(Certainty))
    until: PartialDate | None = field(default=None, converter=to_partial_date)

    def _check(self) -> None:
        if self.until is not None:
            self._require_order("on", "until")


@frozen(kw_only=True)
class Encounter(Entry):
    """A contact with the health service.

    Args:
        contact: `visit`, `admission`, `emergency`, `telephone` or another word of the source.
        department: specialty as the source names it.
        reason: why, as the source says.
        until: last day of an admission, or None.
    """

    contact: str = "visit"
    department: str = ""
    reason: str = ""
    until: PartialDate | None = field(default=None, converter=to_partial_date)

    def _check(self) -> None:
        if self.until is not None:
            self._require_order("on", "until")


@frozen(kw_only=True)
class Document(Entry):
    """A letter or report kept as text, to be read or shown, never interpreted here.

    Args:
        title: what it is called.
        media_type: IANA type of the original (`text/plain`).
        text: its text, empty when the original held none that could be kept.
    """

    title: str = ""
    media_type: str = "text/plain"
    text: str = ""
