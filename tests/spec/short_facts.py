"""A short way to write a record, for the tables of the spec tests.

One line is one entry. Without a date it is of 2024-05-01; the question is asked on 2024-06-01
of a child born on 2014-01-01.

    born 2014-01-01                           birth date ("born unknown" leaves it out)
    bone_pain                                 a finding that is there
    no fever                                  looked for and absent
    fever not looked for                      not looked for ("fever unknown": not known)
    bone_pain at femur_left since 2024-01-01  with its place and start; also "until", "on"
    family psoriasis                          in the family
    disease leukaemia confirmed               or excluded, suspected; with "on"
    lab crp 12 mg/L                           a value; "<5 mg/L"; "lab crp 12" has no unit
    lab crp 12 mg/L range 0-5                 with the report's own limits
    lab haemoglobin low                       the laboratory's mark alone
    mri: femur_left +marrow_oedema -abscess   what a picture shows: features there (+) or not (-)
    whole-body mri: rib_4_left; rest clear    parts by ";", "rest clear" for all else it covers
    mri of spine: rest clear                  "of": what it covers; "site clear", "site healed",
                                              "site uncertain" for the status
    bone_biopsy: +histology_inflammation -bacterial_growth
    no bone_biopsy                            a procedure that was not done
    drug naproxen from 2024-01-01 to 2024-03-01 response none sustained absent
    count mri_lesion_count 4                  a count told without a list
    visit                                     a contact, with "on"
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from crmo.knowledge import load_knowledge
from crmo.record import (
    Certainty,
    Diagnosis,
    Encounter,
    Entry,
    Fact,
    FactStatus,
    Finding,
    Flag,
    ImagingStudy,
    Lesion,
    LesionStatus,
    Measurement,
    Modality,
    Patient,
    PatientRecord,
    Procedure,
    Quantity,
    Score,
    StopReason,
    Subject,
    ToldResponse,
    TreatmentCourse,
)

ASKED_ON = date(2024, 6, 1)
BORN = "2014-01-01"
USUAL_DAY = "2024-05-01"
MODALITIES = {modality.value for modality in Modality}
STATUSES = {
    "clear": LesionStatus.ABSENT,
    "healed": LesionStatus.HEALED,
    "uncertain": LesionStatus.UNCERTAIN,
}


def record_of(lines: Iterable[str]) -> PatientRecord:
    """Return the record that some lines describe.

    Raises:
        ValueError: a line cannot be read.
    """
    entries: list[Entry] = []
    born: str | None = BORN
    for n, line in enumerate(lines, start=1):
        if line.startswith("born "):
            told = line.removeprefix("born ").strip()
            born = None if told == "unknown" else told
        else:
            entries.append(entry_of(line, f"e{n}"))
    return PatientRecord(patient=Patient(id="child", birth_date=born), entries=entries)


def entry_of(line: str, entry_id: str) -> Entry:
    """Return the entry that one line describes."""
    words, dates = _without_dates(line)
    on = dates.get("on", USUAL_DAY)
    head = words.split()[0]
    body = words.partition(":")[2].strip()
    picture = next((m for m in MODALITIES if re.match(rf"(whole-body )?{m}\b", words)), None)
    if picture:
        return _study(words, picture, entry_id, on)
    if head == "disease":
        _, concept, certainty = words.split()
        return Diagnosis(id=entry_id, on=on, concept=concept, certainty=Certainty(certainty))
    if head == "lab":
        return _lab(words.removeprefix("lab "), entry_id, on)
    if head == "drug":
        return _course(words, dates, entry_id)
    if head == "count":
        _, instrument, value = words.split()
        return Score(
            id=entry_id, on=on, instrument=instrument, value=float(value), scale_high=100.0
        )
    if head == "visit":
        return Encounter(id=entry_id, on=on)
    if ":" in words or _is_procedure(words):
        return _procedure(words, body, entry_id, on)
    return _finding(words, dates, entry_id, on)


def _without_dates(line: str) -> tuple[str, dict[str, str]]:
    pattern = r"\s(on|since|until|from|to) (\d{4}(?:-\d\d(?:-\d\d)?)?|undated)\b"
    dates = dict(re.findall(pattern, line))
    if dates.get("on") == "undated":
        dates["on"] = None  # type: ignore[assignment]
    return re.sub(pattern, "", line), dates


def _is_procedure(words: str) -> bool:
    concept = load_knowledge().concepts.get(words.rsplit(maxsplit=1)[-1])
    return concept is not None and concept.kind == "procedure"


def _finding(words: str, dates: dict[str, str], entry_id: str, on: str | None) -> Finding:
    status = FactStatus.PRESENT
    about = Subject.PATIENT
    if words.startswith("no "):
        status, words = FactStatus.ABSENT, words.removeprefix("no ")
    if words.endswith(" not looked for"):
        status, words = FactStatus.NOT_LOOKED_FOR, words.removesuffix(" not looked for")
    if words.endswith(" unknown"):
        status, words = FactStatus.UNKNOWN, words.removesuffix(" unknown")
    if words.startswith("family "):
        about, words = Subject.FAMILY, words.removeprefix("family ")
    concept, _, site = words.partition(" at ")
    if concept.strip() not in load_knowledge().concepts:
        raise ValueError(f"no concept {concept!r} in {words!r}")
    return Finding(
        id=entry_id,
        on=on,
        concept=concept.strip(),
        status=status,
        about=about,
        site=site.strip() or None,
        since=dates.get("since"),
        until=dates.get("until"),
    )


def _lab(words: str, entry_id: str, on: str | None) -> Measurement:
    words, _, limits = words.partition(" range ")
    low, _, high = limits.partition("-")
    parts = words.split()
    if parts[0] not in load_knowledge().analytes:
        raise ValueError(f"no analyte {parts[0]!r}")
    flags = [Flag(p) for p in parts[1:] if p in set(Flag)]
    numbers = [p for p in parts[1:] if p not in set(Flag)]
    quantity = (
        Quantity.parse(numbers[0], numbers[1] if len(numbers) > 1 else None) if numbers else None
    )
    return Measurement(
        id=entry_id,
        on=on,
        analyte=parts[0],
        quantity=quantity,
        flag=flags[0] if flags else None,
        reference_low=float(low) if low else None,
        reference_high=float(high) if high else None,
    )


def _study(words: str, modality: str, entry_id: str, on: str | None) -> ImagingStudy:
    head, _, body = words.partition(":")
    covers = head.partition(" of ")[2].replace(",", " ").split()
    parts = [part.strip() for part in body.split(";") if part.strip()]
    return ImagingStudy(
        id=entry_id,
        on=on,
        modality=Modality(modality),
        whole_body=FactStatus.PRESENT if words.startswith("whole-body") else FactStatus.UNKNOWN,
        covers=tuple(covers),
        unlisted=FactStatus.ABSENT if "rest clear" in parts else FactStatus.UNKNOWN,
        lesions=tuple(_lesion(part) for part in parts if part != "rest clear"),
    )


def _lesion(words: str) -> Lesion:
    site, *rest = words.split()
    status = next((STATUSES[word] for word in rest if word in STATUSES), LesionStatus.PRESENT)
    return Lesion(
        bone_unit=site,
        status=status,
        features=_facts([word for word in rest if word[0] in "+-?"]),
    )


def _facts(words: Iterable[str]) -> tuple[Fact, ...]:
    meaning = {"+": FactStatus.PRESENT, "-": FactStatus.ABSENT, "?": FactStatus.UNKNOWN}
    return tuple(Fact(concept=word[1:], status=meaning[word[0]]) for word in words)


def _procedure(words: str, body: str, entry_id: str, on: str | None) -> Procedure:
    is_done = not words.startswith("no ")
    concept = words.removeprefix("no ").partition(":")[0].strip()
    return Procedure(
        id=entry_id,
        on=on,
        concept=concept,
        status=FactStatus.PRESENT if is_done else FactStatus.ABSENT,
        results=_facts(body.split()),
    )


def _course(words: str, dates: dict[str, str], entry_id: str) -> TreatmentCourse:
    parts = words.split()
    told = dict(zip(parts[2::2], parts[3::2], strict=True))
    return TreatmentCourse(
        id=entry_id,
        on=dates.get("from"),
        end=dates.get("to"),
        drug=parts[1],
        response=ToldResponse(told.get("response", "unknown")),
        sustained=FactStatus(told.get("sustained", "unknown")),
        ongoing=FactStatus(told.get("ongoing", "unknown")),
        stop_reason=StopReason(told.get("stopped", "unknown")),
    )
