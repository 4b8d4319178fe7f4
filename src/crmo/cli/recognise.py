"""`crmo recognise`: what a child could have, from a letter or from a record."""

from __future__ import annotations

import json as json_text
import math
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from crmo.assess.differential import differential_of
from crmo.assess.differential.json_form import recognition_as_dict
from crmo.assess.facts import Facts
from crmo.assess.red_flags import red_flags
from crmo.cli.readings import read_all, tell, tell_overlays, wrong_use
from crmo.cli.recognition_text import print_recognition
from crmo.cli.terminal import messages
from crmo.errors import UnreadableError
from crmo.exchange.sniff import Form, form_of
from crmo.knowledge import Knowledge, load_knowledge
from crmo.knowledge.likelihoods import SETTINGS
from crmo.notes.formats import MAX_BYTES, plain_text
from crmo.notes.pipeline import read_note
from crmo.record import Interval, Patient, PatientRecord, Sex

STANDARD_INPUT = "-"
_OLDEST_YEARS = 130
# What holds data and not prose: if no reader knows it, it is not read as a letter either.
_DATA = {".json", ".ndjson", ".jsonl", ".yaml", ".yml", ".csv", ".tsv", ".xlsx", ".xlsm", ".xml"}


class _LetterFacts(Facts):
    """Facts of a letter whose reader told the age.

    A child of 9 was born in one of two calendar years, which no partial date can hold; either
    year alone would leave out half of what is possible. So the age itself is kept, and the
    record has no birth date.

    Args:
        record: what the letter says.
        knowledge: as for `Facts`.
        on: as for `Facts`.
        years: completed years on that day, or None.
    """

    def __init__(
        self, record: PatientRecord, knowledge: Knowledge, on: date, years: int | None
    ) -> None:
        super().__init__(record, knowledge, on)
        self._age = None if years is None else Interval(years, math.nextafter(years + 1, 0))

    def age_years(self) -> Interval | None:
        """Return the possible ages on the day; None if nobody told."""
        return self._age


def recognise_file(
    file: str,
    *,
    on: date,
    age: float | None,
    sex: str | None,
    setting: str,
    json: bool,
    overlay: Path | None,
) -> int:
    """Show what the child of a letter, or each child of a file, could have.

    Args:
        file: a letter or report, or anything that `crmo.exchange.read` reads; `-` for a letter
            on standard input.
        on: the day of the question, inclusive; a letter that names no date is read as of it.
        age: age of the letter's child on that day; completed years are taken, or None.
        sex: female, male, other or unknown, of the letter's child; or None.
        setting: `primary_care`, `orthopaedics` or `rheumatology`.
        json: write a list of `recognition_as_dict` to standard output instead of words.
        overlay: folder of local knowledge, or None.

    Returns:
        The exit code 0.

    Raises:
        UserError: the file cannot be read, or an option is not what it should be.
    """
    if setting not in SETTINGS:
        raise wrong_use(
            "--setting is no setting that crmo knows.", todo=f"Choose one of {', '.join(SETTINGS)}."
        )
    child = _letter_child(sex)
    years = _completed_years(age)
    is_letter = _is_letter(file)
    if not is_letter and not (age is None and sex is None):
        raise wrong_use(
            "--age and --sex are for letters; this file tells both itself.", todo="Leave them out."
        )
    knowledge = load_knowledge(overlay)
    if is_letter:
        tell_overlays(knowledge.overlays)
        found: Iterator[Facts] = iter([_facts_of_letter(file, child, years, knowledge, on)])
    else:
        found = _facts_of_records(Path(file), knowledge, on)
    if json:
        _print_json(found, setting)
        return 0
    for facts in found:
        print_recognition(facts, differential_of(facts, setting), red_flags(facts))
    return 0


# what the command line says --------------------------------------------------------------------


def _letter_child(sex: str | None) -> Patient:
    words = [word.value for word in Sex]
    if sex is not None and sex not in words:
        raise wrong_use("--sex is no word that crmo knows.", todo=f"One of {', '.join(words)}.")
    return Patient(id="letter", sex=Sex.UNKNOWN if sex is None else Sex(sex))


def _completed_years(age: float | None) -> int | None:
    if age is None:
        return None
    if not 0 <= age < _OLDEST_YEARS:  # also when it is not a number
        raise wrong_use("--age is no age.", todo="Give years, such as 9 or 0.5.")
    return math.floor(age)


def _is_letter(file: str) -> bool:
    """Whether a file is prose: nothing that a reader of records knows, or text within FHIR."""
    if file == STANDARD_INPUT:
        return True
    path = Path(file)
    if path.is_dir():
        return False
    try:
        form = form_of(path)
    except UnreadableError:
        return path.suffix.lower() not in _DATA
    return form is Form.FHIR and _is_document(_content(path))


def _is_document(content: bytes) -> bool:
    """Whether FHIR is one DocumentReference, which holds a letter and no entries."""
    if b'"DocumentReference"' not in content or len(content) > MAX_BYTES:
        return False
    try:
        found = json_text.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("resourceType") == "DocumentReference"


# what the file says ----------------------------------------------------------------------------


def _facts_of_letter(
    file: str, child: Patient, years: int | None, knowledge: Knowledge, on: date
) -> Facts:
    if file == STANDARD_INPUT:
        content, name = sys.stdin.buffer.read(MAX_BYTES + 1), "letter"
    else:
        content, name = _content(Path(file)), Path(file).name
    text = plain_text(content, name=name)
    reading = read_note(text, knowledge, document=name)
    if reading.on is None:
        messages().print(f"The letter names no date; it is read as written on {on.isoformat()}.")
        reading = read_note(text, knowledge, on=on, document=name)
    elif reading.on > on:
        messages().print(
            "[yellow]warning[/] The letter is of a later day than --on; what it tells of later "
            "days is not weighed."
        )
    if reading.contradictions or reading.unread:
        messages().print(
            "[yellow]warning[/] Parts of the letter contradict each other or were not understood; "
            "crmo read shows them."
        )
    return _LetterFacts(reading.record(child), knowledge, on, years)


def _content(path: Path) -> bytes:
    """Return what a file holds; one byte more than is read shows that it is too long."""
    try:
        with path.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableError(
            f"the file cannot be opened: {error.strerror or 'unknown reason'}.",
            where=path.name,
            expected="a letter, a report, or a record",
        ) from None


def _facts_of_records(path: Path, knowledge: Knowledge, on: date) -> Iterator[Facts]:
    for _path, reading in read_all([path], knowledge, on=on):
        tell(reading, rest="`crmo open` shows them on the page")
        for record in reading.records:
            yield Facts(record, knowledge, on)


def _print_json(found: Iterator[Facts], setting: str) -> None:
    children = [
        recognition_as_dict(
            differential_of(facts, setting), red_flags(facts), patient=facts.record.patient.id
        )
        for facts in found
    ]
    sys.stdout.write(json_text.dumps(children, ensure_ascii=True, indent=2, allow_nan=False) + "\n")
