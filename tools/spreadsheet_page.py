"""The page of the clinic spreadsheet: every sheet, column and understood word."""

from __future__ import annotations

from collections.abc import Iterator

from crmo.exchange.spreadsheet import limits
from crmo.exchange.spreadsheet.columns import Column, Sheet, sheets
from crmo.exchange.spreadsheet.wording import list_words

INTRODUCTION = f"""\
# The clinic spreadsheet

`crmo template` writes it as .xlsx, or as a folder of CSV files.
How to fill it in is told in [Fill the spreadsheet](../how-to/fill-the-spreadsheet.md);
this page lists everything that is understood.

Sheets and columns may stand in any order, with any of the names below; case, accents, blanks and
signs do not matter. Columns of your own are kept as notes. A row that cannot be understood is left
out with a remark that names sheet, row and column; the other rows are kept.

| | |
|---|---|
| files | .xlsx, .xlsm (macros are never run), one CSV file, a folder of CSV files |
| CSV | commas, semicolons or tabs; UTF-8, UTF-16 or Windows-1252 |
| dates | `2024-05-17`, `2024-05`, `2024`, `17.05.2024`, `17/05/2024`, `May 2024`, real date cells |
| 05/06/2024 | read as the other dates of the file show; if none does, only the year is kept |
| numbers | `1.8`, `1,8`, `<0.6`, `12 mg/l` |
| 1,234 | read as the other numbers of the file show; if none does, kept as text |
| formulas | the value that was last computed; never computed here |
| largest file | {limits.MAX_ROWS:,} filled rows, {limits.MAX_COLUMNS} columns, \
{limits.MAX_EXPANDED_BYTES // 1024**2} MB unpacked |
"""


def pages() -> dict[str, str]:
    """Return the page docs/reference/spreadsheet.md."""
    parts = [INTRODUCTION]
    for sheet in sheets().values():
        parts += [f"## Sheet `{sheet.name}`\n", _sheet_names(sheet), "", _table(sheet)]
    parts.append("## Words of the closed lists\n")
    parts += ["`ambiguous` words can mean two things; they are not guessed, and remarked on.\n"]
    for title, listed in _lists().items():
        parts += [f"### {title}\n", _words(listed)]
    return {"reference/spreadsheet.md": "\n".join(parts)}


def _sheet_names(sheet: Sheet) -> str:
    others = ", ".join(f"`{name}`" for name in sheet.other_names)
    return f"One row for {sheet.about}. Also understood as {others}."


def _table(sheet: Sheet) -> str:
    rows = ["| column | what belongs there | also understood as |", "|---|---|---|"]
    rows += [_row(column) for column in sheet.columns]
    return "\n".join([*rows, ""])


def _row(column: Column) -> str:
    needed = " (needed)" if column.required else ""
    synonyms = ", ".join(column.synonyms).replace("|", "\\|")
    return f"| `{column.name}`{needed} | {column.note} | {synonyms} |"


def _lists() -> dict[str, str]:
    columns = (column for sheet in sheets().values() for column in sheet.columns)
    named = {column.words.replace("_", " "): column.words for column in columns if column.words}
    return {"yes and no": "four_state", "side": "side", **named}


def _words(listed: str) -> str:
    return "\n".join([*_word_rows(listed), ""])


def _word_rows(listed: str) -> Iterator[str]:
    yield "| word | also understood as |"
    yield "|---|---|"
    for word, others in list_words(listed).items():
        told = ", ".join(f"`{each}`" for each in others)
        yield f"| {word} | {told} |"
