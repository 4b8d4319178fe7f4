"""What each measure asks of a note, and what a reading answers.

A measure has keys: a tuple of the parts that must agree. See scoring for what counts as right.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from itertools import product
from typing import Any

from attrs import frozen
from tests.notes.scoring_gold import GoldNote

from crmo.anatomy import resolve_site
from crmo.knowledge import Knowledge

Row = Mapping[str, Any]
Rows = Mapping[str, list[dict[str, Any]]]
Key = Hashable

GROUPS = {"started": "now", "ongoing": "now", "stopped": "over", "past": "over"}
SAME_UNIT = {
    "10*3/uL": "10*9/L",
    "10*3/mm3": "10*9/L",
    "[IU]/L": "U/L",
    "[iU]/L": "U/L",
    "ug/L": "ng/mL",
    "ug/mL": "mg/L",
}
# Nothing grew, told as a result of its own or as the absence of growth.
SAME_RESULT = {
    ("sterile_culture", "present"): ("bacterial_growth", "absent"),
    ("sterile_culture", "absent"): ("bacterial_growth", "present"),
}


@frozen
class Wanted:
    """One thing to be read: any of these keys, and whether leaving it out is an error."""

    keys: frozenset[Key]
    required: bool


Accepts = Callable[[Any, Any], bool]


@frozen
class Measure:
    """One row of the table.

    Attributes:
        wanted: what a note's gold rows ask for.
        read: the keys of what was read.
        accepts: whether a read key answers a gold key.
    """

    wanted: Callable[[GoldNote], list[Wanted]]
    read: Callable[[Rows], set[Key]]
    accepts: Accepts


def measures(knowledge: Knowledge) -> dict[str, Measure]:
    """Return every measure under its name, in the order of the table."""

    def near_concept(read: tuple[str, ...], gold: tuple[str, ...]) -> bool:
        if read[1:] != gold[1:]:
            return False
        return knowledge.is_a(read[0], gold[0]) or knowledge.is_a(gold[0], read[0])

    return {
        "site": Measure(_wanted_sites, _read_sites, _same),
        "site, lenient": Measure(_wanted_sites, _read_sites, _near_site),
        "site with status": Measure(_wanted_lesions, _read_lesions, _same),
        "feature of a lesion": Measure(_wanted_features, _read_features, _same),
        "finding with status": Measure(_wanted_findings, _read_findings, _same),
        "finding with status, lenient": Measure(_wanted_findings, _read_findings, near_concept),
        "laboratory value with unit": Measure(_wanted_labs, _read_labs, _same),
        "score": Measure(_wanted_scores, _read_scores, _same),
        "treatment with status": Measure(_wanted_treatments, _read_treatments, _same),
        "procedure": Measure(_wanted_procedures, _read_procedures, _same),
        "result of a procedure": Measure(_wanted_results, _read_results, _same),
        "diagnosis with certainty": Measure(_wanted_diagnoses, _read_diagnoses, _same),
    }


def _same(read: Key, gold: Key) -> bool:
    return read == gold


def _near_site(read: str, gold: str) -> bool:
    one, other = set(resolve_site(read).units), set(resolve_site(gold).units)
    return one <= other or other <= one


def _value(row: Row) -> Key:
    """A number with its comparator, or else the word told in its place."""
    if row.get("value") is None:
        return row.get("flag")
    return float(row["value"]), row.get("comparator")


def _unit(unit: str | None) -> str | None:
    return None if unit is None else SAME_UNIT.get(unit, unit)


def _result(result: str, status: str) -> tuple[str, str]:
    return SAME_RESULT.get((result, status), (result, status))


def _score_key(row: Row) -> Key:
    return row["instrument"], float(row["value"]), float(row["scale_high"])


# What is wanted, by measure -------------------------------------------------------------------


def _gathered(rows: Iterable[tuple[Iterable[Key], bool]]) -> list[Wanted]:
    """One wanted thing per set of keys; required if any of its rows is."""
    required: dict[frozenset[Key], bool] = {}
    for keys, is_required in rows:
        both = frozenset(keys)
        if both:
            required[both] = required.get(both, False) or is_required
    # The same thing told twice, once exactly and once with alternatives, is asked for once.
    exact = [keys for keys, is_required in required.items() if is_required]
    return [
        Wanted(keys, is_required and not any(other < keys for other in exact))
        for keys, is_required in required.items()
    ]


def _any(row: Row, key: str) -> list[Any]:
    return [row.get(key), *row.get(f"or_{key}", ())]


def _wanted_sites(note: GoldNote) -> list[Wanted]:
    return _gathered((_any(row, "site"), not row.get("optional")) for row in note.rows("lesions"))


def _wanted_lesions(note: GoldNote) -> list[Wanted]:
    return _gathered(
        (product(_any(row, "site"), _any(row, "status")), not row.get("optional"))
        for row in note.rows("lesions")
    )


def _wanted_features(note: GoldNote) -> list[Wanted]:
    return _gathered(
        (product(_any(row, "site"), [feature], [status]), not row.get("optional"))
        for row in note.rows("lesions")
        for feature, status in row.get("features", {}).items()
    )


def _wanted_findings(note: GoldNote) -> list[Wanted]:
    return _gathered(
        (
            product(
                _any(row, "concept"),
                [*_any(row, "status"), *(["absent"] if row["status"] == "past" else [])],
                [row.get("about", "patient")],
            ),
            not row.get("optional") and row["status"] != "unknown",
        )
        for row in note.rows("findings")
    )


def _wanted_labs(note: GoldNote) -> list[Wanted]:
    return _gathered(
        (
            product([row["analyte"]], [_value(row)], [_unit(one) for one in _any(row, "unit")]),
            not row.get("optional"),
        )
        for row in note.rows("labs")
    )


def _wanted_scores(note: GoldNote) -> list[Wanted]:
    return _gathered(([_score_key(row)], not row.get("optional")) for row in note.rows("scores"))


def _wanted_treatments(note: GoldNote) -> list[Wanted]:
    return _gathered(
        (
            [(row["drug"], GROUPS[one]) for one in _any(row, "status") if one in GROUPS],
            not row.get("optional") and all(one in GROUPS for one in _any(row, "status")),
        )
        for row in note.rows("treatments")
    )


def _wanted_procedures(note: GoldNote) -> list[Wanted]:
    return _gathered(
        (
            [
                (concept, status)
                for concept, status in product(_any(row, "concept"), _any(row, "status"))
                if status != "planned"
            ],
            not row.get("optional") and "planned" not in _any(row, "status"),
        )
        for row in note.rows("procedures")
    )


def _wanted_results(note: GoldNote) -> list[Wanted]:
    """Whoever tells of growth may also say whether an organism was found."""
    wanted: list[tuple[Iterable[Key], bool]] = []
    for row in note.rows("procedures"):
        told = [
            (_result(result, status), key == "results" and not row.get("optional"))
            for key in ("results", "optional_results")
            for result, status in row.get(key, {}).items()
        ]
        told += [(("organism", one[1]), False) for one, _ in told if one[0] == "bacterial_growth"]
        wanted += [(product(_any(row, "concept"), [one]), required) for one, required in told]
    return _gathered(wanted)


def _wanted_diagnoses(note: GoldNote) -> list[Wanted]:
    return _gathered(
        (product(_any(row, "concept"), _any(row, "certainty")), not row.get("optional"))
        for row in note.rows("diagnoses")
    )


# What was read, by measure --------------------------------------------------------------------


def _read_sites(read: Rows) -> set[Key]:
    return {row["site"] for row in read["lesions"]}


def _read_lesions(read: Rows) -> set[Key]:
    return {(row["site"], row["status"]) for row in read["lesions"]}


def _read_features(read: Rows) -> set[Key]:
    return {
        (row["site"], feature, status)
        for row in read["lesions"]
        for feature, status in row["features"].items()
    }


def _read_findings(read: Rows) -> set[Key]:
    """Unknown is no statement; concepts of other kinds are not scored as findings."""
    return {
        (row["concept"], row["status"], row["about"])
        for row in read["findings"]
        if row["status"] != "unknown" and row["kind"] == "finding"
    }


def _read_labs(read: Rows) -> set[Key]:
    return {(row["analyte"], _value(row), _unit(row["unit"])) for row in read["labs"]}


def _read_scores(read: Rows) -> set[Key]:
    return {_score_key(row) for row in read["scores"]}


def _read_treatments(read: Rows) -> set[Key]:
    return {(row["drug"], GROUPS[row["status"]]) for row in read["treatments"]}


def _read_procedures(read: Rows) -> set[Key]:
    return {(row["concept"], row["status"]) for row in read["procedures"] if not row["is_scan"]}


def _read_results(read: Rows) -> set[Key]:
    return {
        (row["concept"], _result(result, status))
        for row in read["procedures"]
        for result, status in row["results"].items()
        if status in {"present", "absent"}
    }


def _read_diagnoses(read: Rows) -> set[Key]:
    return {(row["concept"], row["certainty"]) for row in read["diagnoses"]}
