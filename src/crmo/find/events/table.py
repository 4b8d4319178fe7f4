"""The event table: what a source becomes, once, before any number of definitions run over it.

A folder with Parquet files:

- `events.parquet` (a file or a folder of parts): one row per coded event, sorted by `code_id`,
  `person_id`, `d_lo`, `event_id`.
- `persons.parquet`: one row per person.
- `codes.parquet`: one row per code that occurs, with what crmo understands by it. A code set is
  turned into `code_id`s by this small table; events are filtered by that integer alone.
- `texts.parquet`: notes and reports, if the source holds them (read for candidates only).
- `remarks.parquet`: counted remarks: what was not understood, and where.
- `manifest.json`: source, versions, counts, hashes; written last.

Columns are (name, DuckDB type, meaning); both engines and the reference read nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

EVENT_COLUMNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "person_id": ("BIGINT", "row of persons.parquet"),
        "event_id": ("BIGINT", "unique; the same source gives the same ids again"),
        "code_id": ("INTEGER", "row of codes.parquet"),
        "state": ("VARCHAR", "present, absent, uncertain or unknown"),
        "d_lo": ("DATE", "first day on which it may have been"),
        "d_hi": ("DATE", "last such day; equal to d_lo for an exact date; both NULL if undated"),
        "e_hi": ("DATE", "last day of what lasts (a course of a drug, an admission), or NULL"),
        "value": ("DOUBLE", "in the unit of the analyte if it could be converted, else as told"),
        "unit": ("VARCHAR", "UCUM unit of `value`, or NULL if none or not understood"),
        "ref_lo": ("DOUBLE", "lower reference limit that came with it, in `unit`"),
        "ref_hi": ("DOUBLE", "upper reference limit that came with it, in `unit`"),
        "flag": ("VARCHAR", "low, normal or high as the laboratory marked it, or NULL"),
        "value_code_id": ("INTEGER", "coded value (organism, answer), or NULL"),
        "site": ("VARCHAR", "site id of crmo.anatomy, or NULL"),
        "visit_id": ("BIGINT", "event_id of the encounter that it belongs to, or NULL"),
        "source_table": ("VARCHAR", "table or resource type that it came from"),
        "source_id": ("VARCHAR", "key in that table; BIGINT if the keys of all tables are numbers"),
    }
)

PERSON_COLUMNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "person_id": ("BIGINT", "counted from 1 in the order of `source_person`"),
        "source_person": ("VARCHAR", "key of the person in the source; never leaves the machine"),
        "sex": ("VARCHAR", "female, male or unknown"),
        "birth_lo": ("DATE", "first possible day of birth, or NULL"),
        "birth_hi": ("DATE", "last possible day of birth, or NULL"),
        "seen_lo": ("DATE", "first day of any event or observation period, or NULL"),
        "seen_hi": ("DATE", "last such day, or NULL"),
        "n_events": ("INTEGER", "number of events"),
    }
)

CODE_COLUMNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "code_id": ("INTEGER", "counted from 1, ordered by kind, system and code"),
        "kind": (
            "VARCHAR",
            "condition, finding, measurement, drug, procedure, imaging, visit or specialty",
        ),
        "system": ("VARCHAR", "code system as in crmo.knowledge.codes, `omop`, or `local`"),
        "code": ("VARCHAR", "the code as it came"),
        "label": ("VARCHAR", "its name, or NULL"),
        "concept": ("VARCHAR", "id of our concept, analyte, drug, modality, ..., or NULL"),
        "concept_kind": ("VARCHAR", "concept, analyte, drug, modality, visit, specialty, or NULL"),
        "also": ("VARCHAR[]", "`system:code` of the same thing in other systems (other codings)"),
        "n_events": ("BIGINT", "how often it occurs"),
        "how": ("VARCHAR", "what told its meaning: shipped, concept_table, ancestor, mapping, ''"),
    }
)

TEXT_COLUMNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "person_id": ("BIGINT", "row of persons.parquet"),
        "text_id": ("VARCHAR", "key of the note in the source"),
        "d_lo": ("DATE", "day of the note"),
        "d_hi": ("DATE", "last possible such day"),
        "title": ("VARCHAR", "title or kind of the note, or NULL"),
        "text": ("VARCHAR", "the note; never in a log"),
    }
)

REMARK_COLUMNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "level": ("VARCHAR", "error, warning or note, as in crmo.exchange.reading"),
        "where_": ("VARCHAR", "file and column or path; no value of a patient"),
        "what": ("VARCHAR", "id of the kind of remark"),
        "message": ("VARCHAR", "in words, without any value of a patient"),
        "n": ("BIGINT", "how often"),
    }
)
