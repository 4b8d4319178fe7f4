"""Take the clock out of a spreadsheet file, so that the same content is the same bytes."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP archive can name
_UNIX = 3  # the system that the archive says it was made on, wherever that was
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def forget_the_clock(path: Path, day: date) -> None:
    """Rewrite an .xlsx with one moment for everything in it, and not compressed.

    What a compressor makes of the same content differs between its versions.

    Args:
        path: the file, which is replaced.
        day: the day that it says it was made on.
    """
    stamped = path.with_suffix(".stamped")
    told = rb"\g<1>" + f"{day.isoformat()}T00:00:00Z".encode() + rb"\g<2>"
    with (
        zipfile.ZipFile(path) as old,
        zipfile.ZipFile(stamped, "w", zipfile.ZIP_STORED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(told, content)
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system = _UNIX
            new.writestr(entry, content)
    stamped.replace(path)
