"""The page of the OMOP tables: what each entry becomes, which concepts are used, what is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from crmo.exchange.omop_cdm_5_4 import IDS_PER_PERSON, LOCAL_CONCEPTS_FILE, LOSSES_FILE
from crmo.exchange.omop_cdm_5_4.convert import WHY_LOST
from crmo.exchange.omop_cdm_5_4.row_groups import DEFAULT_ROWS_PER_GROUP, ROWS_PER_GROUP
from crmo.exchange.omop_cdm_5_4.rows import CONSTANT, FILLED
from crmo.exchange.omop_cdm_5_4.tables import tables
from crmo.knowledge import load_knowledge
from crmo.terminology.omop_concepts import (
    FIRST_LOCAL_ID,
    UNKNOWN_CODE,
    OmopConcept,
    omop_concepts,
)

INTRODUCTION = f"""\
# OMOP CDM 5.4

crmo writes records as the tables of the
[OMOP Common Data Model](https://ohdsi.github.io/CommonDataModel/cdm54.html), version 5.4:
one Parquet file per table, table and column names in lower case. It needs pyarrow
(`pip install "crmo[simulate]"`). crmo does not read OMOP yet.

```python
from pathlib import Path

from crmo.exchange.omop_cdm_5_4 import OmopWriter
from crmo.knowledge import load_knowledge

with OmopWriter(Path("omop"), load_knowledge()) as writer:
    for person_id, record in enumerate(records, start=1):
        writer.add(record, person_id)
```

Worker processes call `omop_rows(record, knowledge, person_id)` and `.to_batches()`, and one writer
takes what they made, in order, by `add_rows`. Row groups hold {DEFAULT_ROWS_PER_GROUP:,} rows
({ROWS_PER_GROUP["note"]:,} notes), so memory does not grow with the number of children.
The bytes depend on the records, their order and ids, pyarrow's version and the compression, not
on how many workers there were.

## What an entry becomes

Only current entries are written; what was corrected or retracted is not.

"""

ENTRIES = (
    (
        "Finding, present, of the child",
        "`condition_occurrence`; site, severity and since as observations on it",
    ),
    (
        "Finding that is no disorder (good health, response to a drug), or a word that the "
        "knowledge lacks",
        "`observation` with the value `present`",
    ),
    (
        "Finding absent, not looked for, unknown",
        "`observation` with that value. **Never a condition**",
    ),
    (
        "Finding in the family",
        "`observation`; the concept *family history of clinical finding* only when present",
    ),
    (
        "Diagnosis confirmed, suspected, of unknown certainty",
        "`condition_occurrence` with the certainty as status",
    ),
    ("Diagnosis excluded", "`observation` with the value `ruled out`. **Never a condition**"),
    (
        "Measurement",
        "`measurement`: number, operator, unit, limits; mark and words in `value_source_value`",
    ),
    ("Score", "`measurement`; the ends of the scale as range"),
    (
        "ImagingStudy",
        "`procedure_occurrence`; coverage, contrast and sequences as observations on it, the "
        "conclusion as note",
    ),
    (
        "Lesion of a study",
        "`observation` `lesion` on the study: status as value, place as qualifier",
    ),
    (
        "Feature of a lesion",
        "`observation` on the lesion, in its four states; the size is a `measurement` on it",
    ),
    (
        "Procedure that was done",
        "`procedure_occurrence`, the place as modifier; each result an observation on it",
    ),
    ("Procedure not done or not known", "`observation` with that value"),
    (
        "TreatmentCourse",
        "`drug_exposure`; indication, told response, unwanted events as observations on it",
    ),
    ("Encounter", "`visit_occurrence`; department and reason as observations on it"),
    ("Document, and any remark", "`note`; a remark is linked to its row"),
)

MEANING = f"""\

"On it" means `observation_event_id`, `measurement_event_id` or `note_event_id` with the concept of
the field beside it. What is known to the day belongs to the visit of that day if there is exactly
one.

## Dates

OMOP wants whole days, records have years and months too.

- A partial date is filed under **its earliest day**, and an observation `date_as_written` on the
  row says what was written (`2024-05`) and for which end (`start`, `end`).
- An end is never filed before its start; where that moves it, `date_as_written` says so.
- **An entry without any date becomes no event.** It is written as an observation *history of
  event* with the qualifier `undated`, filed under the day it was recorded or else the last day of
  the record. A finding that is an observation anyway, and a document, are filed there too.
- A course of treatment must have an end in OMOP. A known one stands in `drug_exposure_end_date` and
  `verbatim_end_date`. A course that goes on ends with the last day of the record; one whose end is
  not known, on its first day; in both `verbatim_end_date` is empty.
- `observation_period` runs from the first to the last day of the record. Times of day are not kept,
  so all columns of date with time are empty.

## People

Sex that is neither male nor female is concept 0 with the word as source value. Race and ethnicity
are not in a record: concept 0. The name is written nowhere. `person_source_value` is the id in the
record, its first 50 characters; use ids that may leave the house.

## Ids

The id of a row is `person_id * {IDS_PER_PERSON:,}` and a running number within the child, the same
however and wherever it is made; a child may have {IDS_PER_PERSON - 1:,} rows, more is an error.
Row ids need 64 bits, which is more than some databases give an `integer`.
`events_of_entries` tells which rows an entry became.

## Texts

No text is longer than the specification allows. A longer one ends in "…" and stands whole in a note
on the row.

## Concepts

- **A standard concept id is written only where it could be confirmed**: the codes in the table
  below, looked up in a published OMOP data set. Anything else is concept 0, and nothing is lost:
  our own word is the source value and has a local concept.
- **Local concepts** have ids from {FIRST_LOCAL_ID:,}, vocabulary `CRMO`, the code `kind:word`.
  The id comes from the SHA-256 of the code, so it is the same everywhere. Words of a record that
  the knowledge does not have (`told:polydipsia`) have none.
- Local concepts also stand for values, qualifiers, modifiers and linked fields whose standard id is
  not known to us; never in the column that says what a row is about.
- A LOINC code that tells a property is given only to values in a unit of it: calcium in mmol/L is
  not mass per volume. An answer on the pain scale of 0 to 10 gets LOINC's code for the spoken
  scale, whichever form was used; other scales get none.
- `concept` and `vocabulary` hold what was used, under our names for it. Use your own vocabulary
  tables beside it.
- `{LOCAL_CONCEPTS_FILE}` lists the local concepts in use with an empty column `concept_id`.
  Fill it in, and map:
"""

MAP_IT = """\

```sql
UPDATE condition_occurrence SET condition_concept_id = mine.concept_id
FROM 'local_concepts.csv' AS mine
WHERE condition_source_concept_id = mine.source_concept_id AND mine.concept_id IS NOT NULL;
```
"""

LOSSES = f"""\

## What is not written

`{LOSSES_FILE}` counts entries that became no row, by kind and reason:
"""

FIELDS_LOST = (
    (
        "id, source with document and quotation",
        "OMOP has no column for where a row was read; keep what `events_of_entries` returns",
    ),
    (
        "`recorded_on`",
        "OMOP has one date; when it became known is lost, except for undated entries",
    ),
    ("corrected and retracted entries, `supersedes`", "OMOP holds what holds now"),
    ("the child's name", "on purpose"),
)

TABLES = """\

## Tables

Columns that are not named are empty. `location`, `care_site`, `provider` and the other tables of
the model are not written; nothing refers to them.

"""

STANDARD = """\

## Standard concepts

{n} concept ids are known. "Seen" says where the id stood beside its meaning.

"""


def pages() -> dict[str, str]:
    """Return the page docs/reference/omop.md."""
    lost = "\n".join(f"- {reason}" for reason in WHY_LOST.values())
    found = [each for each in _concepts() if each.concept_id < FIRST_LOCAL_ID]
    parts = (
        INTRODUCTION,
        _rows(("entry", "rows"), ENTRIES),
        MEANING,
        MAP_IT,
        f"{LOSSES}\n{lost}\n\n",
        "Of the entries that are written, these have no place in the tables:\n\n",
        _rows(("what", "why"), FIELDS_LOST),
        TABLES,
        _rows(("table", "filled columns", "constant columns"), _table_rows()),
        STANDARD.format(n=len(found)),
        _rows(
            ("concept id", "vocabulary", "code", "our name", "domain", "seen"),
            (_cells(each) for each in found),
        ),
    )
    return {"reference/omop.md": "".join(parts)}


def _rows(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (headings, ["---"] * len(headings), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _concepts() -> list[OmopConcept]:
    known = omop_concepts(load_knowledge()).all.values()
    return sorted(known, key=lambda each: (each.vocabulary, each.concept_id))


def _cells(concept: OmopConcept) -> tuple[str, ...]:
    code = "" if concept.code == UNKNOWN_CODE else f"`{concept.code}`"
    head = (str(concept.concept_id), concept.vocabulary, code)
    return (*head, concept.name.replace("|", "/"), concept.domain, concept.seen)


def _table_rows() -> Iterator[tuple[str, ...]]:
    for table in tables():
        filled = ", ".join(f"`{name}`" for name in FILLED.get(table, ()))
        constant = ", ".join(f"`{key}` {value}" for key, value in CONSTANT.get(table, {}).items())
        yield f"`{table}`", filled or "all that apply", constant
