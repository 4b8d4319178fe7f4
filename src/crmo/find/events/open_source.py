"""What a source is: OMOP or FHIR, folder, file or database."""

from __future__ import annotations

from pathlib import Path

from crmo.errors import UnreadableError
from crmo.find.events.fhir.fhir_source import FhirFolder
from crmo.find.events.fhir.folder import has_resources
from crmo.find.events.omop.duckdb_source import OmopDuckdb
from crmo.find.events.omop.folder import tables_in
from crmo.find.events.omop.folder_source import OmopFolder
from crmo.find.events.omop.postgresql_source import SCHEMES, OmopPostgresql
from crmo.find.events.source import Source

_DATABASE_ENDS = (".duckdb", ".ddb", ".db")


def open_source(source: Path | str) -> Source:
    """Return the reader for a source.

    Raises:
        UnreadableError: it is not there, or none of the forms that are read.
    """
    if str(source).startswith(SCHEMES):
        return OmopPostgresql(str(source))
    path = Path(source)
    if not path.exists():
        raise UnreadableError(
            "there is no such folder or file.", where=path.name, todo="Check the path."
        )
    if path.is_dir() and tables_in(path):
        return OmopFolder(path)
    if path.is_dir() and has_resources(path):
        return FhirFolder(path)
    if path.is_file() and path.suffix.lower() in _DATABASE_ENDS:
        return OmopDuckdb(path)
    raise UnreadableError(
        "this is neither OMOP nor FHIR.",
        where=path.name,
        expected="a folder with tables of OMOP CDM 5.3 or 5.4 (person.parquet, person.csv, …) or "
        "with FHIR R4 resources (Patient.ndjson, …), or a DuckDB file",
        todo="Name the folder that holds the files themselves.",
    )
