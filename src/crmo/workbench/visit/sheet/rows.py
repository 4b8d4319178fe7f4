"""The rows of the form: a place, a laboratory value, a scale, a finding, a course."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen
from django.utils.translation import gettext as _

from crmo.anatomy import resolve_site
from crmo.knowledge import Knowledge
from crmo.knowledge.analytes import Analyte
from crmo.record import Finding, Measurement, Score, TreatmentCourse
from crmo.report.names import Names
from crmo.report.words import (
    date_words,
    name_words,
    number_words,
    quantity_words,
    span_words,
    unit_words,
    words_of,
)
from crmo.workbench.visit.fields import Fields
from crmo.workbench.visit.last_time import LastSeen

Choice = tuple[str, str]


@frozen(kw_only=True)
class PlaceRow:
    """A place of the skeleton.

    Args:
        site: its id.
        name: its plain name.
        values: by kind of field (`hurts`, `tender`, `swollen`, `severity`, `image`).
        last: what was there last time, in words; empty if nothing.
        last_signs: kinds of sign that were there last time, parted by blanks.
        was_seen: whether the last MRI showed a lesion there.
    """

    site: str
    name: str
    values: Mapping[str, str]
    last: str = ""
    last_signs: str = ""
    was_seen: bool = False

    @property
    def is_said(self) -> bool:
        """Whether the form says anything about it."""
        return any(self.values.values())


@frozen(kw_only=True)
class LabRow:
    """A laboratory value or a body measure.

    Args:
        analyte: its id.
        name: its name.
        value: as typed.
        units: (UCUM code, as people write it); empty for a result told in words.
        unit: the chosen one.
        range: the laboratory's range as typed.
        last: newest known value with its day, in words.
        last_range: range told with it, as it would be typed.
    """

    analyte: str
    name: str
    value: str
    units: tuple[Choice, ...]
    unit: str
    range: str
    last: str = ""
    last_range: str = ""


@frozen(kw_only=True)
class ScoreRow:
    """A scale or a count; `scale` is how far it goes, where the knowledge does not say."""

    instrument: str
    name: str
    value: str
    reach: str
    last: str = ""
    needs_scale: bool = False
    scale: str = ""


@frozen(kw_only=True)
class FindingRow:
    """A finding in four states; `last_status` is what `=` repeats."""

    concept: str
    name: str
    value: str
    last: str = ""
    last_status: str = ""
    remark: str = ""


@frozen(kw_only=True)
class CourseRow:
    """A drug that runs, or may run."""

    entry: str
    name: str
    told: str
    values: Mapping[str, str]


@frozen(kw_only=True)
class NewRow:
    """A row to be filled in: a drug begun, an adverse event."""

    number: str
    values: Mapping[str, str]


def place_row(site: str, fields: Fields, last: LastSeen | None) -> PlaceRow:
    """Return the row of a place."""
    kinds = ("hurts", "tender", "swollen", "severity", "image")
    return PlaceRow(
        site=site,
        name=name_words(resolve_site(site).label),
        values={kind: fields.get(f"{kind}:{site}") for kind in kinds},
        last=_last_words(last) if last else "",
        last_signs=" ".join(last.signs) if last else "",
        was_seen=bool(last and last.image_on),
    )


def _last_words(last: LastSeen) -> str:
    signs = {"hurts": _("painful"), "tender": _("tender"), "swollen": _("swollen")}
    by_day: dict[str, list[str]] = {}
    for sign, on in last.signs.items():
        word = signs[sign]
        if sign == "hurts" and last.severity is not None:
            word = _("pain %(n)s of 10") % {"n": number_words(last.severity)}
        by_day.setdefault(date_words(on), []).append(word)
    if last.image_on:
        by_day.setdefault(date_words(last.image_on), []).append(_("active on MRI"))
    return "; ".join(f"{', '.join(words)} ({day})" for day, words in by_day.items())


def lab_row(
    analyte: Analyte, fields: Fields, known: tuple[Measurement, ...], names: Names
) -> LabRow:
    """Return the row of a laboratory value; the unit is the one of last time."""
    last = known[-1] if known else None
    last_unit = last.quantity.unit if last and last.quantity else None
    units = _units(analyte, last_unit)
    return LabRow(
        analyte=analyte.id,
        name=_short(names.analyte(analyte.id)),
        value=fields.get(f"lab:{analyte.id}"),
        units=units,
        unit=fields.get(f"unit:{analyte.id}") or last_unit or analyte.unit or "",
        range=fields.get(f"ref:{analyte.id}"),
        last=_measured(last) if last else "",
        last_range=_range(last) if last else "",
    )


def _short(name: str) -> str:
    """Return the abbreviation that a name gives itself: `CRP` of `C-reactive protein (CRP)`."""
    begun, _bracket, short = name.removesuffix(")").partition(" (")
    return short if short.isupper() else name if not short else f"{begun} ({short})"


def _units(analyte: Analyte, last: str | None) -> tuple[Choice, ...]:
    if analyte.unit is None:
        return ()
    codes = dict.fromkeys((analyte.unit, *([last] if last else ()), *analyte.accepted_units))
    found = [(code, unit_words(code) or _("(none)")) for code in codes]
    kept: dict[str, str] = {}
    for code, words in found:  # two codes that people write alike are one choice
        kept.setdefault(words, code)
    return tuple((code, words) for words, code in kept.items())


def _measured(entry: Measurement) -> str:
    value = quantity_words(entry.quantity) if entry.quantity else entry.text
    return f"{value} · {date_words(entry.on)}"


def _range(entry: Measurement) -> str:
    low, high = entry.reference_low, entry.reference_high
    if low is not None and high is not None:
        return f"{low:g}-{high:g}"
    if high is not None:
        return f"<{high:g}"
    return f">{low:g}" if low is not None else ""


def score_row(
    instrument: str, fields: Fields, last: Score | None, knowledge: Knowledge
) -> ScoreRow:
    """Return the row of an instrument."""
    known = knowledge.instruments[instrument]
    reach = f"{known.range.low:g}–{known.range.high:g}" if known.range else ""
    was = ""
    if last:
        scale = "" if known.is_count else f" / {number_words(last.scale_high)}"
        was = f"{number_words(last.value)}{scale} · {date_words(last.on)}"
    return ScoreRow(
        instrument=instrument,
        name=Names(knowledge).instrument(instrument),
        value=fields.get(f"score:{instrument}"),
        reach=_("count") if known.is_count else reach,
        last=was,
        needs_scale=known.range is None and not known.is_count,
        scale=fields.get(f"scale:{instrument}"),
    )


def finding_row(concept: str, fields: Fields, last: Finding | None, names: Names) -> FindingRow:
    """Return the row of a finding."""
    return FindingRow(
        concept=concept,
        name=names.concept(concept),
        value=fields.get(f"finding:{concept}"),
        last=f"{words_of(last.status)} · {date_words(last.on)}" if last else "",
        last_status=str(last.status) if last else "",
        remark=fields.get(f"remark:{concept}"),
    )


def course_row(course: TreatmentCourse, fields: Fields, names: Names) -> CourseRow:
    """Return the row of a drug that runs."""
    kinds = ("course", "on", "reason", "response", "dose", "note")
    told = [span_words(course.on, course.end, is_open=True), course.dose, course.route]
    return CourseRow(
        entry=course.id,
        name=names.of(course),
        told=" · ".join(part for part in told if part),
        values={
            kind: fields.get(f"{'course' if kind == 'course' else f'course_{kind}'}:{course.id}")
            for kind in kinds
        },
    )
