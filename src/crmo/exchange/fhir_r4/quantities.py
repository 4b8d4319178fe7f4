"""Values of observations: numbers with unit and sign, flags, reference ranges, answers."""

from __future__ import annotations

import math
import re
from typing import Any

from crmo.errors import InvalidValueError
from crmo.exchange.fhir_r4.elements import all_words, first_code, listed, words
from crmo.exchange.fhir_r4.remarks import Remarks
from crmo.exchange.plausible import Sizes
from crmo.record import Comparator, FactStatus, Flag, Quantity
from crmo.record.units import is_ucum, ucum_from_text
from crmo.terminology.fhir_codes import Tables

_UCUM = ("http://unitsofmeasure.org", "urn:oid:2.16.840.1.113883.6.8", None, "")
# By the letter of UCUM this is kelvins; laboratories in the United States mean thousands.
_KELVIN_PER_VOLUME = re.compile(r"K/uL\Z")
_COMPARATORS: dict[Any, Comparator | None] = {None: None, **{str(c): c for c in Comparator}}
_NUMBERS = (float, int)
_NUMBER_AND_UNIT = re.compile(
    r"\s*(?P<number>(?:<=|>=|[<>≤≥])?\s*[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?)\s*(?P<unit>[^\d\s+\-/:,;.].{0,30})?\Z"
)
# `250.000` is 250 in one country and a quarter of a million in another.
_AMBIGUOUS = re.compile(r"[^\d]*[1-9]\d{0,2}[.,]\d{3}\Z", re.ASCII)
_RANGE = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(?:-|–|to)\s*(\d+(?:[.,]\d+)?)")
_UP_TO = re.compile(r"\s*(?:<|<=|≤)\s*(\d+(?:[.,]\d+)?)")
_AT_LEAST = re.compile(r"\s*(?:>|>=|≥)\s*(\d+(?:[.,]\d+)?)")

Limits = tuple[float | None, float | None]
_NO_LIMITS: Limits = (None, None)


class Units(dict[tuple[Any, Any, Any], str | None]):
    """(system, code, unit) of a Quantity -> UCUM code, or None when it is not understood."""

    def __missing__(self, key: tuple[Any, Any, Any]) -> str | None:
        system, code, unit = key
        found = None
        if code and system in _UCUM:
            is_as_told = is_ucum(str(code)) and not _KELVIN_PER_VOLUME.match(str(code))
            found = str(code) if is_as_told else ucum_from_text(str(code))
        if found is None and unit:
            found = ucum_from_text(str(unit))
        self[key] = found
        return found


def written(quantity: dict[str, Any]) -> str:
    """Return a Quantity as it was written: `<5 mg/dl`."""
    value = quantity.get("value")
    number = "" if value is None else f"{quantity.get('comparator') or ''}{value}"
    unit = quantity.get("unit") or quantity.get("code") or ""
    return f"{number} {unit}".strip()


class Values:
    """Reads values; one for a whole reading, because units repeat."""

    def __init__(self, tables: Tables, remarks: Remarks, sizes: Sizes) -> None:
        self._tables = tables
        self._sizes = sizes
        self._remarks = remarks
        self._units = Units()

    def quantity(self, raw: dict[str, Any], about: str) -> Quantity | None:
        """Return the value with its unit; None, with a remark, if it is no finite number.

        Args:
            raw: a FHIR Quantity.
            about: id of a known analyte, for remarks on units; empty if nothing computes with it.
        """
        value = raw.get("value")
        if type(value) is not float and type(value) is not int:
            return self._from_odd_number(value, raw, about)
        unit = self._units[raw.get("system"), raw.get("code"), raw.get("unit")]
        if unit is None and about:
            self._remark_unit(raw, about)
        try:
            comparator = _COMPARATORS[raw.get("comparator")]
        except KeyError:
            self._remarks.add("comparator-not-known", str(raw["comparator"]))
            return None
        if not math.isfinite(value):
            self._remarks.add("value-not-a-number")
            return None
        if about and (problem := self._sizes.problem(about, value, unit)):
            self._remarks.add(problem, written(raw), about=about)
        return Quantity(value=value, unit=unit, comparator=comparator)

    def _from_odd_number(self, value: Any, raw: dict[str, Any], about: str) -> Quantity | None:
        if isinstance(value, str):
            return self.quantity_in_words(f"{value} {raw.get('unit') or ''}", about)
        if value is not None:
            self._remarks.add("value-not-a-number", str(value)[:40])
        return None

    def quantity_in_words(self, text: str, about: str) -> Quantity | None:
        """Return the value in `<0.6 mg/L`, or None when the text says something else."""
        match = _NUMBER_AND_UNIT.match(text)
        if match is None:
            return None
        if _AMBIGUOUS.match(match["number"]):
            self._remarks.add("number-ambiguous", text.strip()[:40])
            return None
        unit = (match["unit"] or "").strip()
        ucum = self._units[None, None, unit] if unit else None
        if ucum is None and about:
            self._remark_unit({"value": match["number"], "unit": unit}, about)
        try:
            quantity = Quantity.parse(match["number"], ucum)
        except InvalidValueError:
            return None
        if about and (problem := self._sizes.problem(about, quantity.value, ucum)):
            self._remarks.add(problem, text.strip(), about=about)
        return quantity

    def _remark_unit(self, raw: dict[str, Any], about: str) -> None:
        unit = raw.get("unit") or raw.get("code")
        if unit:
            self._remarks.add("unit-not-known", written(raw), about=f"{about} in {unit}")
        else:
            self._remarks.add("unit-missing", written(raw), about=about)

    def limits(self, ranges: Any, quantity: dict[str, Any]) -> Limits:
        """Return the reference limits that belong to a value, or (None, None)."""
        chosen = self._normal_range(list(listed(ranges)))
        if chosen is None:
            return _NO_LIMITS
        low, high = chosen.get("low"), chosen.get("high")
        if low is None and high is None:
            return self._limits_in_words(str(chosen.get("text") or ""), quantity)
        limits = self._limit(low, quantity), self._limit(high, quantity)
        if limits[0] is not None and limits[1] is not None and limits[0] > limits[1]:
            self._remarks.add("range-not-used", detail="It is reversed.")
            return _NO_LIMITS
        return limits

    def _normal_range(self, ranges: list[dict[str, Any]]) -> dict[str, Any] | None:
        """Return the one range that holds for a normal person; several leave it open."""
        if len(ranges) > 1:
            ranges = [r for r in ranges if first_code(r.get("type")) == "normal"]
        if len(ranges) == 1:
            return ranges[0]
        self._remarks.add("range-not-used", detail="There are several.")
        return None

    def _limit(self, limit: dict[str, Any] | None, quantity: dict[str, Any]) -> float | None:
        if limit is None or type(limit.get("value")) not in _NUMBERS:
            return None
        unit = limit.get("code") or limit.get("unit")
        if unit and unit not in (quantity.get("code"), quantity.get("unit")):
            ours = self._units[limit.get("system"), limit.get("code"), limit.get("unit")]
            key = quantity.get("system"), quantity.get("code"), quantity.get("unit")
            if ours is None or ours != self._units[key]:
                self._remarks.add("range-not-used", detail="Its unit is another one.")
                return None
        return float(limit["value"])

    def _limits_in_words(self, text: str, quantity: dict[str, Any]) -> Limits:
        """Return the limits in `0-5 mg/L`; what stands behind the numbers must be the unit."""
        match = _RANGE.match(text) or _UP_TO.match(text) or _AT_LEAST.match(text)
        if match is None:
            return _NO_LIMITS
        unit = text[match.end() :].strip(" ()[]")
        key = quantity.get("system"), quantity.get("code"), quantity.get("unit")
        if unit and self._units[None, None, unit] != (self._units[key] or ""):
            self._remarks.add("range-not-used", detail="Its unit is another one.")
            return _NO_LIMITS
        numbers = [float(each.replace(",", ".")) for each in match.groups()]
        if match.re is _UP_TO:
            return None, numbers[0]
        if match.re is _AT_LEAST:
            return numbers[0], None
        return (numbers[0], numbers[1]) if numbers[0] <= numbers[1] else _NO_LIMITS

    def flag(self, interpretation: Any) -> Flag | None:
        """Return low, normal or high from an interpretation; None for anything else."""
        for each in listed(interpretation):
            codings = each.get("coding") if isinstance(each, dict) else None
            for coding in codings or ():
                if flag := self._tables.flags.get(str(coding.get("code"))):
                    return flag
        return None

    def answer(self, part: dict[str, Any]) -> tuple[str, FactStatus]:
        """Return a value that is no quantity, as words and as a state.

        Args:
            part: an Observation or one of its components.
        """
        if (coded := part.get("valueCodeableConcept")) is not None:
            return words(coded), self.presence(coded)
        if (flag := part.get("valueBoolean")) is not None:
            return str(flag).lower(), FactStatus.PRESENT if flag else FactStatus.ABSENT
        if (text := part.get("valueString")) is not None:
            return str(text), self.presence({"text": str(text)})
        return _other_value(part), FactStatus.UNKNOWN

    def presence(self, concept: dict[str, Any]) -> FactStatus:
        """Return whether a coded answer says present or absent; unknown for other answers."""
        table = self._tables.presence
        for coding in concept.get("coding") or ():
            short = self._tables.systems[coding.get("system")] or "other"
            if status := table.get((short, str(coding.get("code")))):
                return status
        text = words(concept).strip().lower()
        return table.get(("other", text), FactStatus.UNKNOWN)

    def interpreted_presence(self, interpretation: Any) -> tuple[str, FactStatus]:
        """Return words and state of an interpretation such as POS or NEG."""
        for each in listed(interpretation):
            if isinstance(each, dict):
                status = self.presence(each)
                if status is not FactStatus.UNKNOWN:
                    return words(each), status
        return all_words(interpretation), FactStatus.UNKNOWN


def _other_value(part: dict[str, Any]) -> str:
    """Return ranges, ratios, times and the rest as words."""
    for name, value in part.items():
        if not name.startswith("value") or value is None:
            continue
        if name == "valueRange":
            low, high = value.get("low") or {}, value.get("high") or {}
            return f"{written(low)} to {written(high)}".strip()
        if name == "valueRatio":
            over, under = value.get("numerator") or {}, value.get("denominator") or {}
            return f"{written(over)} : {written(under)}"
        if name == "valuePeriod":
            return f"{value.get('start') or '?'} to {value.get('end') or '?'}"
        if name in ("valueInteger", "valueTime", "valueDateTime", "valueInstant"):
            return str(value)
        return name.removeprefix("value")
    return ""
