"""Is the child in the file one we know? By number; by name and birth date; never by name alone."""

from __future__ import annotations

import attrs
import pytest

from crmo.record import Patient, Sex
from crmo.record.matching import ChildMatches, KnownChildren, Match, MatchReason
from crmo.record.names import folded_names

ZOE = Patient(id="17", name="Zoë Müller", birth_date="2014-03-09", sex=Sex.FEMALE)
OTHER = Patient(id="18", name="Łukasz O'Brien", birth_date="2012-01-30", sex=Sex.MALE)


def found(incoming: Patient) -> ChildMatches[str]:
    return KnownChildren([("zoe", ZOE), ("lukasz", OTHER)]).match(incoming)


def test_the_same_number_is_the_same_child() -> None:
    (match,) = found(Patient(id=" 17 ")).candidates
    assert (match.key, match.match, match.reasons) == (
        "zoe",
        Match.SAME_NUMBER,
        (MatchReason.NUMBER_SAME,),
    )


def test_the_same_number_with_another_name_is_still_the_same_child_and_says_so() -> None:
    matches = found(attrs.evolve(ZOE, name="Zoë Schmidt"))
    assert matches.match is Match.SAME_NUMBER
    assert MatchReason.NAME_DIFFERS in matches.candidates[0].reasons


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"birth_date": "2014-03-10"}, MatchReason.BIRTH_DATE_DIFFERS),
        ({"sex": Sex.MALE}, MatchReason.SEX_DIFFERS),
    ],
)
def test_the_same_number_of_another_child_contradicts(
    change: dict[str, str], reason: MatchReason
) -> None:
    matches = found(attrs.evolve(ZOE, **change))
    assert matches.match is Match.CONTRADICTS
    assert reason in matches.candidates[0].reasons


@pytest.mark.parametrize("birth_date", ["2014-03-09", "2014-03", "2014"])
@pytest.mark.parametrize("name", ["ZOE MÜLLER", "Müller, Zoë", "zoe mueller", "Zoe Muller"])
def test_the_same_name_and_birth_date_make_it_likely(name: str, birth_date: str) -> None:
    matches = found(Patient(id="x1", name=name, birth_date=birth_date))
    assert matches.match is Match.LIKELY
    assert matches.candidates[0].key == "zoe"
    is_whole = MatchReason.BIRTH_DATE_SAME in matches.candidates[0].reasons
    assert is_whole is (birth_date == "2014-03-09")


@pytest.mark.parametrize(
    "incoming",
    [
        Patient(id="x1", name="Zoë Müller"),
        Patient(id="x1", name="Zoë Müller", birth_date="2013-03-09"),
        Patient(id="x1", birth_date="2014-03-09"),
        Patient(id="x1", name="Zoë Meier", birth_date="2014-03-09"),
    ],
    ids=["name alone", "other birth date", "birth date alone", "other name"],
)
def test_less_than_name_and_birth_date_is_no_match(incoming: Patient) -> None:
    assert found(incoming) == ChildMatches(match=Match.NONE)


def test_the_surest_candidate_comes_first_and_each_child_once() -> None:
    twin = attrs.evolve(ZOE, id="99")
    known = KnownChildren([("by name", twin), ("by number", ZOE)])
    candidates = known.match(ZOE).candidates
    assert [each.key for each in candidates] == ["by number", "by name"]
    assert candidates[1].match is Match.LIKELY
    assert MatchReason.SEX_SAME in candidates[1].reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Łukasz O'Brien", "OBRIEN, Lukasz"),
        ("İpek Yılmaz", "ipek yilmaz"),
        ("Nguyễn Thị Ánh", "Nguyen Thi Anh"),
        ("Anne-Marie Weiß", "anne marie weiss"),
        ("Søren Ærø", "Soeren Aeroe"),
        ("Zoë", "Zoe\N{COMBINING DIAERESIS}"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert folded_names(one) & folded_names(other)


def test_names_of_other_scripts_meet_themselves_only_and_no_name_meets_nothing() -> None:
    assert folded_names("王 芳") == folded_names("芳 王")
    assert not folded_names("王 芳") & folded_names("王 伟")
    assert folded_names(" -'. ") == frozenset()
