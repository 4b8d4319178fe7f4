"""A definition in somebody's own file: read like the shipped ones, refused with line and reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.find.definition.own import GOOD, line_of, write

from crmo.errors import KnowledgeError
from crmo.find.definition import definition_problems, load_definition
from crmo.knowledge import load_knowledge
from crmo.knowledge.case_definition import Distinct, Repeat, Select


def refusal(path: Path) -> KnowledgeError:
    with pytest.raises(KnowledgeError) as caught:
        load_definition(str(path), load_knowledge())
    return caught.value


def test_a_file_becomes_a_definition(tmp_path: Path) -> None:
    found = load_definition(str(write(tmp_path)), load_knowledge())
    again = found.criteria["pain_again"]
    assert (found.id, list(found.criteria)) == ("mine", ["pain_again", "crp_raised", "both"])
    assert isinstance(again, Repeat)
    assert (again.of, again.min_days, again.window.to_day) == (Select(set="pain"), 42, 730)
    assert [band.at_least for band in found.bands] == [3, 2]


def test_a_definition_may_stand_under_the_name_of_the_table(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    inner = "\n".join(f"    {line}" for line in GOOD.splitlines()[1:])
    path.write_text(f"case_definitions:\n  mine:\n{inner}\n", encoding="utf-8")
    assert load_definition(str(path), load_knowledge()).id == "mine"


# (what is replaced, by what, what the line holds, part of the message)
BROKEN = [
    ("points: 2", "pionts: 2", "pionts", "perhaps `points:`"),
    ("kind: repeat", "kind: repeated", "kind: repeated", "all_of"),
    ("    why: it burns\n", "", "crp_raised:", "`why:` is missing"),
    ("[bone_pain]", "[bone_pian]", "bone_pian", "perhaps bone_pain"),
    ("analytes: [crp]", "analytes: [crb]", "crb", "there is no analyte"),
    ("analytes: [crp]", "drugs: [naproxin]", "naproxin", "perhaps naproxen"),
    ("analytes: [crp]", "modalities: [mrt]", "mrt", "mri"),
    ("    analytes: [crp]\n", "", "  crp:", "the code set is empty"),
    ("analytes: [crp]", "codes: {snomde: ['1']}", "snomde", "perhaps snomed"),
    ("analytes: [crp]", "codes: {snomed: ['240151006']}", "codes:", "cannot be a code of SNOMED"),
    ("analytes: [crp]", "codes: {omop: [123]}", "codes:", "digits in quotation marks"),
    ("    of: pain\n", "    of: pein\n", "of: pein", "perhaps pain"),
    ("unit: mg/L}", "unit: mmol/L}", "mmol/L", "cannot be converted"),
    (", unit: mg/L}", "}", "of: {set: crp", "a limit has no unit"),
    ("at_least: 10, unit", "at_least: 10, below: 5, unit", "below", "no value is at least"),
    ("of: {set: crp,", "of: {set: crp, sites: [femor_left],", "sites", "femur_left"),
    ("of: {set: crp,", "of: {set: crp, states: [there],", "states", "present"),
    ("of: {set: crp,", "of: {set: crp, values: germs,", "values", "no code set"),
    ("min_days: 42", "min_days: 400", "pain_again:", "no two events lie so many days apart"),
    ("min_days: 42", "min_days: -1", "pain_again:", "no two events"),
    ("min_days: 42", "min_days: 42.5", "min_days: 42.5", "a whole number"),
    ("to_day: 730}", "to_day: -3}", "window:", "ends before it begins"),
    ("to_day: 730}", "to_day: 41}", "window:", "can never hold"),
    ("[pain_again, crp_raised]", "[pain_again, crp_riased]", "riased", "perhaps crp_raised"),
    ("[pain_again, crp_raised]", "[pain_again, both]", "of: [pain", "made of itself"),
    ("[pain_again, crp_raised]", "[]", "of: []", "names no criterion"),
    ("require: [pain_again]", "require: [pain]", "require", "both, crp_raised, pain_again"),
    ("require: [pain_again]", "require: [both]\nexclude: [both]", "exclude", "nobody is left"),
    ("at_least: 3}", "at_least: 3.75}", "at_least: 3.75", "no child can reach this band"),
    ("at_least: 3}", "at_least: 2}", "id: low", "do not go down"),
    ("points: 0.5", "points: 0.1", "points: 0.1", "steps of a quarter"),
    ("points: 0.5", "points: .inf", "points: .inf", "a number is expected"),
    ("points: 0.5", "points: half", "points: half", "a number is expected"),
    ("points: 0.5", "source: zhao_25", "zhao_25", "no source"),
    ("points: 0.5", "grade: published", "grade:", "where it was published"),
    ("points: 0.5", "window: {from_day: -7}", "-7", "not known in a criterion of kind all_of"),
    ("max_years: 18", "max_years: 0", "index:", "nobody is of this age"),
    ("version: 1", "version: 0", "version", "versions begin with 1"),
    ("id: high", "id: High", "High", "small letters"),
    ("  both:\n", "  both of:\n", "both of", "small letters"),
    ("criteria:\n", "criterea:\n", "criterea", "perhaps `criteria:`"),
]


@pytest.mark.parametrize(("old", "new", "place", "message"), BROKEN)
def test_a_mistake_is_told_with_its_line_and_what_to_do(
    tmp_path: Path, old: str, new: str, place: str, message: str
) -> None:
    path = write(tmp_path, old, new)
    problems = definition_problems(path, load_knowledge())
    told = [str(problem) for problem in problems if message in str(problem)]
    assert told, [str(problem) for problem in problems]
    assert f"mine.yaml line {line_of(place, path)}:" in told[0]
    assert refusal(path).todo


def test_all_problems_are_listed_and_the_first_is_raised(tmp_path: Path) -> None:
    path = write(tmp_path)
    text = GOOD.replace("[bone_pain]", "[nothing]").replace("points: 2", "points: 2.1")
    path.write_text(text, encoding="utf-8")
    problems = definition_problems(path, load_knowledge())
    assert len(problems) == 2
    assert refusal(path).where == problems[0].where


def test_yaml_that_is_none_is_told_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "require: [pain_again]", "require: [pain_again")
    assert "not valid YAML" in str(refusal(path))
    twice = write(tmp_path, "version: 1", "version: 1\nversion: 2")
    assert "line 3" in str(refusal(twice))


def test_a_file_has_one_definition_with_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    path.write_text("case_definitions: {}\n", encoding="utf-8")
    assert "not one definition" in str(refusal(path))
    shipped = write(tmp_path, "id: mine", "id: suspected_crmo")
    assert "already" in str(refusal(shipped))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "cannot be opened" in str(refusal(tmp_path / "no.yaml"))


def test_a_name_that_nothing_has_brings_the_nearest() -> None:
    with pytest.raises(KnowledgeError, match=r"perhaps.*suspected_crmo"):
        load_definition("suspected_crmmo", load_knowledge())


# --- extends -----------------------------------------------------------------------------------


def extension(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.yaml"
    head = "id: mine\nversion: 1\nlabel: mine\npurpose: to try\nextends: bone_pain_and_mri\n"
    path.write_text(head + text, encoding="utf-8")
    return path


def test_an_extension_takes_over_everything_it_does_not_say(tmp_path: Path) -> None:
    knowledge = load_knowledge()
    base = knowledge.case_definitions["bone_pain_and_mri"]
    path = extension(tmp_path, "criteria:\n  pain_comes_back: {min_days: 60}\n")
    found = load_definition(str(path), knowledge)
    again = found.criteria["pain_comes_back"]
    assert isinstance(again, Repeat)
    assert (again.min_days, again.max_days) == (60, 365)
    assert (found.index, found.code_sets, found.bands) == (base.index, base.code_sets, base.bands)
    assert (found.id, found.label, found.extends) == ("mine", "mine", "bone_pain_and_mri")


def test_null_removes_and_a_kind_replaces(tmp_path: Path) -> None:
    path = extension(
        tmp_path,
        "criteria:\n"
        "  mri_done: null\n"
        "  pain_comes_back: {kind: count, label: l, why: w, of: pain, distinct: day, points: 1}\n"
        "bands:\n  - {id: some, label: some, at_least: 1}\n",
    )
    found = load_definition(str(path), load_knowledge())
    assert list(found.criteria) == ["pain_comes_back"]
    assert found.criteria["pain_comes_back"].distinct is Distinct.DAY  # type: ignore[attr-defined]
    assert [band.id for band in found.bands] == ["some"]


def test_a_mistake_in_what_is_taken_over_is_told_where_it_stands(tmp_path: Path) -> None:
    path = extension(tmp_path, "code_sets:\n  pain: null\n")
    told = str(refusal(path))
    assert "case_definitions/bone_pain_and_mri.yaml line" in told
    assert "no code set" in told


def test_a_definition_cannot_extend_itself_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    for parent, message in (
        ("mine", "extends itself"),
        ("bone_pain_mri", "perhaps bone_pain_and_mri"),
    ):
        path.write_text(f"id: mine\nversion: 1\nextends: {parent}\n", encoding="utf-8")
        assert message in str(refusal(path))
