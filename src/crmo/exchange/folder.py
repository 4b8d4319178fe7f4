"""Read every file of a folder, whatever each of them is, and put one child's parts together."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from attrs import evolve

from crmo.errors import UnreadableError, UserError
from crmo.exchange import fhir_r4, own_form, spreadsheet
from crmo.exchange.dates import with_date_remarks
from crmo.exchange.joining import joined
from crmo.exchange.plausible import with_size_remarks
from crmo.exchange.reading import Level, Reading, Remark
from crmo.exchange.sniff import Form, form_of
from crmo.knowledge import Knowledge

Progress = Callable[[int, int], None]
_ABOUT_THE_REST = ("read_me", "readme")


def read_folder(
    folder: Path,
    *,
    knowledge: Knowledge,
    progress: Progress | None = None,
    on: date | None = None,
) -> Reading:
    """Read a folder and its sub-folders.

    All FHIR in it is read as one export, so that references from file to file are followed;
    the sheets of one sub-folder as one spreadsheet. A file that cannot be read becomes a
    remark. Hidden files and read_me files are passed over.

    Args:
        folder: the folder.
        knowledge: gives codes and words their meaning.
        progress: called with (files read, files there are), or None.
        on: the day after which a date lies in the future, or None.

    Raises:
        UnreadableError: nothing in it could be read.
    """
    forms, remarks = _sorted_out(folder)
    fhir_files = [path for path, form in forms.items() if form is Form.FHIR]
    readers: list[Callable[[], Reading]] = []
    if fhir_files:
        readers.append(
            lambda: with_date_remarks(
                fhir_r4.read(folder, knowledge=knowledge, files=fhir_files), on=on, births=False
            )
        )
        forms = {path: form for path, form in forms.items() if form is not Form.FHIR}
    readers += [
        lambda place=place, sheets=sheets: with_date_remarks(  # type: ignore[misc]
            spreadsheet.read_csv_folder(place, knowledge=knowledge, files=sheets), on=on
        )
        for place, sheets in _sheets_by_folder(forms).items()
    ]
    readers += [
        lambda path=path, form=form: read_file(path, form, knowledge=knowledge, on=on)  # type: ignore[misc]
        for path, form in forms.items()
        if form is not Form.CSV
    ]
    readings: list[Reading] = []
    for number, reader in enumerate(readers, start=1):
        try:
            readings.append(reader())
        except UserError as error:
            remarks.append(_not_read(error, folder.name))
        if progress:
            progress(number, len(readers))
    if not readings:
        raise _nothing_read(folder, remarks)
    return _as_one(folder, readings, remarks)


def read_file(
    path: Path,
    form: Form,
    *,
    knowledge: Knowledge,
    progress: Progress | None = None,
    on: date | None = None,
) -> Reading:
    """Read one file whose form is known; dates that cannot be are remarked on.

    Raises:
        UnreadableError: nothing in it could be read.
    """
    if form is Form.FHIR:
        reading = fhir_r4.read(path, knowledge=knowledge, progress=progress)
    elif form is Form.OWN:
        reading = with_size_remarks(own_form.read(path, progress=progress), knowledge)
    else:
        reading = spreadsheet.read(path, knowledge=knowledge, progress=progress)
    # The reader of FHIR remarks on dates before birth itself, once for each patient.
    return with_date_remarks(reading, on=on, births=form is not Form.FHIR)


def _files(folder: Path, remarks: list[Remark]) -> Iterator[Path]:
    """Yield what is to be read; a sub-folder that cannot be opened becomes a remark."""

    def note(error: OSError) -> None:
        place = Path(error.filename).relative_to(folder).as_posix()
        message = f"this folder cannot be opened ({error.strerror}); nothing in it was read."
        where = folder.name if place == "." else place
        remarks.append(
            Remark(level=Level.ERROR, where=where, message=message, code="folder-not-read")
        )

    found: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=note):
        folders[:] = [name for name in folders if not _is_hidden(name)]
        found += [Path(place, name) for name in names if not _is_hidden(name)]
    for path in sorted(found):
        if path.stem.lower() not in _ABOUT_THE_REST:
            yield path


def _is_hidden(name: str) -> bool:
    # `~$…` is what a spreadsheet program leaves beside an open file.
    return name.startswith((".", "~$"))


def _sorted_out(folder: Path) -> tuple[dict[Path, Form], list[Remark]]:
    forms: dict[Path, Form] = {}
    remarks: list[Remark] = []
    for path in _files(folder, remarks):
        try:
            forms[path] = form_of(path)
        except UserError as error:
            remarks.append(_not_read(error, path.relative_to(folder).as_posix()))
    return forms, remarks


def _sheets_by_folder(forms: Mapping[Path, Form]) -> Mapping[Path, list[Path]]:
    found: dict[Path, list[Path]] = {}
    for path in sorted(path for path, form in forms.items() if form is Form.CSV):
        found.setdefault(path.parent, []).append(path)
    return found


def _not_read(error: UserError, where: str) -> Remark:
    message = " ".join(part for part in (error.problem, error.todo) if part)
    came = "" if error.came is None else str(error.came)
    return Remark(
        level=Level.ERROR,
        where=error.where or where,
        message=message,
        came=came,
        code="file-not-read",
    )


def _nothing_read(folder: Path, remarks: Sequence[Remark]) -> UnreadableError:
    if not remarks:
        return UnreadableError(
            "this folder is empty.",
            where=folder.name,
            expected="records, FHIR files, or sheets as CSV",
            todo="Name another folder, or put the files there.",
        )
    told = "; ".join(f"{remark.where}: {remark.message}" for remark in remarks[:3])
    more = f" (and {len(remarks) - 3} more)" if len(remarks) > 3 else ""
    return UnreadableError(
        f"nothing in this folder could be read: {told}{more}",
        where=folder.name,
        expected="records, FHIR files, or sheets as CSV",
        todo="Name another folder, or export the data as one of these.",
    )


def _as_one(folder: Path, readings: Sequence[Reading], remarks: list[Remark]) -> Reading:
    if len(readings) == 1:
        one = readings[0]
        failed = Counter(["file"] * len(remarks))
        return evolve(
            one,
            source=folder.name,
            remarks=(*one.remarks, *remarks),
            not_understood=one.not_understood + failed,
        )
    records, join_remarks = joined(readings)
    return Reading(
        source=folder.name,
        format=" and ".join(sorted({reading.format for reading in readings})),
        records=records,
        remarks=(*(each for one in readings for each in one.remarks), *join_remarks, *remarks),
        understood=_sum(reading.understood for reading in readings),
        ignored=_sum(reading.ignored for reading in readings),
        not_understood=_sum(reading.not_understood for reading in readings)
        + Counter({"file": len(remarks)} if remarks else {}),
    )


def _sum(counters: Iterator[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return total
