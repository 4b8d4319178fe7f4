"""Units: conversions agree with an independent library, and nothing is converted that differs."""

from __future__ import annotations

import csv
import math
import warnings
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crmo.errors import InvalidValueError
from crmo.record.unit_parser import parse
from crmo.record.units import convert, is_ucum, ucum_from_text

# The published list of common UCUM codes, where it lies beside the project.
COMMON_CODES = Path(__file__).parents[3] / "shared" / "data" / "code_lists" / "ucum_examples.tsv"

LABORATORY_CODES = (
    *("mg/L", "mg/dL", "g/L", "g/dL", "ug/L", "ng/mL", "pg/mL", "mmol/L", "umol/L", "nmol/L"),
    *("10*9/L", "10*3/uL", "/uL", "10*12/L", "10*6/uL", "{cells}/uL", "mm/h", "cm/min"),
    *("U/L", "kU/L", "ukat/L", "umol/min/L", "cm", "m", "mm", "[in_i]", "[ft_i]", "kg", "g"),
    *("[lb_av]", "mm[Hg]", "kPa", "kg/m2", "%", "1", "[ppth]", "a", "mo", "wk", "d", "h"),
)
GROUPS: dict[Any, list[str]] = defaultdict(list)
for each in LABORATORY_CODES:
    GROUPS[parse(each).dimensions].append(each)

codes = st.sampled_from(LABORATORY_CODES)
same_kind = st.sampled_from([group for group in GROUPS.values() if len(group) > 1]).flatmap(
    lambda group: st.tuples(*[st.sampled_from(group)] * 3)
)
values = st.floats(1e-6, 1e6)


# --- known answers ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "from_unit", "to_unit", "expected"),
    [
        (1.8, "mg/dL", "mg/L", 18.0),
        (0.1, "mg/dL", "mg/L", 1.0),
        (0.3, "g/dL", "g/L", 3.0),
        (6.3, "10*3/uL", "10*9/L", 6.3),
        (250000, "/uL", "10*9/L", 250.0),
        (1, "10*12/L", "10*6/uL", 1.0),
        (60, "U/L", "ukat/L", 1.0),
        (37, "Cel", "[degF]", 98.6),
        (98.6, "[degF]", "Cel", 37.0),
        (0, "Cel", "K", 273.15),
        (-40, "Cel", "[degF]", -40.0),
        (6, "[ft_i]", "cm", 182.88),
        (1, "[lb_av]", "kg", 0.45359237),
        (45, "%", "1", 0.45),
        (2, "a", "mo", 24.0),
        (1, "m[Hg]", "kPa", 133.3220),
        (5, "g/L", "g/l", 5.0),
    ],
)
def test_known_conversions(value: float, from_unit: str, to_unit: str, expected: float) -> None:
    assert convert(value, from_unit, to_unit) == pytest.approx(expected, rel=1e-15)


def test_mass_and_amount_need_the_molar_mass() -> None:
    """Calcium, 40.078 g/mol (standard atomic weight): 2.5 mmol/L are 10.02 mg/dL."""
    assert convert(2.5, "mmol/L", "mg/dL", 40.078) == pytest.approx(10.0195, rel=1e-12)
    assert convert(10.0195, "mg/dL", "mmol/L", 40.078) == pytest.approx(2.5, rel=1e-12)


@pytest.mark.parametrize("molar_mass", [None, 0, -1, math.inf, math.nan])
def test_without_a_molar_mass_it_is_refused(molar_mass: float | None) -> None:
    with pytest.raises(InvalidValueError, match="molar mass"):
        convert(2.5, "mmol/L", "mg/dL", molar_mass)


def test_a_molar_mass_is_not_used_where_it_is_not_needed() -> None:
    assert convert(1, "mg/dL", "mg/L", 40.078) == 10.0


def test_infinity_stays_infinity() -> None:
    assert convert(math.inf, "mg/dL", "mg/L") == math.inf
    assert convert(-math.inf, "Cel", "K") == -math.inf


# --- what is not converted -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("from_unit", "to_unit"),
    [
        ("mg/L", "mg"),
        ("mg/L", "U/L"),
        ("[iU]/L", "U/L"),
        ("mm/h", "mm"),
        ("Cel", "mg/L"),
        ("10*9/L", "%"),
        # Not as UCUM has it: see ucum.yaml.
        ("mmol/L", "/L"),
        ("meq/L", "mmol/L"),
        ("osm/kg", "mol/kg"),
        ("[HPF]", "[LPF]"),
        ("[GPL'U]", "[MPL'U]"),
    ],
)
def test_different_things_are_not_converted(from_unit: str, to_unit: str) -> None:
    with pytest.raises(InvalidValueError, match="different things") as caught:
        convert(1, from_unit, to_unit, 100.0)
    assert caught.value.expected
    assert caught.value.todo


@pytest.mark.parametrize(
    "code",
    [
        *(
            "",
            " ",
            "mg per litre",
            "mgl",
            "mg//L",
            "mg/",
            ".mg",
            "mg/L)",
            "(mg/L",
            "mg}",
            "{a",
            "]",
        ),
        *("mg L", "µg/L", "xg", "10**9/L", "mg0", "mg99", "0", "10*99", "mCel", "Cel2", "mg.Cel"),
        *("Cel/h", "k%", "kh", "dag.", "m" * 101, "(" * 99, "G/L", "5.2 mg", "-1"),
    ],
)
def test_what_is_no_ucum_code_is_refused(code: str) -> None:
    assert not is_ucum(code)
    with pytest.raises(InvalidValueError, match="UCUM"):
        convert(1, code, "mg/L")
    with pytest.raises(InvalidValueError, match="UCUM"):
        convert(1, "mg/L", code)


@pytest.mark.parametrize(
    "code",
    [
        *(
            "mg/L",
            "10*9/L",
            "10^9/L",
            "10*-3",
            "/uL",
            "{cells}/uL",
            "mmol/mmol{creat}",
            "m2",
            "m-2",
        ),
        *("[iU]/L", "k[iU]/mL", "[IU]", "Cel", "[degF]", "%", "1", "mm[Hg]", "mL/min/{1.73_m2}"),
        *(
            "(mg/L)",
            "g/(8.kg.h)",
            "10.L/min",
            "{absorbance}",
            "dag",
            "cd",
            "{a}",
            "/m",
        ),
    ],
)
def test_ucum_codes_are_known(code: str) -> None:
    assert is_ucum(code)


# --- laws ------------------------------------------------------------------------------------


@given(values, same_kind)
def test_there_and_back_is_where_it_was(value: float, units: tuple[str, str, str]) -> None:
    first, second, _ = units
    assert convert(convert(value, first, second), second, first) == pytest.approx(value, rel=1e-12)


@given(values, same_kind)
def test_a_detour_makes_no_difference(value: float, units: tuple[str, str, str]) -> None:
    first, second, third = units
    detour = convert(convert(value, first, second), second, third)
    assert detour == pytest.approx(convert(value, first, third), rel=1e-12)


@given(values, values, same_kind)
def test_more_stays_more(one: float, other: float, units: tuple[str, str, str]) -> None:
    assume(one < other)
    assert convert(one, units[0], units[1]) <= convert(other, units[0], units[1])


@given(values, codes)
def test_a_unit_is_itself(value: float, code: str) -> None:
    assert convert(value, code, code) == value


@given(values, st.floats(1, 1000))
def test_molar_conversion_goes_there_and_back(value: float, molar_mass: float) -> None:
    there = convert(value, "mg/dL", "mmol/L", molar_mass)
    assert convert(there, "mmol/L", "mg/dL", molar_mass) == pytest.approx(value, rel=1e-12)


@given(st.text(max_size=40))
def test_no_text_is_a_surprise(text: str) -> None:
    """Whatever comes, the answer is a known code or None."""
    assert is_ucum(text) in {True, False}
    found = ucum_from_text(text)
    assert found is None or is_ucum(found)


@given(st.lists(st.sampled_from(["mg", "L", "/", ".", "(", ")", "{a}", "10*9", "2", "-1"])))
def test_no_heap_of_symbols_is_a_surprise(symbols: list[str]) -> None:
    code = "".join(symbols)
    if is_ucum(code):
        assert convert(1, code, code) == 1


# --- spellings -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("mg/l", "mg/L"),
        ("mg/dl", "mg/dL"),
        ("MG/DL", "mg/dL"),
        ("Mg/L", "mg/L"),
        ("mg/100 ml", "mg/dL"),
        ("g/L", "g/L"),
        ("G/L", "10*9/L"),
        ("T/l", "10*12/L"),
        ("x10^9/L", "10*9/L"),
        ("10⁹/l", "10*9/L"),
        ("×10⁹/L", "10*9/L"),
        ("10E3/µl", "10*3/uL"),
        ("10^3/μL", "10*3/uL"),
        ("x109/L", "10*9/L"),
        ("10^9 cells/L", "10*9/L"),
        ("/µl", "/uL"),
        ("cells/uL", "/uL"),
        ("Tsd/µl", "10*9/L"),
        ("Tsd./µl", "10*9/L"),
        ("Mio/µl", "10*12/L"),
        ("Gpt/l", "10*9/L"),
        ("/nl", "10*9/L"),
        ("K/uL", "10*9/L"),
        ("mm/h", "mm/h"),
        ("mm/1h", "mm/h"),
        ("mm/Std.", "mm/h"),
        ("mmol/l", "mmol/L"),
        ("Mmol/L", "mmol/L"),
        ("µmol/L", "umol/L"),
        ("μmol/l", "umol/L"),
        ("nmol/l", "nmol/L"),
        ("ng/mL", "ng/mL"),
        ("mcg/L", "ug/L"),
        ("U/l", "U/L"),
        ("IU/L", "[iU]/L"),
        ("IE/l", "[iU]/L"),
        ("kU/L", "kU/L"),
        ("mU/l", "mU/L"),
        ("g/dl", "g/dL"),
        ("gm/dl", "g/dL"),
        ("g%", "g/dL"),
        ("°C", "Cel"),
        ("cm", "cm"),
        ("kg", "kg"),
        ("kg/m²", "kg/m2"),
        ("ft", "[ft_i]"),
        ("Jahre", "a"),
        ("mmHg", "mm[Hg]"),
        ("mL/min/1.73m²", "mL/min/{1.73_m2}"),
        ("{cells}/uL", "{cells}/uL"),
        ("%", "%"),
        (" mg / l ", "mg/L"),
    ],
)
def test_laboratory_spellings(text: str, code: str) -> None:
    assert code == ucum_from_text(text)


@pytest.mark.parametrize("text", ["", "foo", "U/I", "normal", "mg per day or so", "titre"])
def test_what_is_no_unit_is_not_guessed(text: str) -> None:
    assert ucum_from_text(text) is None


def test_every_spelling_means_a_known_code() -> None:
    from crmo.record import unit_spellings

    table = unit_spellings._table()
    spelled = [*table["exact"].items(), *table["spellings"].items()]
    wrong = [(text, code) for code, texts in spelled for text in texts if not is_ucum(code)]
    assert wrong == []
    lower = [
        text.lower().replace(" ", "") for _, texts in table["spellings"].items() for text in texts
    ]
    assert len(lower) == len(set(lower)), "one spelling, two meanings"


# --- an independent opinion ------------------------------------------------------------------


@pytest.fixture(scope="module")
def registry() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ucumvert import PintUcumRegistry

        return PintUcumRegistry()


def their_factor(registry: Any, from_code: str, to_code: str) -> float:
    source, target = (registry.from_ucum(code) for code in (from_code, to_code))
    return float((1 * source).to(target.units).magnitude / (1 * target).magnitude)


@pytest.mark.parametrize("group", GROUPS.values(), ids=lambda group: group[0])
def test_factors_agree_with_an_independent_library(registry: Any, group: list[str]) -> None:
    for code in group[1:]:
        theirs = their_factor(registry, group[0], code)
        # 1e-5: pint's conventional millimetre of mercury, and its year of 365.25 days, are its own.
        assert convert(1, group[0], code) == pytest.approx(theirs, rel=1e-5)


def test_fahrenheit_agrees_with_an_independent_library(registry: Any) -> None:
    for degrees in (-40.0, 0.0, 36.6, 100.4):
        theirs = registry.Quantity(degrees, "degF").to("degC").magnitude
        assert convert(degrees, "[degF]", "Cel") == pytest.approx(theirs, abs=1e-9)


def common_codes() -> Iterator[str]:
    with COMMON_CODES.open(encoding="utf-8", newline="") as lines:
        yield from (row[1] for row in list(csv.reader(lines, delimiter="\t"))[1:])


needs_common_codes = pytest.mark.skipif(
    not COMMON_CODES.exists(), reason="the list of common UCUM codes is not beside the project"
)


@needs_common_codes
def test_the_published_list_of_common_codes_is_read() -> None:
    """847 of 848: `Torr` stands in that list, and not in the table of UCUM itself."""
    all_codes = list(common_codes())
    assert len(all_codes) == 848
    assert [code for code in all_codes if not is_ucum(code)] == ["Torr"]


@needs_common_codes
def test_common_codes_survive_being_read_as_text() -> None:
    """A coded unit that is also read as text keeps its meaning; only its litre is spelt anew."""
    known = (code for code in common_codes() if is_ucum(code))
    changed = {
        code: text
        for code in known
        if (text := ucum_from_text(code)) is None or parse(text) != parse(code)
    }
    assert changed == {}


# In UCUM a mole is a number of particles and an equivalent is a mole; ours are not (ucum.yaml).
# pint has no arbitrary units of its own dimension, other values for MET and fields of view, and
# water of 4 degrees where UCUM has 1 kg/L.
NOT_COMPARED = ("H2O", "mol", "eq", "osm", "[MET]", "[HPF]", "[LPF]", "[pH]", "B", "Cel", "[degF]")


@needs_common_codes
@pytest.mark.deep
def test_factors_of_common_codes_agree_with_an_independent_library(registry: Any) -> None:
    groups: dict[Any, list[str]] = defaultdict(list)
    for code in common_codes():
        if is_ucum(code) and not any(name in code for name in NOT_COMPARED) and "'U]" not in code:
            groups[parse(code).dimensions].append(code)
    compared = 0
    for group in groups.values():
        # An annotation alone is a plain number; the other library does not say so.
        units = [code for code in group if not code.startswith("{")]
        for code in units[1:]:
            theirs = their_factor(registry, units[0], code)
            assert convert(1, units[0], code) == pytest.approx(theirs, rel=1e-4), code
            compared += 1
    assert compared > 200
