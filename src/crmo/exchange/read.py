"""One door for every format: look what a file is, and let its reader read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from crmo.exchange.folder import read_file, read_folder
from crmo.exchange.reading import Reading
from crmo.exchange.sniff import form_of
from crmo.knowledge import Knowledge

Progress = Callable[[int, int], None]


def read(
    path: Path | str,
    *,
    knowledge: Knowledge,
    progress: Progress | None = None,
    on: date | None = None,
) -> Reading:
    """Read records from a file or folder, whatever crmo knows it to be.

    crmo's own JSON and YAML, FHIR (Bundle, resource, NDJSON, bulk export), the clinic
    spreadsheet as .xlsx, .xlsm or CSV, and folders in which these lie side by side.

    Args:
        path: the file or folder.
        knowledge: gives codes and words their meaning.
        progress: called with (done, whole) while reading, or None.
        on: the day after which a date lies in the future and is remarked on; None for never.

    Returns:
        The records, one per child, with a remark on everything that was not understood.

    Raises:
        UnreadableError: it cannot be opened, is nothing that crmo reads, or nothing in it
            could be read; says what it seems to be and what to do.
    """
    path = Path(path)
    if path.is_dir():
        return read_folder(path, knowledge=knowledge, progress=progress, on=on)
    return read_file(path, form_of(path), knowledge=knowledge, progress=progress, on=on)
