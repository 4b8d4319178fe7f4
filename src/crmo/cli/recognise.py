"""`crmo recognise`: what a child could have, from a letter or from a record."""

from __future__ import annotations

import json as json_text
import math
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from crmo.assess.differential import differential_of
from crmo.assess.differential.json_form import recognition_as_dict
from crmo.assess.facts import Facts
from crmo.assess.red_flags import red_flags
from crmo.cli.readings import read_all, tell, tell_overlays, wrong_use
from crmo.cli.recognition_text import print_recognition
from crmo.cli.terminal import messages, output, plain
from crmo.errors import UnreadableError, UserError
from crmo.exchange.sniff import Form, form_of
from crmo.knowledge import Knowledge, load_knowledge
from crmo.knowledge.likelihoods import SETTINGS
from crmo.notes.formats import MAX_BYTES, plain_text
from crmo.notes.letter_facts import Letter, facts_of_letter
from crmo.record import Interval, Sex
from crmo.report.recognition_words import units_taken_words

STANDARD_INPUT = "-"
_OLDEST_YEARS = 130
_SEXES = {
    **{sex.value: sex for sex in Sex},
    **dict.fromkeys(("f", "girl", "woman"), Sex.FEMALE),
    **dict.fromkeys(("m", "boy", "man"), Sex.MALE),
    "": Sex.UNKNOWN,
}
# What holds data and not prose: if no reader knows it, it is not read as a letter either.
_DATA = {".json", ".ndjson", ".jsonl", ".yaml", ".yml", ".csv", ".tsv", ".xlsx", ".xlsm", ".xml"}


def recognise_file(
    file: str,
    *,
    on: date,
    age: float | None,
    sex: str | None,
    setting: str,
    json: bool,
    overlay: Path | None,
    html: Path | None = None,
) -> int:
    """Show what the child of a letter, or each child of a file, could have.

    Args:
        file: a letter or report, or anything that `crmo.exchange.read` reads; `-` for a letter
            on standard input.
        on: the day of the question, inclusive; a letter that names no date is read as of it.
        age: age of the letter's child on that day; completed years are taken. None leaves it to
            the letter.
        sex: female, male, other or unknown, of the letter's child; None leaves it to the letter.
        setting: `primary_care`, `orthopaedics` or `rheumatology`.
        json: write JSON to standard output instead of words: one `recognition_as_dict` for a
            letter, a list of them for records.
        overlay: folder of local knowledge, or None.
        html: page of a letter to write, too, or None.

    Returns:
        The exit code 0.

    Raises:
        UserError: the file cannot be read, or an option is not what it should be.
    """
    if setting not in SETTINGS:
        raise wrong_use(
            "--setting is no setting that crmo knows.", todo=f"Choose one of {', '.join(SETTINGS)}."
        )
    told_sex, told_age = _sex(sex), _age(age)
    is_letter = _is_letter(file)
    if not is_letter and not (age is None and sex is None):
        raise wrong_use(
            "--age and --sex are for letters; this file tells both itself.", todo="Leave them out."
        )
    _check_page(html, is_letter=is_letter)
    knowledge = load_knowledge(overlay)
    if not is_letter:
        return _show_records(_facts_of_records(Path(file), knowledge, on), setting, json=json)
    tell_overlays(knowledge.overlays)
    text, name = _text(file)
    letter = facts_of_letter(text, knowledge, on=on, age=told_age, sex=told_sex, document=name)
    _tell_doubts(letter, on)
    if html is not None:
        from crmo.report.recognition_page import recognition_page_html

        html.write_text(recognition_page_html(letter, setting), encoding="utf-8")
    if json:
        _print_json(_as_dict(letter.facts, setting))
        return 0
    _print(letter.facts, setting)
    if html is not None:
        output().print(f"\nPage: {plain(str(html))}")
    return 0


def _print(facts: Facts, setting: str) -> None:
    print_recognition(facts, differential_of(facts, setting), red_flags(facts))


# what the command line says --------------------------------------------------------------------


def _sex(word: str | None) -> Sex | None:
    if word is None:
        return None
    found = _SEXES.get(word.strip().lower())
    if found is None:
        words = ", ".join(each.value for each in Sex)
        raise wrong_use("--sex is no word that crmo knows.", todo=f"One of {words}.")
    return found


def _age(years: float | None) -> Interval | None:
    if years is None:
        return None
    if not 0 <= years < _OLDEST_YEARS:  # also when it is not a number
        raise wrong_use("--age is no age.", todo="Give years, such as 9 or 0.5.")
    whole = math.floor(years)
    if years != whole:
        return Interval(years, years)
    return Interval(whole, math.nextafter(whole + 1, 0))


def _check_page(html: Path | None, *, is_letter: bool) -> None:
    if html is None:
        return
    if not is_letter:
        raise wrong_use("--html is for letters.", todo="crmo open makes the page of a record.")
    if html.exists():
        raise UserError(
            "this file is already there; nothing was written.",
            where=str(html),
            todo="Name another file for --html.",
        )


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


def _text(file: str) -> tuple[str, str]:
    """Return the text of a letter, and its name."""
    if file == STANDARD_INPUT:
        content, name = sys.stdin.buffer.read(MAX_BYTES + 1), "letter"
    else:
        content, name = _content(Path(file)), Path(file).name
    return plain_text(content, name=name), name


def _tell_doubts(letter: Letter, on: date) -> None:
    reading = letter.reading
    if not letter.is_dated:
        messages().print(f"The letter names no date; it is read as written on {on.isoformat()}.")
    elif reading.on is not None and reading.on > on:
        messages().print(
            "[yellow]warning[/] The letter is of a later day than --on; what it tells of later "
            "days is not weighed."
        )
    if letter.units_taken:
        messages().print(plain(units_taken_words(letter)))
    if reading.contradictions or reading.unread:
        messages().print(
            "[yellow]warning[/] Parts of the letter contradict each other or were not understood; "
            "crmo read shows them."
        )


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


def _show_records(found: Iterator[Facts], setting: str, *, json: bool) -> int:
    if json:
        _print_json([_as_dict(facts, setting) for facts in found])
        return 0
    for facts in found:
        _print(facts, setting)
    return 0


def _as_dict(facts: Facts, setting: str) -> dict[str, Any]:
    patient = facts.record.patient
    return recognition_as_dict(
        differential_of(facts, setting),
        red_flags(facts),
        patient=patient.id,
        age=facts.age_years(),
        sex=patient.sex.value,
    )


def _print_json(form: object) -> None:
    sys.stdout.write(json_text.dumps(form, ensure_ascii=True, indent=2, allow_nan=False) + "\n")
