"""`crmo open` and `crmo demo`: files in, one page per child out."""

from __future__ import annotations

import errno
import webbrowser
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from attrs import Factory, frozen

from crmo.assess import assess
from crmo.cli.json_output import to_json_bytes
from crmo.cli.readings import read_all, tell
from crmo.cli.terminal import messages, output, plain, progress
from crmo.errors import UserError
from crmo.examples import EXAMPLES
from crmo.exchange.reading import Reading, Remark
from crmo.exchange.whole_file import write_bytes_whole
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import PatientRecord
from crmo.report.index_page import IndexRow, index_page_html
from crmo.report.languages import in_language
from crmo.report.patient_page import patient_page_html

LONGEST_STEM_BYTES = 200  # file names have at most 255


@frozen(kw_only=True)
class Wanted:
    """What is to be written for each child, where, and for which day.

    Args:
        out: folder for the pages.
        on: day of the assessment.
        pdf: whether to write one A4 page as well.
        json: whether to write record and assessment as JSON as well.
        taken: file names of this run without their endings, case folded; grows as pages are
            written.
    """

    out: Path
    on: date
    pdf: bool = False
    json: bool = False
    taken: set[str] = Factory(set)


def open_all(
    files: Sequence[Path],
    *,
    out: Path,
    on: date,
    pdf: bool,
    json: bool,
    browser: bool,
    overlay: Path | None,
    language: str = "en",
) -> int:
    """Read the files and write the pages; return the exit code."""
    knowledge = load_knowledge(overlay)
    _check_folder(out)
    wanted = Wanted(out=out, on=on, pdf=pdf, json=json)
    pages = []
    for path, reading in read_all(files, knowledge, on=on):
        tell(reading)
        with in_language(language):
            pages += _write_reading(path, reading, knowledge, wanted)
    if pages and browser:
        webbrowser.open(pages[0].resolve().as_uri())
    return 0


def open_example(name: str, *, out: Path, pdf: bool, language: str = "en") -> int:
    """Write the page of an invented child and say where it is.

    Raises:
        UserError: there is no example of that name.
    """
    example = next((example for example in EXAMPLES if example.name == name), None)
    if example is None:
        raise UserError(
            "there is no such example.",
            came=name,
            expected=" or ".join(example.name for example in EXAMPLES),
        )
    output().print(f"An invented child: {example.about}.")
    return open_all(
        [example.path],
        out=out,
        on=example.on,
        pdf=pdf,
        json=False,
        browser=False,
        overlay=None,
        language=language,
    )


def _write_reading(
    path: Path, reading: Reading, knowledge: Knowledge, wanted: Wanted
) -> list[Path]:
    """Write the pages of one reading; several children get an index page as well."""
    if not reading.records:
        messages().print("  No child in it: no page written.")
        return []
    stem = _free_stem(path.resolve().stem or "record", wanted.taken)
    if len(reading.records) == 1:
        written = [_write_child(stem, reading.records[0], reading.remarks, knowledge, wanted)[0]]
    else:
        written = [_write_children(stem, reading, knowledge, wanted)]
    output().print(f"  Page: {plain(str(written[0]))}")
    return written


def _write_children(stem: str, reading: Reading, knowledge: Knowledge, wanted: Wanted) -> Path:
    rows = []
    digits = len(str(len(reading.records)))
    try:
        with progress("pages") as bar:
            for number, record in enumerate(bar.track(reading.records), start=1):
                name = _free_stem(f"{stem}-{number:0{digits}d}", wanted.taken)
                # A file's remarks may speak of other children: they stay on the index page.
                page, headline = _write_child(name, record, (), knowledge, wanted)
                rows.append(IndexRow(patient=record.patient, headline=headline, page=page.name))
    except KeyboardInterrupt:
        messages().print(f"  {len(rows)} of {len(reading.records)} pages written, no index page.")
        raise
    index = wanted.out / f"{stem}.html"
    html = index_page_html(reading.source, rows, reading.remarks, on=wanted.on)
    write_bytes_whole(index, html.encode())
    return index


def _write_child(
    stem: str,
    record: PatientRecord,
    remarks: Sequence[Remark],
    knowledge: Knowledge,
    wanted: Wanted,
) -> tuple[Path, str]:
    assessment = assess(record, knowledge, on=wanted.on)
    html = patient_page_html(record, assessment, knowledge, remarks=tuple(remarks), on=wanted.on)
    page = wanted.out / f"{stem}.html"
    if wanted.pdf:
        from crmo.report.pdf import patient_pdf

        write_bytes_whole(
            wanted.out / f"{stem}.pdf", patient_pdf(record, assessment, knowledge, on=wanted.on)
        )
    if wanted.json:
        write_bytes_whole(wanted.out / f"{stem}.json", to_json_bytes(record, assessment))
    write_bytes_whole(page, html.encode())
    return page, assessment.headline


def _check_folder(out: Path) -> None:
    try:
        if not out.exists() or out.is_dir():
            return
    except OSError as error:
        is_long = error.errno == errno.ENAMETOOLONG
        raise UserError(
            "the name of this folder is too long."
            if is_long
            else f"this folder cannot be used ({error.strerror}).",
            where="--out",
            todo="Give a shorter name." if is_long else "Name another folder.",
        ) from None
    raise UserError(
        "there is a file of this name, so no folder for the pages can be made.",
        where=str(out),
        expected="a folder, which is made if it is not there",
        todo="Name another folder with --out.",
    )


def _free_stem(base: str, taken: set[str]) -> str:
    """Return a file name for a page; two of one name do not overwrite each other.

    Upper and lower case are the same name, as they are on Windows and macOS.
    """
    base = _shortened(base)
    stem, number = base, 2
    while stem.casefold() in taken:
        stem, number = f"{base}-{number}", number + 1
    taken.add(stem.casefold())
    return stem


def _shortened(stem: str) -> str:
    """Return a file name that leaves room for a number and an ending on every system."""
    return stem.encode()[:LONGEST_STEM_BYTES].decode(errors="ignore")
