"""`crmo template`: the empty clinic spreadsheet."""

from __future__ import annotations

from pathlib import Path

from crmo.cli.visible import one_line
from crmo.errors import UserError
from crmo.exchange.spreadsheet import write_template, write_template_csv


def write(path: Path, *, csv: bool) -> int:
    """Write the template, never over a file that is already there."""
    if path.exists():
        raise UserError(
            "this file is already there; nothing was written.",
            where=str(path),
            todo="Name another file: crmo template NAME.xlsx",
        )
    if csv:
        write_template_csv(path)
    else:
        write_template(path)
    print(f"Template: {one_line(str(path))}")
    print(f"Fill it in, then: crmo open {one_line(str(path))}")
    return 0
