"""The one place that turns values into words.

Every sentence is a whole sentence with named places for its values, passed through `say`, so
that a translator gets sentences and not fragments. English is built in; another language is a
`gettext` catalogue whose message ids are the English sentences.
"""

from __future__ import annotations

import math
from contextvars import ContextVar
from datetime import date
from enum import StrEnum
from gettext import NullTranslations

from crmo.assess.assessment import Kind, Verdict
from crmo.assess.lesions.timeline import LesionState
from crmo.record import (
    Certainty,
    Comparator,
    FactStatus,
    Flag,
    Interval,
    LesionStatus,
    Modality,
    PartialDate,
    Quantity,
    Sex,
    StopReason,
    ToldResponse,
)

CATALOGUE: ContextVar[NullTranslations] = ContextVar("catalogue", default=NullTranslations())  # noqa: B039


def language() -> str:
    """Return the language of the page as a BCP 47 tag."""
    return CATALOGUE.get().info().get("language", "en")


def say(sentence: str, **values: object) -> str:
    """Return a sentence in the language of the page with its values put in."""
    # A catalogue answers to an empty message with its own header.
    translated = CATALOGUE.get().gettext(sentence) if sentence else ""
    return translated.format(**values) if values else translated


def say_n(one: str, many: str, n: int, **values: object) -> str:
    """Return the sentence for one or for many; `{n}` stands for the number."""
    return CATALOGUE.get().ngettext(one, many, n).format(n=n, **values)


def name_words(name: str) -> str:
    """Return the name of a bone, finding, value, drug or rule in the language of the page.

    Args:
        name: as the skeleton or the knowledge has it; a local name without a translation, or
            words of a record, come back as they are.
    """
    return CATALOGUE.get().pgettext("name", name)


# How a language writes a day, a month of a year, and the decimal sign; others as in English.
_DATES = {"de": ("{day:02d}.{number:02d}.{year}", "{month} {year}")}
_ENGLISH_DATES = ("{day} {month} {year}", "{month} {year}")
_DECIMAL_SIGNS = {"de": ","}


_VERDICTS = {
    Verdict.MET: ("met", "✓"),
    Verdict.NOT_MET: ("not met", "✕"),
    Verdict.CANNOT_TELL: ("cannot tell", "?"),
    Verdict.NOT_ELIGIBLE: ("not eligible", "–"),
    Verdict.EXCLUDED: ("excluded", "⊘"),
}

# What a verdict means depends on the question.
_BY_KIND: dict[Kind, dict[Verdict, str]] = {
    Kind.RED_FLAG: {
        Verdict.MET: "raised",
        Verdict.NOT_MET: "absent",
        Verdict.CANNOT_TELL: "not fully looked at",
    },
    Kind.SAFETY: {
        Verdict.MET: "something to weigh",
        Verdict.NOT_MET: "all checked, clear",
        Verdict.CANNOT_TELL: "not all checked",
    },
    Kind.DUE: {
        Verdict.MET: "due",
        Verdict.NOT_MET: "not due",
        Verdict.CANNOT_TELL: "no interval",
    },
    Kind.TREATMENT: {
        Verdict.MET: "running",
        Verdict.NOT_MET: "over",
        Verdict.CANNOT_TELL: "end not known",
    },
    Kind.FLARE: {Verdict.MET: "flare", Verdict.NOT_MET: "none"},
}
# Questions of which "yes" calls for attention.
ALERTS = frozenset({Kind.RED_FLAG, Kind.SAFETY, Kind.DUE, Kind.FLARE})

# By type first: members of different lists may have the same text (`present`).
_WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Sex: {
        Sex.FEMALE: "girl",
        Sex.MALE: "boy",
        Sex.OTHER: "sex recorded as other",
        Sex.UNKNOWN: "sex not recorded",
    },
    FactStatus: {
        FactStatus.PRESENT: "present",
        FactStatus.ABSENT: "absent",
        FactStatus.NOT_LOOKED_FOR: "not looked for",
        FactStatus.UNKNOWN: "not known",
    },
    LesionStatus: {
        LesionStatus.PRESENT: "active",
        LesionStatus.ABSENT: "clear",
        LesionStatus.UNCERTAIN: "uncertain",
        LesionStatus.HEALED: "healed",
    },
    Modality: {
        Modality.RADIOGRAPH: "radiograph",
        Modality.MRI: "MRI",
        Modality.CT: "CT",
        Modality.BONE_SCAN: "bone scan",
        Modality.PET: "PET",
        Modality.ULTRASOUND: "ultrasound",
        Modality.DXA: "bone density scan",
        Modality.OTHER: "other imaging",
    },
    Certainty: {
        Certainty.CONFIRMED: "confirmed",
        Certainty.SUSPECTED: "suspected",
        Certainty.EXCLUDED: "excluded",
        Certainty.UNKNOWN: "certainty not recorded",
    },
    Flag: {
        Flag.LOW: "low",
        Flag.NORMAL: "normal",
        Flag.HIGH: "high",
    },
    StopReason: {
        StopReason.NO_EFFECT: "no effect",
        StopReason.LOST_EFFECT: "lost its effect",
        StopReason.ADVERSE_EVENT: "adverse event",
        StopReason.REMISSION: "remission",
        StopReason.COMPLETED: "course completed",
        StopReason.CHOICE: "by choice",
        StopReason.OTHER: "another reason",
        StopReason.UNKNOWN: "reason not recorded",
    },
    ToldResponse: {
        ToldResponse.COMPLETE: "complete response",
        ToldResponse.PARTIAL: "partial response",
        ToldResponse.NONE: "no response",
        ToldResponse.WORSE: "worse",
        ToldResponse.UNKNOWN: "response not recorded",
    },
    LesionState: {
        LesionState.NEW: "new",
        LesionState.PERSISTENT: "persistent",
        LesionState.RECURRED: "recurred",
        LesionState.HEALED: "healed",
        LesionState.CLEAR: "clear",
        LesionState.UNCERTAIN: "uncertain",
        LesionState.NOT_COVERED: "not covered",
    },
}

_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip

_COMPARATORS = {
    Comparator.LESS: "< {value}",
    Comparator.AT_MOST: "≤ {value}",
    Comparator.AT_LEAST: "≥ {value}",
    Comparator.GREATER: "> {value}",
}

# UCUM codes as a person would write them.
_UNITS = {
    "10*9/L": "× 10⁹/L",
    "10*12/L": "× 10¹²/L",
    "10*3/uL": "× 10³/µL",
    "umol/L": "µmol/L",
    "ug/L": "µg/L",
    "ug/mL": "µg/mL",
    "Cel": "°C",
    "1": "",
    "[degF]": "°F",
}
_TIME_UNITS = {"wk": "weeks", "mo": "months", "a": "years", "d": "days"}


def verdict_words(verdict: Verdict, kind: Kind | None = None) -> str:
    """Return a verdict as a word or two, in the sense of the question it answers."""
    own = _BY_KIND.get(kind, {}) if kind else {}
    return say(own.get(verdict, _VERDICTS[verdict][0]))


def verdict_symbol(verdict: Verdict, kind: Kind | None = None) -> str:
    """Return the sign that stands beside the word, never instead of it."""
    is_alert = verdict is Verdict.MET and kind in ALERTS
    return "!" if is_alert else _VERDICTS[verdict][1]


def words_of(value: StrEnum) -> str:
    """Return the word for a member of a closed list (sex, status, modality, reason)."""
    return say(_WORDS[type(value)][value])


def plain_id(identifier: str) -> str:
    """Return an id that the knowledge does not know as readable text, so nothing is lost."""
    return identifier.replace("_", " ")


def capitalised(text: str) -> str:
    """Return text with a capital first letter and the rest as it is."""
    return text[:1].upper() + text[1:]


def number_words(value: float) -> str:
    """Return a number with at most three decimals, as exactly as it was written otherwise."""
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return decimal_words(f"{value:.3f}".rstrip("0").rstrip("."))


def decimal_words(figures: str) -> str:
    """Return figures written with a point, with the signs of the language of the page."""
    return figures.replace("-", "−").replace(".", _DECIMAL_SIGNS.get(language(), "."))


def unit_words(ucum: str | None) -> str:
    """Return a UCUM code as people write it; curly annotations are left out."""
    if ucum is None:
        return say("(no unit)")
    if ucum.startswith("{"):
        return ""
    return say(_TIME_UNITS[ucum]) if ucum in _TIME_UNITS else _UNITS.get(ucum, ucum)


def quantity_words(quantity: Quantity) -> str:
    """Return a measured value with its comparator and unit."""
    pattern = _COMPARATORS[quantity.comparator] if quantity.comparator else "{value}"
    value = pattern.format(value=number_words(quantity.value))
    return f"{value} {unit_words(quantity.unit)}".strip()


def interval_words(interval: Interval | None, unit: str = "") -> str:
    """Return what a number may be: exact, from–to, at least, at most, or not known."""
    if interval is None or (math.isinf(interval.low) and math.isinf(interval.high)):
        return say("not known")
    low, high = number_words(interval.low), number_words(interval.high)
    if interval.is_exact:
        text = low
    elif math.isinf(interval.high):
        text = say("more than {low}" if interval.low_open else "at least {low}", low=low)
    elif math.isinf(interval.low) or (interval.low <= 0 and interval.high_open):
        text = say("less than {high}" if interval.high_open else "at most {high}", high=high)
    else:
        text = say("{low} to {high}", low=low, high=high)
    return f"{text} {unit_words(unit)}".strip() if unit else text


def date_words(day: PartialDate | date | None) -> str:
    """Return a date as exactly as it is known: `4 Mar 2026`, `Mar 2026`, `2026`."""
    if day is None:
        return say("undated")
    day = PartialDate.parse(day)
    if day.month is None:
        return str(day.year)
    whole, of_month = _DATES.get(language(), _ENGLISH_DATES)
    parts = {"month": say(_MONTHS[day.month - 1]), "number": day.month, "year": day.year}
    return of_month.format(**parts) if day.day is None else whole.format(day=day.day, **parts)


def month_words(day: date) -> str:
    """Return the short name of a day's month."""
    return say(_MONTHS[day.month - 1])


def span_words(start: PartialDate | None, end: PartialDate | None, *, is_open: bool) -> str:
    """Return a time from a start to an end, which may be open or unknown."""
    if start is None and end is None:
        return say("still going on, start not recorded") if is_open else say("undated")
    if end is not None:
        if start is None:
            return say("until {end}, start not recorded", end=date_words(end))
        return say("{start} to {end}", start=date_words(start), end=date_words(end))
    if is_open:
        return say("since {start}", start=date_words(start))
    return say("from {start}, end not recorded", start=date_words(start))


def age_words(born: PartialDate | None, on: date) -> str:
    """Return the age on a day in completed years and months; a range if the birth date is."""
    if born is None:
        return say("age not known")
    oldest, youngest = _completed_months(born.earliest, on), _completed_months(born.latest, on)
    if oldest < 0:
        return say("before birth")
    if not born.is_day:
        low, high = max(0, youngest) // 12, oldest // 12
        if low != high:
            return say("{low} or {high} years", low=low, high=high)
        return say_n("{n} year", "{n} years", low)
    years, months = divmod(oldest, 12)
    parts = [say_n("{n} year", "{n} years", years)] if years else []
    if months or not years:
        parts.append(say_n("{n} month", "{n} months", months))
    return " ".join(parts)


def sex_words(sex: Sex, *, is_adult: bool) -> str:
    """Return the sex as one says it of a child, or of an adult."""
    if is_adult and sex in (Sex.FEMALE, Sex.MALE):
        return say("woman") if sex is Sex.FEMALE else say("man")
    return words_of(sex)


def _completed_months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def modality_words(modality: Modality, *, is_whole_body: bool) -> str:
    """Return the kind of imaging, saying so when it covered the whole body."""
    kind = words_of(modality)
    return say("whole-body {kind}", kind=kind) if is_whole_body else kind


def listed(items: list[str]) -> str:
    """Return items as `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return say("{most} and {last}", most=", ".join(items[:-1]), last=items[-1])
