"""Commands on letters and reports: read, recognise."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from crmo.cli.options import LetterFile, OnDay, Overlay, day_asked


def read(
    file: LetterFile,
    *,
    on: OnDay = None,
    html: Annotated[Path | None, Parameter(name="--html")] = None,
    json: bool = False,
    knowledge: Overlay = None,
) -> int:
    """Read one letter or report and show what it says, marked in its text.

    Args:
        file: a letter as text, RTF, HTML, PDF with text, or FHIR; - reads standard input.
        on: day of the letter, if it does not say so itself.
        html: write a page instead of showing it in the terminal.
        json: write JSON to standard output instead.
        knowledge: folder of local rules and values laid over those of crmo.
    """
    from crmo.cli.read_note import read_file

    day = None if on is None else day_asked(on)
    return read_file(file, on=day, html=html, json=json, overlay=knowledge)


def recognise(
    file: LetterFile,
    *,
    age: float | None = None,
    sex: str | None = None,
    setting: str = "rheumatology",
    on: OnDay = None,
    html: Annotated[Path | None, Parameter(name="--html")] = None,
    json: bool = False,
    knowledge: Overlay = None,
) -> int:
    """Say what it could be, what speaks for and against, and what must be ruled out first.

    An aid to thinking, not a diagnosis; no flag is not reassurance. Nothing is stored.

    Args:
        file: a letter (as for `crmo read`), a record, FHIR or spreadsheet; - reads a letter.
        age: age in years; what the letter says if not given.
        sex: female or male; what the letter says if not given.
        setting: who asks: primary_care, orthopaedics or rheumatology.
        on: day of the question; today if not given.
        html: write a page of a letter, too.
        json: write JSON to standard output instead.
        knowledge: folder of local rules and values laid over those of crmo.
    """
    from crmo.cli.recognise import recognise_file

    weighed = partial(recognise_file, file, age=age, sex=sex, setting=setting)
    return weighed(on=day_asked(on), json=json, html=html, overlay=knowledge)
