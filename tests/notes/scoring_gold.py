"""The gold rows: read from the notes of this directory, and checked.

Format: tests/notes/gold/README.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from attrs import frozen

from crmo import yaml12
from crmo.anatomy import is_site
from crmo.knowledge import Knowledge
from crmo.record.partial_date import PartialDate
from crmo.record.units import is_ucum

HERE = Path(__file__).resolve().parent
FOLDERS = {"development": HERE / "gold", "held_back": HERE / "gold_held_back"}

Row = Mapping[str, Any]

ANY_ROW = {"words", "optional", "contradicted"}
KEYS: dict[str, tuple[set[str], set[str]]] = {  # kind of row -> keys it needs, keys it may have
    "lesions": (
        {"site", "status"},
        {"features", "size_mm", "modality", "on", "or_site", "or_status"},
    ),
    "findings": (
        {"concept", "status"},
        {"site", "about", "until", "or_concept", "or_site", "or_status"},
    ),
    "labs": ({"analyte"}, {"value", "unit", "comparator", "flag", "on", "or_unit"}),
    "scores": ({"instrument", "value", "scale_high"}, {"site", "or_site"}),
    "treatments": ({"drug", "status"}, {"dose", "on", "until", "or_status", "or_dose"}),
    "procedures": (
        {"concept", "status"},
        {"site", "on", "results", "optional_results", "or_concept", "or_site", "or_status"},
    ),
    "diagnoses": ({"concept", "certainty"}, {"or_concept", "or_certainty"}),
    "forbidden": (
        {"kind"},
        {
            *("site", "status", "size_mm", "concept", "about", "analyte", "value"),
            *("drug", "result", "certainty"),
        },
    ),
}
WORDS_OF: dict[str, set[str]] = {
    "lesions": {"present", "absent", "uncertain", "healed"},
    "findings": {"present", "absent", "past", "unknown"},
    "treatments": {"started", "ongoing", "stopped", "past", "planned", "declined"},
    "procedures": {"present", "absent", "planned"},
    "diagnoses": {"confirmed", "suspected", "excluded", "unknown"},
}


@frozen
class GoldNote:
    """One note with what should be read from it."""

    id: str
    set: str
    kind: str
    style: str
    dialect: str
    written_before_rules: bool
    on: date
    text: str
    gold: Mapping[str, tuple[Row, ...]]

    def rows(self, kind: str) -> tuple[Row, ...]:
        """Return the gold rows of one kind (`lesions`, `labs` ...)."""
        return self.gold.get(kind, ())


def gold_notes(which: str = "development") -> tuple[GoldNote, ...]:
    """Return the notes of one set, by id.

    Args:
        which: `development` or `held_back`.
    """
    return notes_in(FOLDERS[which])


def notes_in(folder: Path) -> tuple[GoldNote, ...]:
    """Return the notes of a folder, by the names of their files."""
    return tuple(_note(path) for path in sorted(folder.glob("*.yaml")))


def _note(path: Path) -> GoldNote:
    told = dict(yaml12.load(path))
    told["on"] = date.fromisoformat(told["on"])
    told["gold"] = {kind: tuple(rows) for kind, rows in told["gold"].items()}
    return GoldNote(**told)


def faults(note: GoldNote, knowledge: Knowledge) -> Iterator[str]:
    """Yield everything wrong with a note's gold rows: keys, ids, words that do not occur."""
    text = " ".join(note.text.split())
    for kind, rows in note.gold.items():
        if kind not in KEYS:
            yield f"{note.id}: no rows are called {kind}"
            continue
        for row in rows:
            for fault in (*_key_faults(kind, row), *_id_faults(kind, row, knowledge)):
                yield f"{note.id} {kind}: {fault}"
            words = row.get("words", "")
            if kind != "forbidden" and not (words and words in text):
                yield f"{note.id} {kind}: the text does not say {words!r}"


def _key_faults(kind: str, row: Row) -> Iterator[str]:
    needed, allowed = KEYS[kind]
    any_row = set() if kind == "forbidden" else ANY_ROW
    for key in needed - row.keys():
        yield f"{key} is missing"
    for key in row.keys() - needed - allowed - any_row:
        yield f"{key} is no key of it"


def _id_faults(kind: str, row: Row, knowledge: Knowledge) -> Iterator[str]:
    for key in ("site", "or_site"):
        yield from (f"no site {one}" for one in _listed(row.get(key)) if not is_site(one))
    for key in ("status", "or_status", "certainty", "or_certainty"):
        known = WORDS_OF.get(kind)
        wrong = [one for one in _listed(row.get(key)) if known and one not in known]
        yield from (f"no {key} {one}" for one in wrong)
    for key, wanted in _CONCEPT_KINDS.get(kind, {}).items():
        for one in _listed(row.get(key)):
            concept = knowledge.concepts.get(one)
            if concept is None or concept.kind not in wanted:
                yield f"no {'/'.join(wanted)} {one}"
    for key, known_ids in _tables(knowledge).items():
        yield from (f"no {key} {one}" for one in _listed(row.get(key)) if one not in known_ids)
    for key in ("unit", "or_unit"):
        yield from (f"no unit {one}" for one in _listed(row.get(key)) if not is_ucum(one))
    for key in ("on", "until"):
        if key in row:
            PartialDate.parse(row[key])


_CONCEPT_KINDS: dict[str, dict[str, tuple[str, ...]]] = {
    "lesions": {"features": ("feature",)},
    "findings": {"concept": ("finding",), "or_concept": ("finding",)},
    "procedures": {
        "concept": ("procedure",),
        "or_concept": ("procedure",),
        "results": ("result",),
        "optional_results": ("result",),
    },
    "diagnoses": {"concept": ("disease",), "or_concept": ("disease",)},
    "forbidden": {"concept": ("finding", "disease", "procedure"), "result": ("result",)},
}


def _tables(knowledge: Knowledge) -> dict[str, set[str]]:
    return {
        "analyte": set(knowledge.analytes),
        "instrument": set(knowledge.instruments),
        "drug": {*knowledge.drugs, *knowledge.drug_classes},
    }


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)
