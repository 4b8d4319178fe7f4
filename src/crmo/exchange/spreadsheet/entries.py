"""Rows of each sheet as entries of the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from crmo.exchange.reading import Level
from crmo.exchange.spreadsheet.measured import measurement_of
from crmo.exchange.spreadsheet.places import Sites, places, sites_of
from crmo.exchange.spreadsheet.row import Row
from crmo.knowledge import Knowledge
from crmo.record import (
    Certainty,
    Diagnosis,
    Document,
    Encounter,
    Entry,
    Fact,
    FactStatus,
    Finding,
    ImagingStudy,
    Modality,
    PartialDate,
    Procedure,
    Score,
    StopReason,
    Subject,
    ToldResponse,
    TreatmentCourse,
)

# "Is the rest clear?" yes means that lesions are absent there.
CLEAR: Mapping[FactStatus, FactStatus] = MappingProxyType(
    {
        FactStatus.PRESENT: FactStatus.ABSENT,
        FactStatus.ABSENT: FactStatus.PRESENT,
        FactStatus.NOT_LOOKED_FOR: FactStatus.NOT_LOOKED_FOR,
        FactStatus.UNKNOWN: FactStatus.UNKNOWN,
    }
)

Reader = Callable[[Row], Iterator[Entry]]


def _visit(row: Row) -> Iterator[Entry]:
    yield Encounter(
        **row.common(
            on=row.partial_date("date"),
            until=row.partial_date("until"),
            contact=row.text("contact") or "visit",
            department=row.text("department"),
            reason=row.text("reason"),
        )
    )


def _finding(row: Row) -> Iterator[Entry]:
    meaning = row.meaning("finding")
    row.required("status")
    values: dict[str, Any] = {
        "concept": meaning.id,
        "status": row.four_state("status"),
        "on": row.partial_date("date"),
        "since": row.partial_date("since"),
        "until": row.partial_date("until"),
        "severity": row.number("severity"),
        "about": row.word("about", Subject) or Subject.PATIENT,
        "site_text": row.text("place"),
    }
    sites = _optional_sites(row)
    if sites.why:
        told = " ".join(row.text(each) for each in ("side", "part", "bone") if row.text(each))
        values["site_text"] = "; ".join(part for part in (values["site_text"], told) if part)
    yield from _one_per_site(Finding, sites, row.common(**values))


def _score(row: Row) -> Iterator[Entry]:
    meaning = row.meaning("scale")
    row.required("value")
    value, low, high = (row.number(each) for each in ("value", "lowest", "highest"))
    if value is None:
        row.refuse("number-not-read", "the answer must be a plain number.", "value")
    if high is None:
        low, high = _scale(row, meaning.id, value)
    values = {
        "instrument": meaning.id,
        "on": row.partial_date("date"),
        "value": value,
        "scale_low": 0.0 if low is None else low,
        "scale_high": high,
    }
    yield from _one_per_site(Score, _optional_sites(row), row.common(**values))


def _scale(row: Row, instrument_id: str, value: float) -> tuple[float, float]:
    """Return the scale of an answer that came without one.

    The first scale of the instrument that holds the answer; a count is kept on 0 to 100.

    Raises:
        RowNotTakenError: no scale that is known holds it.
    """
    knowledge: Knowledge = row.intake.lookups.knowledge
    instrument = knowledge.instruments.get(instrument_id)
    if instrument is not None and instrument.is_count and 0 <= value <= 100:
        return 0.0, 100.0
    known = [] if instrument is None else [instrument.range, *instrument.other_ranges]
    fitting = [each for each in known if each and each.low <= value <= each.high]
    if not fitting:
        row.refuse("scale-unknown", "no scale that is known holds this answer.", "highest")
    low, high = fitting[0].low, fitting[0].high
    if len(fitting) > 1:
        row.remark(
            Level.WARNING, "scale-assumed", f"read on a scale from {low:g} to {high:g}.", "highest"
        )
    return low, high


def _procedure(row: Row) -> Iterator[Entry]:
    meaning = row.meaning("procedure")
    values = {
        "concept": meaning.id,
        "on": row.partial_date("date"),
        "status": row.four_state("done", FactStatus.PRESENT),
        "results": [*answers(row, "result"), *row.facts("other_results")],
    }
    yield from _one_per_site(Procedure, _optional_sites(row), row.common(**values))


def _diagnosis(row: Row) -> Iterator[Entry]:
    yield Diagnosis(
        **row.common(
            concept=row.meaning("disease").id,
            on=row.partial_date("date"),
            certainty=row.word("certainty", Certainty) or Certainty.UNKNOWN,
            until=row.partial_date("until"),
        )
    )


def _treatment(row: Row) -> Iterator[Entry]:
    yield TreatmentCourse(
        **row.common(
            drug=row.meaning("drug").id,
            on=row.partial_date("start"),
            end=row.partial_date("end"),
            ongoing=row.four_state("ongoing"),
            dose=row.text("dose"),
            route=row.text("route"),
            indication=row.meaning("given_for").id if row.raw("given_for") else "",
            response=row.word("response", ToldResponse) or ToldResponse.UNKNOWN,
            sustained=row.four_state("lasted"),
            stop_reason=row.word("stop_reason", StopReason) or StopReason.UNKNOWN,
            adverse_events=row.facts("side_effects"),
        )
    )


def _document(row: Row) -> Iterator[Entry]:
    title, text = row.text("title"), row.text("text")
    if not title and not text:
        row.refuse("cell-empty", "there is neither a title nor a text.", "text")
    media_type = row.text("media_type") or "text/plain"
    on = row.partial_date("date")
    yield Document(**row.common(on=on, title=title, media_type=media_type, text=text))


def _study(row: Row) -> Iterator[Entry]:
    sequences = [each.strip() for each in row.text("sequences").split(";")]
    yield ImagingStudy(
        **row.common(
            modality=row.required_word("modality", Modality),
            on=row.partial_date("date"),
            whole_body=row.four_state("whole_body"),
            covers=places(row, "covers"),
            unlisted=CLEAR[row.four_state("rest_clear")],
            sequences=[each for each in sequences if each],
            contrast=row.four_state("contrast"),
            conclusion=row.text("conclusion"),
        )
    )


# The order in which they are read, whatever the order in the file.
READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "visits": _visit,
        "findings": _finding,
        "labs": measurement_of,
        "imaging": _study,
        "treatments": _treatment,
        "scores": _score,
        "procedures": _procedure,
        "diagnoses": _diagnosis,
        "documents": _document,
    }
)


def answers(row: Row, kind: str) -> list[Fact]:
    """Return the facts of the columns of one kind that are filled in: features, results."""
    return [
        Fact(concept=column.field, status=row.four_state(column.name))
        for column in row.sheet.columns
        if column.kind == kind and row.raw(column.name)
    ]


def _optional_sites(row: Row) -> Sites:
    """Return the sites of a row in which the bone may be empty; words that are none are kept."""
    if not row.raw("bone"):
        if row.raw("side") or row.raw("part"):
            message = "a side or part without a bone; kept in the note."
            row.remark(Level.WARNING, "bone-missing", message, "bone")
            row.keep_words("part" if row.raw("part") else "side")
        return Sites()
    sites = sites_of(row)
    if sites.why:
        row.remark(Level.WARNING, "bone-not-read", f"{sites.why} Kept as text.", "bone")
        for column in ("bone", "part", "side"):
            if row.raw(column):
                row.keep_words(column)
    return sites


def _one_per_site(
    kind: Callable[..., Entry], sites: Sites, values: dict[str, Any]
) -> Iterator[Entry]:
    if len(sites.ids) < 2:
        yield kind(**values, site=next(iter(sites.ids), None))
        return
    for site in sites.ids:
        yield kind(**values | {"id": f"{values['id']}-{site.rpartition('_')[2]}"}, site=site)


def date_and_modality(row: Row) -> tuple[PartialDate | None, Modality | None]:
    """Return what says which picture a lesion was seen on."""
    return row.partial_date("date", must_be_read=True), row.word("modality", Modality)
