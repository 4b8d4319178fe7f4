"""What one entry of a record says, in words."""

from __future__ import annotations

from functools import singledispatch

from crmo.record import (
    Diagnosis,
    Document,
    Encounter,
    Entry,
    Fact,
    FactStatus,
    Finding,
    ImagingStudy,
    Lesion,
    Measurement,
    Procedure,
    Score,
    Subject,
    TreatmentCourse,
)
from crmo.report.case import Case
from crmo.report.words import (
    capitalised,
    date_words,
    listed,
    modality_words,
    number_words,
    plain_id,
    quantity_words,
    say,
    say_n,
    span_words,
    words_of,
)

_KINDS: dict[type[Entry], str] = {
    Finding: "Finding",
    Measurement: "Measurement",
    Score: "Score",
    Procedure: "Procedure",
    Diagnosis: "Diagnosis",
    Encounter: "Contact",
    Document: "Document",
    ImagingStudy: "Imaging",
    TreatmentCourse: "Treatment",
}


def kind_words(entry: Entry) -> str:
    """Return the kind of an entry as a word."""
    return say(_KINDS.get(type(entry), type(entry).__name__))


def entry_words(entry: Entry, case: Case) -> str:
    """Return what an entry says as one or two plain sentences, the note not included."""
    return _words(entry, case)


@singledispatch
def _words(entry: Entry, _case: Case) -> str:
    return type(entry).__name__


@_words.register
def _finding(entry: Finding, case: Case) -> str:
    parts = [f"{case.names.of(entry)}: {words_of(entry.status)}"]
    if entry.about is Subject.FAMILY:
        parts.append(say("in the family"))
    if entry.site:
        parts.append(case.site(entry.site))
    elif entry.site_text:
        parts.append(entry.site_text)
    if entry.since or entry.until:
        parts.append(span_words(entry.since, entry.until, is_open=True))
    if entry.severity is not None:
        parts.append(say("severity {value} of 10", value=number_words(entry.severity)))
    return "; ".join(parts)


@_words.register
def _measurement(entry: Measurement, case: Case) -> str:
    parts = []
    if entry.quantity is not None:
        parts.append(quantity_words(entry.quantity))
    if entry.text:
        parts.append(entry.text)
    if entry.flag is not None:
        parts.append(words_of(entry.flag))
    range_told = _range_words(entry)
    if range_told:
        parts.append(range_told)
    return f"{case.names.of(entry)}: {'; '.join(parts) or say('no value')}"


def _range_words(entry: Measurement) -> str:
    low, high = entry.reference_low, entry.reference_high
    if low is not None and high is not None:
        return say("reference {low} to {high}", low=number_words(low), high=number_words(high))
    if high is not None:
        return say("reference up to {high}", high=number_words(high))
    return say("reference from {low}", low=number_words(low)) if low is not None else ""


@_words.register
def _score(entry: Score, case: Case) -> str:
    told = say(
        "{name}: {value} on a scale of {low} to {high}",
        name=case.names.of(entry),
        value=number_words(entry.value),
        low=number_words(entry.scale_low),
        high=number_words(entry.scale_high),
    )
    return f"{told}; {case.site(entry.site)}" if entry.site else told


@_words.register
def _procedure(entry: Procedure, case: Case) -> str:
    parts = [case.names.of(entry)]
    if entry.status is not FactStatus.PRESENT:
        parts.append(
            say("not done") if entry.status is FactStatus.ABSENT else words_of(entry.status)
        )
    if entry.site:
        parts.append(case.site(entry.site))
    parts += [_fact(fact, case) for fact in entry.results]
    return "; ".join(parts)


@_words.register
def _diagnosis(entry: Diagnosis, case: Case) -> str:
    told = f"{case.names.of(entry)}: {words_of(entry.certainty)}"
    return f"{told}; {say('until {end}', end=date_words(entry.until))}" if entry.until else told


@_words.register
def _encounter(entry: Encounter, _case: Case) -> str:
    parts = [capitalised(say(plain_id(entry.contact))), entry.department, entry.reason]
    if entry.until:
        parts.append(say("until {end}", end=date_words(entry.until)))
    return "; ".join(part for part in parts if part)


@_words.register
def _document(entry: Document, _case: Case) -> str:
    characters = say_n("{n} character", "{n} characters", len(entry.text))
    return f"{entry.title or say('untitled')} ({entry.media_type}, {characters})"


@_words.register
def _treatment(entry: TreatmentCourse, case: Case) -> str:
    is_open = entry.ongoing is FactStatus.PRESENT
    parts = [case.names.of(entry), span_words(entry.on, entry.end, is_open=is_open)]
    parts += [part for part in (entry.dose, entry.route) if part]
    if entry.indication:
        parts.append(say("for {reason}", reason=case.names.concept_within(entry.indication)))
    if entry.end or entry.ongoing is FactStatus.ABSENT:
        parts.append(say("told: {response}", response=words_of(entry.response)))
        parts.append(say("stopped: {reason}", reason=words_of(entry.stop_reason)))
    parts += [_fact(event, case) for event in entry.adverse_events]
    return "; ".join(parts)


@_words.register
def _imaging(entry: ImagingStudy, case: Case) -> str:
    is_whole = entry.whole_body is FactStatus.PRESENT
    parts = [capitalised(modality_words(entry.modality, is_whole_body=is_whole))]
    if entry.covers:
        parts.append(say("of {places}", places=listed([case.site(s) for s in entry.covers])))
    parts += [_lesion(lesion, case) for lesion in entry.lesions]
    if entry.unlisted is FactStatus.ABSENT:
        parts.append(say("places not listed: clear"))
    if entry.conclusion:
        parts.append(f"“{entry.conclusion}”")
    return "; ".join(parts)


def _lesion(lesion: Lesion, case: Case) -> str:
    told = [words_of(lesion.status)]
    told += [
        case.names.concept_within(fact.concept)
        for fact in lesion.features
        if fact.status is FactStatus.PRESENT
    ]
    if lesion.size_mm is not None:
        told.append(f"{number_words(lesion.size_mm)} mm")
    return f"{case.site(lesion.bone_unit)} ({', '.join(told)})"


def _fact(fact: Fact, case: Case) -> str:
    told = f"{case.names.concept_within(fact.concept)}: {words_of(fact.status)}"
    return f"{told} ({fact.text})" if fact.text else told
