"""The compiled SQL of the shipped definitions, kept to be read and reviewed.

`python -m tests.find.engines.golden_sql` writes the files again after a change that is meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crmo.find.duckdb_engine import compile_definition
from crmo.knowledge import load_knowledge

GOLDEN = Path(__file__).parent / "golden"


def compiled() -> Iterator[tuple[str, str]]:
    """Yield the id of each shipped definition, and its SQL."""
    knowledge = load_knowledge()
    for name, definition in knowledge.case_definitions.items():
        yield name, compile_definition(definition, knowledge).text


def write() -> None:
    for old in GOLDEN.glob("*.sql"):
        old.unlink()
    for name, text in compiled():
        (GOLDEN / f"{name}.sql").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
