"""Codes must have the form and the check digit of their system, and mean one thing only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmo.knowledge.codes import CODE_SYSTEMS
from crmo.knowledge.problems import Place, Problem

_FORMS = {
    "hpo": re.compile(r"HP:\d{7}\Z"),
    "mondo": re.compile(r"MONDO:\d{7}\Z"),
    "snomed": re.compile(r"[1-9]\d{5,17}\Z"),
    "icd10": re.compile(r"[A-Z]\d\d(\.\d{1,2})?\Z|[A-Z]\d\d-[A-Z]\d\d\Z"),
    "icd10cm": re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?\Z|[A-Z]\d\d-[A-Z]\d\d\Z"),
    "orpha": re.compile(r"[1-9]\d*\Z"),
    "omim": re.compile(r"(PS)?[1-9]\d{5}\Z"),
    "ncit": re.compile(r"C\d+\Z"),
    "mesh": re.compile(r"[CD]\d+\Z"),
    "loinc": re.compile(r"\d{1,5}-\d\Z"),
    "rxnorm": re.compile(r"[1-9]\d*\Z"),
    "atc": re.compile(r"[A-Z]\d\d([A-Z]([A-Z](\d\d)?)?)?\Z"),
}
_CODE_LISTS = {
    "loinc": "loinc",
    "unverified_loinc": "loinc",
    "atc": "atc",
    "read_atc": "atc",
    "unverified_read_atc": "atc",
    "atc_prefixes": "atc",
    "rxnorm": "rxnorm",
    "unverified_rxnorm": "rxnorm",
}
_CODE_MAPPINGS = ("codes", "unverified_codes", "read_codes")


def code_problems(place: Place) -> Iterator[Problem]:
    """Yield codes of an entry that cannot be right, whatever they are meant for."""
    for path, system, code in _codes(place):
        form = _FORMS.get(system)
        if form is None:
            yield place.problem(
                path,
                "this code system is not known.",
                came=system,
                expected=f"one of {', '.join(CODE_SYSTEMS)}",
                todo="Correct its name.",
            )
        elif not isinstance(code, str) or not form.match(code) or not _digit_fits(system, code):
            yield place.problem(
                path,
                f"this cannot be a code of {CODE_SYSTEMS[system].label}.",
                came=code,
                expected="the code as the system writes it, digits in quotation marks",
                todo="Copy it again; a digit is wrong or the value is not text.",
            )


def is_code_form(system: str, code: str) -> bool:
    """Whether a text has the form and the check digit of a code of a system.

    Args:
        system: our short name of the system.
        code: the code as the system writes it; for ICD also a range (`C00-C97`).
    """
    form = _FORMS.get(system)
    return form is not None and bool(form.match(code)) and _digit_fits(system, code)


def _codes(place: Place) -> Iterator[tuple[tuple[str, ...], str, object]]:
    for key in _CODE_MAPPINGS:
        for system, codes in (place.entry.get(key) or {}).items():
            for code in codes or {}:
                yield (key, system, str(code)), system, code
    for key, system in _CODE_LISTS.items():
        for code in place.entry.get(key) or []:
            yield (key,), system, code


def _digit_fits(system: str, code: str) -> bool:
    if system == "loinc":
        number, _, digit = code.partition("-")
        return _luhn(number) == int(digit)
    return system != "snomed" or _verhoeff(code) == 0


def _luhn(number: str) -> int:
    """Return the check digit that LOINC puts behind a number."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        doubled = int(digit) * 2 if place % 2 == 0 else int(digit)
        total += doubled - 9 if doubled > 9 else doubled
    return -total % 10


_TURN = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _verhoeff(code: str) -> int:
    """Return 0 for an identifier whose last digit is right (ISO-style dihedral check)."""
    check = 0
    for place, digit in enumerate(reversed(code)):
        value = int(digit)
        for _ in range(place % 8):
            value = _TURN[value]
        check = _dihedral(check, value)
    return check


def _dihedral(left: int, right: int) -> int:
    """Multiply in the symmetry group of the pentagon: 0 to 4 turn it, 5 to 9 flip it."""
    if left < 5:
        return (left + right) % 5 if right < 5 else (left + right - 5) % 5 + 5
    return (left - 5 - right) % 5 + 5 if right < 5 else (left - right) % 5
