"""The page on the event table says what the table is."""

from __future__ import annotations

from pathlib import Path

from crmo.find.events import table
from crmo.find.events.remarks import KINDS

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "event-table.md").read_text("utf-8")


def test_every_column_and_kind_of_remark_is_on_the_page() -> None:
    lines = set(PAGE.splitlines())
    every = (
        table.EVENT_COLUMNS,
        table.PERSON_COLUMNS,
        table.CODE_COLUMNS,
        table.TEXT_COLUMNS,
        table.REMARK_COLUMNS,
    )
    wanted = {
        f"| `{name}` | {kind} | {meaning} |"
        for columns in every
        for name, (kind, meaning) in columns.items()
    }
    wanted |= {f"| `{kind}` | {level} | {said} |" for kind, (level, said) in KINDS.items()}
    assert wanted <= lines
