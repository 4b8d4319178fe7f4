"""The spreadsheet as clinics fill it in: order, words, dates, numbers, bones."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from tests.exchange.sheet_files import (
    ANN,
    KNOWLEDGE,
    codes,
    only_entry,
    read_rows,
    remark,
    xlsx,
)

from crmo.exchange import read
from crmo.exchange.reading import Level
from crmo.exchange.spreadsheet import write_template, write_template_csv
from crmo.exchange.spreadsheet.columns import sheets
from crmo.exchange.spreadsheet.wording import header_key
from crmo.record import (
    Comparator,
    FactStatus,
    Finding,
    Flag,
    ImagingStudy,
    LesionStatus,
    Modality,
    PartialDate,
    Quantity,
    Sex,
    Subject,
)

LABS = ["patient_id", "date", "test", "value", "unit"]
FINDINGS = ["patient_id", "date", "finding", "status", "bone", "part", "side"]
LESIONS = ["patient_id", "date", "modality", "bone", "part", "side", "status"]


def lab(
    folder: Path, value: Any, unit: str = "mg/l", test: str = "CRP", on: Any = "2024-05-17"
) -> Any:
    return read_rows(folder, "labs", LABS, ["a", on, test, value, unit])


# --- the template ----------------------------------------------------------------------------


def test_the_empty_template_holds_no_child_and_no_remark(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    write_template_csv(tmp_path / "csv")
    for path in (tmp_path / "t.xlsx", tmp_path / "csv"):
        reading = read(path, knowledge=KNOWLEDGE)
        assert reading.records == ()
        assert reading.remarks == ()
        assert reading.ignored == {"example row": len(sheets())}


def test_the_example_rows_are_sound_once_they_name_a_child(tmp_path: Path) -> None:
    write_template_csv(tmp_path)
    for path in tmp_path.glob("*.csv"):
        text = path.read_text(encoding="utf-8-sig").replace("EXAMPLE", "ann-1")
        path.write_text(text, encoding="utf-8")
    reading = read(tmp_path, knowledge=KNOWLEDGE)
    assert [r for r in reading.remarks if r.level is not Level.NOTE] == []
    (record,) = reading.records
    kinds = {type(entry).__name__ for entry in record.entries}
    assert len(kinds) == 9
    (study,) = record.of_kind(ImagingStudy)
    assert [lesion.bone_unit for lesion in study.lesions] == ["femur_distal_metaphysis_left"]


def test_the_template_explains_every_heading_and_offers_lists(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["read_me", *sheets(), "lists"]
    for name, sheet in sheets().items():
        page = book[name]
        for place, column in enumerate(sheet.columns, start=1):
            cell = page.cell(1, place)
            assert cell.value == column.name
            assert cell.comment is not None
            assert column.note in cell.comment.text
    lists = {rule.formula1 for rule in book["lesions"].data_validations.dataValidation}
    assert all(each.startswith("lists!$") for each in lists)
    assert len(lists) >= 5


def test_every_drop_down_points_at_its_words(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    found: dict[str, list[Any]] = {}
    for rule in book["lesions"].data_validations.dataValidation:
        column = sheets()["lesions"].columns[next(iter(rule.sqref)).min_col - 1].name
        cells = rule.formula1.removeprefix("lists!").replace("$", "")
        found[column] = [row[0].value for row in book["lists"][cells]]
    assert found["status"] == ["present", "absent", "uncertain", "healed"]
    assert found["side"] == ["left", "right", "both", "midline"]
    assert "femur" in found["bone"]
    assert None not in [word for words in found.values() for word in words]


def test_every_word_of_the_lists_is_understood(tmp_path: Path) -> None:
    """What a nurse chooses from a list never leads to a remark."""
    write_template(tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    lists = book["lists"]
    by_heading = {lists.cell(1, n).value: n for n in range(1, lists.max_column + 1)}

    def words(heading: str) -> list[str]:
        cells = (lists.cell(n, by_heading[heading]).value for n in range(2, lists.max_row + 1))
        return [str(word) for word in cells if word]

    rows = {
        "findings": [[*FINDINGS[:5]], *(["a", "2024", w, "no", ""] for w in words("findings"))],
        "diagnoses": [["patient_id", "disease"], *(["a", w] for w in words("diseases"))],
        "procedures": [["patient_id", "procedure"], *(["a", w] for w in words("procedures"))],
        "treatments": [["patient_id", "drug"], *(["a", w] for w in words("drugs and classes"))],
        "labs": [["patient_id", "test", "flag"], *(["a", w, "normal"] for w in words("tests"))],
        "scores": [
            ["patient_id", "scale", "value", "highest"],
            *(["a", w, 1, 10] for w in words("scales")),
        ],
        "lesions": [
            ["patient_id", "date", "bone", "status"],
            *(["a", "2024", w, "present"] for w in words("bones")),
        ],
    }
    reading = read(xlsx(tmp_path / "x.xlsx", {"patients": ANN, **rows}), knowledge=KNOWLEDGE)
    assert [r for r in reading.remarks if r.code != "picture-added"] == []


def test_no_heading_of_a_sheet_means_two_columns() -> None:
    """A column's own name always means that column; no synonym is shared within a sheet."""
    for sheet in sheets().values():
        own = [header_key(column.name) for column in sheet.columns]
        assert len(own) == len(set(own))
        synonyms = [header_key(word) for column in sheet.columns for word in column.synonyms]
        free = [key for key in synonyms if key not in own]
        assert sorted({key for key in free if free.count(key) > 1}) == [], sheet.name


# --- headings and sheets ---------------------------------------------------------------------


def test_order_case_and_language_of_headings_do_not_matter(tmp_path: Path) -> None:
    head = ["Einheit", "WERT", "Patienten-ID", "Untersuchung", "Datum"]
    path = xlsx(
        tmp_path / "x.xlsx",
        {
            "Labor": [head, ["mg/dl", "1,8", "a", "CRP", "17.05.2024"]],
            "Patienten": [
                ["Geschlecht", "Patientennummer", "Geburtsdatum"],
                ["w", "a", "9.3.2014"],
            ],
        },
    )
    reading = read(path, knowledge=KNOWLEDGE)
    assert reading.remarks == ()
    entry = only_entry(reading)
    assert entry.source.locator == "sheet Labor row 2"
    assert entry.quantity == Quantity(value=1.8, unit="mg/dL")
    assert entry.on == PartialDate(2024, 5, 17)
    patient = reading.records[0].patient
    assert (patient.sex, patient.birth_date) == (Sex.FEMALE, PartialDate(2014, 3, 9))


def test_a_column_that_is_not_ours_is_kept_as_note(tmp_path: Path) -> None:
    reading = read_rows(
        tmp_path, "labs", [*LABS, "Fasting"], ["a", "2024", "CRP", 3, "mg/l", "yes"]
    )
    assert only_entry(reading).note == "Fasting: yes"
    assert codes(reading) == ["column-unknown"]


def test_a_heading_that_stands_twice_loses_nothing(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, "labs", [*LABS, "value"], ["a", "2024", "CRP", 3, "mg/l", 4])
    assert only_entry(reading).note == "value: 4"


def test_a_title_above_the_headings_is_told(tmp_path: Path) -> None:
    reading = read_rows(
        tmp_path, "labs", ["Our clinic, 2024"], [], LABS, ["a", "2024", "CRP", 3, "mg/l"]
    )
    assert only_entry(reading).source.locator == "sheet labs row 4"
    assert remark(reading, "rows-above").came == "Our clinic, 2024"


def test_a_sheet_that_is_not_ours_is_told(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "x.xlsx", {"patients": ANN, "Budget": [["item", "cost"], ["x", 3]]})
    reading = read(path, knowledge=KNOWLEDGE)
    assert codes(reading) == ["sheet-unknown"]
    assert reading.ignored == {"row of Budget": 2}


def test_a_sheet_of_another_name_is_known_by_its_headings(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "x.xlsx", {"patients": ANN, "Sheet2": [LABS, ["a", "2024", "CRP", 3, "mg/l"]]}
    )
    assert only_entry(read(path, knowledge=KNOWLEDGE)).analyte == "crp"


def test_a_column_that_every_row_needs_is_missed(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, "labs", ["patient_id", "date", "value"], ["a", "2024", 3])
    assert codes(reading) == ["column-missing", "cell-empty"]
    assert reading.not_understood == {"row of labs": 1}


# --- whose row it is -------------------------------------------------------------------------


def test_a_row_without_number_belongs_to_the_only_child(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, "labs", LABS, ["", "2024", "CRP", 3, "mg/l"])
    assert only_entry(reading).analyte == "crp"
    assert codes(reading) == ["patient-only"]


def test_with_two_children_a_row_without_number_is_not_guessed(tmp_path: Path) -> None:
    two = [*ANN, ["b", "2015", "m"]]
    reading = read_rows(tmp_path, "labs", LABS, ["", "2024", "CRP", 3, "mg/l"], patients=two)
    assert remark(reading, "no-patient").where.endswith("sheet labs, row 2, column patient_id")
    assert [record.entries for record in reading.records] == [(), ()]


def test_a_child_nobody_listed_is_taken_in(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, "labs", LABS, [12.0, "2024", "CRP", 3, "mg/l"])
    assert [record.patient.id for record in reading.records] == ["a", "12"]
    assert codes(reading) == ["patient-not-listed"]


def test_a_child_that_stands_there_twice_is_one_child(tmp_path: Path) -> None:
    rows = [["patient_id", "name", "birth_date"], ["a", "Ann", ""], ["a", "", "2014"]]
    reading = read_rows(tmp_path, "visits", ["patient_id", "date"], ["a", "2024"], patients=rows)
    (record,) = reading.records
    assert (record.patient.name, str(record.patient.birth_date)) == ("Ann", "2014")


def test_two_birth_dates_of_one_child_are_not_reconciled(tmp_path: Path) -> None:
    rows = [*ANN, ["a", "2015-01-01", "f"]]
    reading = read_rows(tmp_path, "visits", ["patient_id", "date"], ["a", "2024"], patients=rows)
    (record,) = reading.records
    assert str(record.patient.birth_date) == "2014-03-09"
    found = remark(reading, "patient-twice")
    assert (found.level, found.came) == (Level.ERROR, "2015-01-01")


# --- dates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-05-17", "2024-05-17"),
        ("17.05.2024", "2024-05-17"),
        ("17. 5. 2024", "2024-05-17"),
        ("17/05/2024", "2024-05-17"),
        ("05/17/2024", "2024-05-17"),
        ("17-05-2024", "2024-05-17"),
        ("05/05/2024", "2024-05-05"),
        ("2024/05/17", "2024-05-17"),
        ("17.05.2024 10:30", "2024-05-17"),
        ("2024-05-17T10:30:00", "2024-05-17"),
        ("2024-05", "2024-05"),
        ("05/2024", "2024-05"),
        ("05.2024", "2024-05"),
        ("2024", "2024"),
        (2024, "2024"),
        ("17 May 2024", "2024-05-17"),
        ("May 17, 2024", "2024-05-17"),
        ("17. Mai 2024", "2024-05-17"),
        ("März 2024", "2024-03"),
        (datetime(2024, 5, 17, 10, 30), "2024-05-17"),  # noqa: DTZ001 - a cell has no time zone
        (date(2024, 5, 17), "2024-05-17"),
        (45429, "2024-05-17"),
        ("45429", "2024-05-17"),
    ],
)
def test_dates_as_people_write_them(tmp_path: Path, written: Any, expected: str) -> None:
    assert str(only_entry(lab(tmp_path, 3, on=written)).on) == expected


@pytest.mark.parametrize(
    "written",
    ["17.05.24", "32.01.2024", "soon", "2024-13", 3, 99999, "30/02/2024", True, "13/13/2024"],
)
def test_what_is_no_date_leaves_the_row_undated(tmp_path: Path, written: Any) -> None:
    reading = lab(tmp_path, 3, on=written)
    entry = only_entry(reading)
    assert entry.on is None
    (found,) = reading.remarks
    assert entry.note == f"date: {found.came}"
    assert found.level is Level.WARNING
    assert found.where == "clinic.xlsx, sheet labs, row 2, column date"
    assert "2024-05-17" in found.message
    assert found.came


def test_one_clear_date_tells_how_the_others_are_meant(tmp_path: Path) -> None:
    rows = [["a", day, "CRP", 3, "mg/l"] for day in ("05/06/2024", "05/17/2024")]
    reading = read_rows(tmp_path, "labs", LABS, *rows)
    assert [str(e.on) for e in reading.records[0].entries] == ["2024-05-06", "2024-05-17"]
    assert "month first" in remark(reading, "date-order").message


@pytest.mark.parametrize("others", [[], ["17/05/2024", "05/17/2024"]])
def test_day_and_month_that_cannot_be_told_apart_are_not_guessed(
    tmp_path: Path, others: list[str]
) -> None:
    rows = [["a", day, "CRP", 3, "mg/l"] for day in ("05/06/2024", *others)]
    reading = read_rows(tmp_path, "labs", LABS, *rows)
    first = reading.records[0].entries[0]
    assert str(first.on) == "2024"
    assert first.note == "date: 05/06/2024"
    assert remark(reading, "date-ambiguous").level is Level.WARNING


def test_a_month_that_the_program_made_a_day_of_is_a_month(tmp_path: Path) -> None:
    """`2024-05` typed into a spreadsheet becomes 1 May 2024, shown as May-24."""
    path = xlsx(tmp_path / "x.xlsx", {"patients": ANN, "labs": [LABS]})
    book = load_workbook(path)
    for row, shown in ((2, "mmm-yy"), (3, "yyyy"), (4, "dd.mm.yyyy")):
        for column, value in enumerate(["a", date(2024, 5, 1), "CRP", 3, "mg/l"], start=1):
            book["labs"].cell(row, column, value)
        book["labs"].cell(row, 2).number_format = shown
    book.save(path)
    (record,) = read(path, knowledge=KNOWLEDGE).records
    assert [str(entry.on) for entry in record.entries] == ["2024-05", "2024", "2024-05-01"]


def test_a_file_that_counts_days_from_1904_is_understood(tmp_path: Path) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0].title = "labs"
    book.worksheets[0].append(LABS)
    book.worksheets[0].append(["a", date(2024, 5, 17), "CRP", 3, "mg/l"])
    book.worksheets[0].append(["a", 45429 - 1462, "CRP", 3, "mg/l"])
    book.save(tmp_path / "x.xlsx")
    (record,) = read(tmp_path / "x.xlsx", knowledge=KNOWLEDGE).records
    assert {str(entry.on) for entry in record.entries} == {"2024-05-17"}


# --- values ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (12, "mg/l", Quantity(value=12, unit="mg/L")),
        ("1,8", "mg/dl", Quantity(value=1.8, unit="mg/dL")),
        ("<0.6", "mg/l", Quantity(value=0.6, unit="mg/L", comparator=Comparator.LESS)),
        ("< 0,6", "mg/l", Quantity(value=0.6, unit="mg/L", comparator=Comparator.LESS)),
        ("> 250", "mg/l", Quantity(value=250, unit="mg/L", comparator=Comparator.GREATER)),
        ("12 mg/l", "", Quantity(value=12, unit="mg/L")),
        ("<5mg/L", "", Quantity(value=5, unit="mg/L", comparator=Comparator.LESS)),
        (0, "mg/l", Quantity(value=0, unit="mg/L")),
    ],
)
def test_values_as_laboratories_write_them(
    tmp_path: Path, value: Any, unit: str, expected: Quantity
) -> None:
    reading = lab(tmp_path, value, unit)
    assert only_entry(reading).quantity == expected
    assert reading.remarks == ()


def test_a_value_without_unit_is_kept_and_told(tmp_path: Path) -> None:
    reading = lab(tmp_path, 1.8, "")
    assert only_entry(reading).quantity == Quantity(value=1.8)
    found = remark(reading, "unit-missing")
    assert found.level is Level.WARNING
    assert "not computed with" in found.message


def test_a_unit_nobody_knows_is_kept_as_written(tmp_path: Path) -> None:
    reading = lab(tmp_path, 1.8, "spoons")
    assert only_entry(reading).quantity == Quantity(value=1.8, unit="spoons")
    assert codes(reading) == ["unit-not-known"]


def test_a_unit_that_does_not_fit_is_told(tmp_path: Path) -> None:
    assert codes(lab(tmp_path, 30, "mmol/l")) == ["unit-does-not-fit"]


@pytest.mark.parametrize(("value", "code"), [(-3, "negative-value"), (9000, "value-implausible")])
def test_a_value_that_can_hardly_be_is_kept_and_told(
    tmp_path: Path, value: float, code: str
) -> None:
    reading = lab(tmp_path, value)
    assert only_entry(reading).quantity.value == value
    assert codes(reading) == [code]


@pytest.mark.parametrize(
    ("value", "flag"), [("normal", Flag.NORMAL), ("erhöht", Flag.HIGH), ("negativ", None)]
)
def test_a_result_in_words_is_kept(tmp_path: Path, value: str, flag: Flag | None) -> None:
    entry = only_entry(lab(tmp_path, value, ""))
    assert (entry.quantity, entry.flag, entry.text) == (None, flag, value)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("12,5", "1.234", 1234.0),
        ("12.5", "1,234", 1234.0),
        ("12.5", "1.234", 1.234),
        ("12,5", "1,234", 1.234),
        ("7", "1.234", 1.234),
    ],
)
def test_the_other_numbers_of_a_file_tell_what_its_points_mean(
    tmp_path: Path, first: str, second: str, expected: float
) -> None:
    rows = [["a", "2024", "ferritin", value, "ug/l"] for value in (first, second)]
    reading = read_rows(tmp_path, "labs", LABS, *rows)
    assert reading.records[0].entries[1].quantity.value == expected  # type: ignore[attr-defined]


@pytest.mark.parametrize("numbers", [["1,234"], ["12,5", "12.5", "1,234"]])
def test_a_number_that_can_be_two_is_kept_as_text(tmp_path: Path, numbers: list[str]) -> None:
    rows = [["a", "2024", "ferritin", value, "ug/l"] for value in numbers]
    reading = read_rows(tmp_path, "labs", LABS, *rows)
    last: Any = reading.records[0].entries[-1]
    assert (last.quantity, last.text) == (None, "1,234")
    assert remark(reading, "number-ambiguous").level is Level.WARNING


def test_a_test_nobody_knows_is_kept_under_its_own_words(tmp_path: Path) -> None:
    reading = lab(tmp_path, 3, "mg/l", test="Serum Rhubarb")
    assert only_entry(reading).analyte == "text:serum rhubarb"
    assert codes(reading) == ["name-not-known"]


def test_reference_limits_and_flag_are_kept(tmp_path: Path) -> None:
    head = [*LABS, "Untergrenze", "upper_limit", "flag"]
    entry = only_entry(
        read_rows(tmp_path, "labs", head, ["a", "2024", "Hb", "10,1", "g/dl", "11,5", 13.5, "L"])
    )
    assert (entry.reference_low, entry.reference_high, entry.flag) == (11.5, 13.5, Flag.LOW)


# --- words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("yes", "present"),
        ("Ja", "present"),
        ("x", "present"),
        ("+", "present"),
        (True, "present"),
        (1, "present"),
        ("present", "present"),
        ("no", "absent"),
        ("NEIN", "absent"),
        (False, "absent"),
        (0, "absent"),
        ("n.d.", "not_looked_for"),
        ("not looked for", "not_looked_for"),
        ("nicht untersucht", "not_looked_for"),
        ("?", "unknown"),
        ("k.A.", "unknown"),
        ("unknown", "unknown"),
    ],
)
def test_four_states_as_people_write_them(tmp_path: Path, written: Any, status: str) -> None:
    reading = read_rows(tmp_path, "findings", FINDINGS, ["a", "2024", "fever", written])
    assert only_entry(reading).status is FactStatus(status)
    assert reading.remarks == ()


@pytest.mark.parametrize("written", ["-", "(+)", "sometimes", "37.9"])
def test_a_state_that_can_be_two_is_unknown_and_told(tmp_path: Path, written: str) -> None:
    reading = read_rows(tmp_path, "findings", FINDINGS, ["a", "2024", "fever", written])
    entry = only_entry(reading)
    assert (entry.status, entry.note) == (FactStatus.UNKNOWN, f"status: {written}")
    assert codes(reading) == ["state-not-read"]


def test_an_empty_status_is_not_a_no(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, "findings", FINDINGS, ["a", "2024", "fever", ""])
    assert reading.records[0].entries == ()
    assert remark(reading, "cell-empty").where.endswith("column status")


def test_a_finding_nobody_knows_is_kept_under_its_own_words(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, "findings", FINDINGS, ["a", "2024", "Green Hair", "yes"])
    assert only_entry(reading).concept == "text:green hair"
    assert codes(reading) == ["name-not-known"]


def test_a_family_history_is_about_the_family(tmp_path: Path) -> None:
    head = ["patient_id", "finding", "status", "about"]
    reading = read_rows(tmp_path, "findings", head, ["a", "Psoriasis", "ja", "Mutter"])
    assert only_entry(reading).about is Subject.FAMILY


def test_an_impossible_value_keeps_its_row_out_and_no_other(tmp_path: Path) -> None:
    head = ["patient_id", "date", "finding", "status", "severity", "since", "until"]
    reading = read_rows(
        tmp_path,
        "findings",
        head,
        ["a", "2024", "fever", "yes", 11],
        ["a", "2024", "fever", "yes", 4, "2024-05", "2024-04"],
        ["a", "2024", "fever", "yes", 4],
    )
    assert [entry.id for entry in reading.records[0].entries] == ["findings-4"]
    assert [r.where for r in reading.remarks] == [
        "clinic.xlsx, sheet findings, row 2, column severity",
        "clinic.xlsx, sheet findings, row 3, column until",
    ]
    assert [r.came for r in reading.remarks] == ["11", "2024-04"]


# --- bones -----------------------------------------------------------------------------------


def lesion_sites(reading: Any) -> list[str]:
    return [lesion.bone_unit for entry in reading.records[0].entries for lesion in entry.lesions]


@pytest.mark.parametrize(
    ("bone", "part", "side", "site"),
    [
        ("femur", "distal", "left", "femur_distal_left"),
        ("femur", "distal metaphysis", "L", "femur_distal_metaphysis_left"),
        ("Femur", "Metaphyse distal", "links", "femur_distal_metaphysis_left"),
        ("Oberschenkel", "", "re.", "femur_right"),
        ("femur_distal_left", "", "", "femur_distal_left"),
        ("left shin bone", "", "", "tibia_left"),
        ("tibia", "prox.", "R", "tibia_proximal_right"),
        ("T8", "", "", "vertebra_t8"),
        ("BWK 8", "", "", "vertebra_t8"),
        ("LWK3", "", "midline", "vertebra_l3"),
        ("Schlüsselbein", "medial", "rechts", "clavicle_medial_right"),
        ("clavicle", "", "", "clavicle"),
        ("left 5th rib", "", "", "rib_5_left"),
    ],
)
def test_bones_as_people_write_them(
    tmp_path: Path, bone: str, part: str, side: str, site: str
) -> None:
    row = ["a", "2024-05-20", "MRT", bone, part, side, "ja"]
    reading = read_rows(tmp_path, "lesions", LESIONS, row)
    assert lesion_sites(reading) == [site]
    assert codes(reading) == ["picture-added"]


def test_both_sides_are_two_lesions(tmp_path: Path) -> None:
    row = ["a", "2024-05-20", "mri", "tibia", "distal", "bds.", "present"]
    reading = read_rows(tmp_path, "lesions", LESIONS, row)
    assert lesion_sites(reading) == ["tibia_distal_left", "tibia_distal_right"]
    assert codes(reading) == ["both-sides", "picture-added"]


def test_a_misspelt_bone_is_read_and_told(tmp_path: Path) -> None:
    row = ["a", "2024-05-20", "mri", "femurr", "distal", "left", "present"]
    reading = read_rows(tmp_path, "lesions", LESIONS, row)
    assert lesion_sites(reading) == ["femur_distal_left"]
    found = remark(reading, "bone-guessed")
    assert found.level is Level.WARNING
    assert "femur_distal_left" in found.message
    assert found.came == "femurr"


@pytest.mark.parametrize(
    ("bone", "side", "message"),
    [
        ("vertebra", "", "several places"),
        ("L5/S1", "", "more than one place"),
        ("liver", "", "no bone"),
        ("femur", "upper", "the side is none of"),
        ("T8", "left", "has no left side"),
    ],
)
def test_a_bone_that_cannot_be_told_is_not_guessed(
    tmp_path: Path, bone: str, side: str, message: str
) -> None:
    row = ["a", "2024-05-20", "mri", bone, "", side, "present"]
    reading = read_rows(tmp_path, "lesions", LESIONS, row)
    assert reading.records[0].entries == ()
    found = remark(reading, "bone-not-read")
    assert (found.level, found.came) == (Level.ERROR, bone)
    assert message in found.message


def test_a_finding_at_no_bone_keeps_its_place_as_text(tmp_path: Path) -> None:
    row = ["a", "2024", "rash", "yes", "belly button", "", "left"]
    entry = only_entry(read_rows(tmp_path, "findings", FINDINGS, row))
    assert isinstance(entry, Finding)
    assert (entry.site, entry.site_text) == (None, "left belly button")


# --- pictures and their lesions --------------------------------------------------------------


def with_images(folder: Path, images: list[list[Any]], *lesions: list[Any]) -> Any:
    head = ["patient_id", "date", "modality", "whole_body", "rest_clear", "entry_id"]
    lesion_head = ["patient_id", "imaging_id", "date", "modality", "bone", "side", "status", "bme"]
    path = xlsx(
        folder / "clinic.xlsx",
        {"patients": ANN, "lesions": [lesion_head, *lesions], "imaging": [head, *images]},
    )
    return read(path, knowledge=KNOWLEDGE)


def test_lesions_find_their_picture_by_date_and_modality(tmp_path: Path) -> None:
    reading = with_images(
        tmp_path,
        [["a", "2024-05-20", "MRT", "ja", "ja"], ["a", "2024-05-20", "Röntgen", "", ""]],
        ["a", "", "20.05.2024", "mri", "tibia", "left", "present", "yes"],
        ["a", "", "20.05.2024", "mri", "T8", "", "healed", ""],
    )
    mri, film = reading.records[0].entries
    assert mri.modality is Modality.MRI
    assert mri.whole_body is FactStatus.PRESENT
    assert [lesion.status for lesion in mri.lesions] == [LesionStatus.PRESENT, LesionStatus.HEALED]
    assert mri.lesions[0].feature("marrow_oedema") is FactStatus.PRESENT
    assert mri.lesions[1].feature("marrow_oedema") is FactStatus.UNKNOWN
    assert film.lesions == ()
    assert reading.remarks == ()


@pytest.mark.parametrize(
    ("clear", "unlisted"),
    [("yes", "absent"), ("no", "present"), ("", "unknown"), ("n.d.", "not_looked_for")],
)
def test_a_clear_rest_means_that_lesions_are_absent_there(
    tmp_path: Path, clear: str, unlisted: str
) -> None:
    reading = with_images(tmp_path, [["a", "2024-05-20", "mri", "yes", clear]])
    assert reading.records[0].entries[0].unlisted is FactStatus(unlisted)


def test_lesions_find_their_picture_by_its_id(tmp_path: Path) -> None:
    reading = with_images(
        tmp_path,
        [["a", "2024-05-20", "mri", "", "", "m1"], ["a", "2024-05-20", "mri", "", "", "m2"]],
        ["a", "m2", "", "", "tibia", "left", "present", ""],
    )
    assert [len(entry.lesions) for entry in reading.records[0].entries] == [0, 1]


def test_a_lesion_that_fits_two_pictures_is_not_guessed(tmp_path: Path) -> None:
    reading = with_images(
        tmp_path,
        [["a", "2024-05-20", "mri", "", "", "m1"], ["a", "2024-05-20", "mri", "", "", "m2"]],
        ["a", "", "2024-05-20", "mri", "tibia", "left", "present", ""],
        ["a", "m3", "", "", "tibia", "left", "present", ""],
    )
    assert codes(reading) == ["several-pictures", "no-picture"]
    assert reading.understood["row of lesions"] == 0


def test_lesions_without_a_picture_share_one_that_is_added(tmp_path: Path) -> None:
    reading = with_images(
        tmp_path,
        [],
        ["a", "", "2024-05-20", "mri", "tibia", "left", "present", ""],
        ["a", "", "2024-05-20", "mri", "femur", "left", "present", ""],
        ["a", "", "2024-06-20", "", "femur", "left", "healed", ""],
    )
    first, second = reading.records[0].entries
    assert [len(first.lesions), len(second.lesions)] == [2, 1]
    assert (first.modality, second.modality) == (Modality.MRI, Modality.OTHER)
    assert codes(reading) == ["picture-added"] * 2


# --- scores and treatments -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "highest", "expected_highest", "expected_codes"),
    [
        (4, 10, 10, []),
        (35, "", 100, []),
        (4, "", 10, ["scale-assumed"]),
    ],
)
def test_the_scale_of_a_score_is_never_silent(
    tmp_path: Path, value: Any, highest: Any, expected_highest: float, expected_codes: list[str]
) -> None:
    head = ["patient_id", "date", "scale", "value", "highest"]
    reading = read_rows(tmp_path, "scores", head, ["a", "2024", "pain VAS", value, highest])
    assert only_entry(reading).scale_high == expected_highest
    assert codes(reading) == expected_codes


def test_a_score_off_every_scale_is_not_taken_in(tmp_path: Path) -> None:
    head = ["patient_id", "date", "scale", "value", "highest"]
    reading = read_rows(
        tmp_path,
        "scores",
        head,
        ["a", "2024", "CHAQ", 7, ""],
        ["a", "2024", "pain", 11, 10],
        ["a", "2024", "pain", "bad", 10],
    )
    assert codes(reading, "error") == ["scale-unknown", "value-impossible", "number-not-read"]


def test_a_course_of_treatment_in_german(tmp_path: Path) -> None:
    head = [
        "Patient",
        "Medikament",
        "von",
        "bis",
        "Dosis",
        "Ansprechen",
        "Absetzgrund",
        "Nebenwirkungen",
    ]
    row = ["a", "Naproxen", "20.05.2024", "11/2024", "10 mg/kg", "teilweise", "unwirksam",
           "Bauchschmerzen; Fieber: nein"]  # fmt: skip
    entry = only_entry(read_rows(tmp_path, "treatments", head, row))
    assert (entry.drug, str(entry.on), str(entry.end)) == ("naproxen", "2024-05-20", "2024-11")
    assert (entry.response.value, entry.stop_reason.value) == ("partial", "no_effect")
    told = {fact.concept: fact.status for fact in entry.adverse_events}
    assert told == {"abdominal_pain": FactStatus.PRESENT, "fever": FactStatus.ABSENT}


# --- CSV -------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_with_any_separator_and_encoding(tmp_path: Path, separator: str, encoding: str) -> None:
    with (tmp_path / "labs.csv").open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator)
        writer.writerow([*LABS, "note"])
        writer.writerow(["a", "2024-05-17", "CRP", "1,8", "mg/dl", "Jürgen"])
    reading = read(tmp_path, knowledge=KNOWLEDGE)
    entry = only_entry(reading)
    assert (entry.quantity.value, entry.note) == (1.8, "Jürgen")
    expected = {"utf-16": ["encoding"], "cp1252": ["encoding"]}.get(encoding, [])
    assert [code for code in codes(reading) if code == "encoding"] == expected


def test_one_csv_file_alone_is_read(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("patient;date;test;value;unit\na;2024;CRP;3;mg/l\n", encoding="utf-8")
    reading = read(path, knowledge=KNOWLEDGE)
    assert only_entry(reading).analyte == "crp"


def test_a_cell_of_several_lines_keeps_its_row_number(tmp_path: Path) -> None:
    path = tmp_path / "labs.csv"
    path.write_text(
        'patient_id,test,value,unit,note\na,CRP,3,mg/l,"two\nlines"\na,CRP,x,mg/l,\n',
        encoding="utf-8",
    )
    first, second = read(path, knowledge=KNOWLEDGE).records[0].entries
    assert (first.note, first.id, second.id) == ("two\nlines", "labs-2", "labs-4")


@pytest.mark.parametrize("written", ["17-May-2024", "17-Mai-2024", "20240517", 20240517])
def test_dates_written_without_blanks(tmp_path: Path, written: Any) -> None:
    assert str(only_entry(lab(tmp_path, 3, on=written)).on) == "2024-05-17"


@pytest.mark.parametrize("written", ["0.6-0.8", "0,6 – 0,8", "1 to 3", "2-4 mg/l"])
def test_a_range_is_kept_as_text_and_never_read_as_its_first_number(
    tmp_path: Path, written: str
) -> None:
    reading = lab(tmp_path, written)
    entry = only_entry(reading)
    assert (entry.quantity, entry.text) == (None, written)
    assert remark(reading, "number-range").came == written


@pytest.mark.parametrize(
    ("written", "flag"),
    [("12*", None), ("12 ↑", Flag.HIGH), ("12 (H)", Flag.HIGH), ("12 mg/l [l]", Flag.LOW)],
)
def test_a_mark_beside_a_number_is_no_unit(tmp_path: Path, written: str, flag: Flag | None) -> None:
    reading = lab(tmp_path, written)
    entry = only_entry(reading)
    assert (entry.quantity.value, entry.quantity.unit) == (12, "mg/L")
    assert (entry.flag, entry.note) == (flag, f"value: {written}")
    assert codes(reading) == ["value-marked"]
    assert remark(reading, "value-marked").came == written


def test_of_two_units_the_remark_shows_the_cell_with_the_value(tmp_path: Path) -> None:
    assert remark(lab(tmp_path, "12 mg/dl"), "two-units").came == "12 mg/dl"


@pytest.mark.parametrize("words", ["linkes Schienbein", "Schienbein linke Seite", "links Tibia"])
def test_a_german_side_beside_the_bone_is_kept(tmp_path: Path, words: str) -> None:
    rows = [["patient_id", "date", "finding", "status", "bone"]]
    rows.append(["a", "2024-05-17", "bone pain", "yes", words])
    assert only_entry(read_rows(tmp_path, "findings", *rows)).site == "tibia_left"
