"""A small event table written by hand, as the contract tells it, and runs over it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
from attrs import define

from crmo.find.events import EventTable
from crmo.find.events.table import (
    CODE_COLUMNS,
    EVENT_COLUMNS,
    PERSON_COLUMNS,
    REMARK_COLUMNS,
    TEXT_COLUMNS,
)

CODES: dict[int, dict[str, Any]] = {
    1: {"kind": "finding", "system": "snomed", "code": "12584003", "label": "Bone pain",
        "concept": "bone_pain", "concept_kind": "concept"},
    2: {"kind": "imaging", "system": "omop", "code": "4013636", "label": "MRI",
        "concept": "mri", "concept_kind": "modality"},
    3: {"kind": "measurement", "system": "loinc", "code": "1988-5", "label": "CRP",
        "concept": "crp", "concept_kind": "analyte"},
    4: {"kind": "drug", "system": "rxnorm", "code": "7258", "label": "naproxen",
        "concept": "naproxen", "concept_kind": "drug"},
    5: {"kind": "condition", "system": "icd10", "code": "M86.9", "label": "Osteomyelitis",
        "concept": "bacterial_osteomyelitis", "concept_kind": "concept"},
    6: {"kind": "condition", "system": "local", "code": "=cmd()", "label": "=HYPERLINK(1)",
        "concept": None, "concept_kind": None},
    7: {"kind": "visit", "system": "omop", "code": "9202", "label": "Outpatient Visit",
        "concept": "visit", "concept_kind": "visit"},
    8: {"kind": "specialty", "system": "local", "code": "RHE", "label": "Rheumatology",
        "concept": "rheumatology", "concept_kind": "specialty"},
    9: {"kind": "procedure", "system": "snomed", "code": "274331003", "label": "Bone biopsy",
        "concept": "bone_biopsy", "concept_kind": "concept"},
    10: {"kind": "finding", "system": "snomed", "code": "1", "label": "No growth",
         "concept": "sterile_culture", "concept_kind": "concept"},
}  # fmt: skip


@define
class HandMade:
    """Rows of an event table, to be filled and written."""

    folder: Path
    rows: list[dict[str, Any]]
    people: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    noticed: list[dict[str, Any]]

    @classmethod
    def at(cls, folder: Path) -> HandMade:
        return cls(folder, [], [], [], [])

    def person(self, source: str, born: str = "2010-05-01", sex: str = "female") -> int:
        """Add a person; return its row."""
        lo, hi = _days(born)
        person_id = len(self.people) + 1
        self.people.append(
            {"person_id": person_id, "source_person": source, "sex": sex, "birth_lo": lo,
             "birth_hi": hi}
        )  # fmt: skip
        return person_id

    def event(self, person: int, code: int, day: str | None, **more: Any) -> int:
        """Add an event on a day, month or year; return its number."""
        lo, hi = _days(day) if day else (None, None)
        event_id = len(self.rows) + 1
        self.rows.append(
            {"person_id": person, "event_id": event_id, "code_id": code, "state": "present",
             "d_lo": lo, "d_hi": hi, "source_table": "observation", "source_id": str(event_id),
             **more}
        )  # fmt: skip
        return event_id

    def write(self) -> EventTable:
        """Write the folder."""
        (self.folder / "events").mkdir(parents=True, exist_ok=True)
        for person in self.people:
            own = [r for r in self.rows if r["person_id"] == person["person_id"]]
            days = [r["d_lo"] for r in own if r["d_lo"]]
            person |= {
                "seen_lo": min(days, default=None),
                "seen_hi": max(days, default=None),
                "n_events": len(own),
            }
        counts = {code: sum(r["code_id"] == code for r in self.rows) for code in CODES}
        codes = [{"code_id": at, "n_events": counts[at], "how": "", **c} for at, c in CODES.items()]
        order = sorted(
            self.rows,
            key=lambda r: (
                r["code_id"], r["person_id"], r["d_lo"] or date.min, r["event_id"],
            ),
        )  # fmt: skip
        for name, columns, rows in (
            ("events/part-0", EVENT_COLUMNS, order),
            ("persons", PERSON_COLUMNS, self.people),
            ("codes", CODE_COLUMNS, codes),
            ("remarks", REMARK_COLUMNS, self.noticed),
            ("texts", TEXT_COLUMNS, self.notes),
        ):
            _write(self.folder / f"{name}.parquet", columns, rows)
        content = json.dumps([self.people, order, codes, self.notes], default=str)
        digest = hashlib.sha256(content.encode()).hexdigest()
        (self.folder / "manifest.json").write_text(json.dumps({"digest": digest}))
        return EventTable.open(self.folder)


def _days(text: str) -> tuple[date, date]:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return date(*parts), date(*parts)
    if len(parts) == 2:
        first = date(parts[0], parts[1], 1)
        return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return date(parts[0], 1, 1), date(parts[0], 12, 31)


def _write(path: Path, columns: Any, rows: Iterable[dict[str, Any]]) -> None:
    names = ", ".join(f"{name} {kind}" for name, (kind, _) in columns.items())
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE made ({names})")
        marks = ", ".join("?" for _ in columns)
        values: Sequence[list[Any]] = [[row.get(name) for name in columns] for row in rows]
        if values:
            connection.executemany(f"INSERT INTO made VALUES ({marks})", values)
        connection.execute(f"COPY made TO '{path}' (FORMAT parquet)")


def three_children(folder: Path) -> HandMade:
    """Return a table with two children whom `bone_pain_and_mri` proposes, and two others."""
    made = HandMade.at(folder)
    anna = made.person("1001")
    visit = made.event(anna, 7, "2019-01-10", source_table="visit_occurrence")
    made.event(anna, 8, "2019-01-10", visit_id=visit)
    made.event(anna, 1, "2019-01-10", site="tibia_left", visit_id=visit)
    made.event(anna, 1, "2019-04-20", state="present")
    made.event(anna, 2, "2019-05-02", site="tibia_left")
    made.event(
        anna, 3, "2019-05-03", value=34.0, unit="mg/L", ref_hi=5.0, flag="high",
        source_table="measurement",
    )  # fmt: skip
    made.event(anna, 4, "2019-05-10", e_hi=date(2019, 8, 1), source_table="drug_exposure")
    made.event(anna, 6, "2019-06-01", source_table="condition_occurrence")
    made.event(anna, 9, "2019-06-02", value_code_id=10)
    bela = made.person("-1002", born="2011", sex="male")
    made.event(bela, 1, "2020-01")
    made.event(bela, 1, "2020-05-20")
    cleo = made.person("1003")
    made.event(cleo, 1, "2018-02-01")
    made.person("1004", born="2012-02-02", sex="unknown")
    made.notes.append(
        {"person_id": anna, "text_id": "n-1", "d_lo": date(2019, 5, 4), "d_hi": date(2019, 5, 4),
         "title": "Clinic letter", "text": "She has pain in the left tibia. No fever."}
    )  # fmt: skip
    made.noticed.append(
        {"level": "warning", "where_": "measurement.unit", "what": "unit-missing",
         "message": "A value came without a unit.", "n": 7}
    )  # fmt: skip
    return made
