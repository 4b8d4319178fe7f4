"""Laboratory values, body measures and scales in a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from crmo.anatomy import resolve_site
from crmo.record import Measurement, PartialDate, Score
from crmo.simulate.documents.amounts import printed
from crmo.simulate.documents.marked import Filling, Key, Marked, Pieces
from crmo.simulate.documents.pen import Pen

_BODY = ("height", "weight", "body_temperature", "leg_length_difference")
_TELLS_EARLIER = 0.3
_TELLS_FLAG = 0.6
_LONG = 80  # a result in words longer than this is no result but a report


class ResultClauses(NamedTuple):
    """Clauses of a note: of the laboratory, and of the body."""

    blood: list[Pieces]
    body: list[Pieces]


def _order(pen: Pen, measurement: Measurement) -> tuple[bool, date]:
    """Results of the day come first, so that no date before them can be taken for theirs."""
    on = measurement.on
    return (not pen.is_today(on), date.min if on is None else on.earliest)


class _Earlier(NamedTuple):
    """A value before: its entry, its words, its date, and which way it went."""

    entry: str
    value: Marked
    date: Marked
    moved: str


def result_clauses(
    pen: Pen, measurements: Sequence[Measurement], earlier: Mapping[str, Sequence[Measurement]]
) -> ResultClauses:
    """Return what a note says of results.

    Args:
        pen: of the note.
        measurements: those to tell.
        earlier: all of the record under their analyte, earliest first; the value before a
            result may be told beside it.
    """
    found = ResultClauses([], [])
    has_ranges = pen.luck.happens(0.55)
    last_day: PartialDate | None = None
    in_order = sorted(measurements, key=lambda each: _order(pen, each))
    for measurement in in_order:
        clause = _clause(pen, measurement, earlier, has_ranges=has_ranges)
        if clause is None:
            continue
        is_body = measurement.analyte in _BODY
        on = measurement.on
        if pen.is_today(on) or on is None:
            pen.today(measurement.id)
        elif is_body:
            mark = pen.dated(on, (measurement.id, "on"))
            clause = [*clause, *pen.say("noted", date=[mark])]
        elif on != last_day:
            mark = pen.dated(on, (measurement.id, "on"))
            clause = [*pen.say("results_of", date=[mark]), *clause]
        else:  # the date stands with the first result of the day
            _tell_date(found.blood, measurement, on)
        if not is_body:
            last_day = on
        (found.body if is_body else found.blood).append(clause)
    return found


def _tell_date(clauses: list[Pieces], measurement: Measurement, on: PartialDate) -> None:
    """Let the date that an earlier clause of the same day gives tell this result's too."""
    for clause in reversed(clauses):
        for place, piece in enumerate(clause):
            if isinstance(piece, Marked) and any(
                key.part == "on" and key.told == str(on) for key in piece.keys
            ):
                key = Key(measurement.id, "on", str(on))
                clause[place] = Marked(piece.text, (*piece.keys, key))
                return


def _clause(
    pen: Pen,
    measurement: Measurement,
    earlier: Mapping[str, Sequence[Measurement]],
    *,
    has_ranges: bool,
) -> Pieces | None:
    quantity = measurement.quantity
    if quantity is None:
        return _in_words(pen, measurement)
    value = pen.quantity(measurement.analyte, quantity, measurement.id)
    if value is None:
        return None
    flag: Pieces = []
    if measurement.flag is not None and pen.luck.happens(_TELLS_FLAG):
        flag = pen.say("flag", flag=[_flag(pen, measurement)])
    last = _before(pen, measurement, earlier)
    keys = (Key(last.entry, "analyte"),) if last else ()
    if last:  # its number stands without a unit: that of this value tells it
        unit = value[-1]
        if isinstance(unit, Marked):
            told = Key(last.entry, "unit", unit.keys[0].told)
            value[-1] = Marked(unit.text, (*unit.keys, told))
    analyte = pen.named("analytes", measurement.analyte, Key(measurement.id, "analyte"), *keys)
    slots: dict[str, Filling] = {
        "analyte": [analyte],
        "value": value,
        "flag": flag,
        "range": _range(pen, measurement) if has_ranges else [],
        **pen.verbs(analyte.text),
    }
    if last and last.moved and pen.luck.happens(0.4):
        return pen.say("result_moved", moved=last.moved, old=[last.value], **slots)
    slots["before"] = pen.say("before", value=[last.value], date=[last.date]) if last else []
    return pen.say("result_body" if measurement.analyte in _BODY else "result", **slots)


def _in_words(pen: Pen, measurement: Measurement) -> Pieces | None:
    text = pen.of_text(measurement.text)
    if text and len(text) <= _LONG:
        told = text if text != measurement.text else ""
        words = Marked(text, (Key(measurement.id, "text", told),))
    elif measurement.flag is not None:
        words = _flag(pen, measurement)
    else:
        return None
    analyte = pen.named("analytes", measurement.analyte, Key(measurement.id, "analyte"))
    return pen.say("result_words", analyte=[analyte], words=[words], **pen.verbs(analyte.text))


def _flag(pen: Pen, measurement: Measurement) -> Marked:
    return pen.named("flags", str(measurement.flag), Key(measurement.id, "flag"))


def _range(pen: Pen, measurement: Measurement) -> Pieces:
    """Return the laboratory's range in the unit of the value; empty if it would not convert."""
    quantity = measurement.quantity
    if quantity is None:
        return []
    slots: dict[str, Filling] = {}
    told = pen.in_unit(measurement.analyte, quantity.value, quantity.unit or "")
    for name in ("low", "high"):
        limit: float | None = getattr(measurement, f"reference_{name}")
        if limit is None:
            continue
        found = pen.in_unit(measurement.analyte, limit, quantity.unit or "")
        if found is None or told is None or found[1] != told[1]:
            return []
        key = Key(measurement.id, f"reference_{name}", found[0])
        slots[name] = [Marked(pen.number(found[0]), (key,))]
    if not slots:
        return []
    return pen.say("range_both" if len(slots) == 2 else f"range_{next(iter(slots))}", **slots)


def _before(
    pen: Pen, measurement: Measurement, earlier: Mapping[str, Sequence[Measurement]]
) -> _Earlier | None:
    """Return the value before, if one is told; it is of the unit of this one."""
    on = measurement.on
    if on is None or measurement.quantity is None or not pen.luck.happens(_TELLS_EARLIER):
        return None
    last: Measurement | None = None
    for each in earlier.get(measurement.analyte, ()):
        if each.on is None or each.on.earliest >= on.earliest:
            break
        if each.on.latest < on.earliest and (each.recorded_on or pen.day) <= pen.day:
            last = each
    if last is None or last.quantity is None or last.on is None:
        return None
    if last.quantity.comparator:
        return None
    now = pen.in_unit(measurement.analyte, measurement.quantity.value, _unit(measurement))
    then = pen.in_unit(last.analyte, last.quantity.value, _unit(last))
    if now is None or then is None or now[1] != then[1] or not now[1]:
        return None
    keys = (Key(last.id, "value", then[0]),)
    moved = "" if measurement.quantity.comparator else _moved(float(then[0]), float(now[0]))
    value = Marked(pen.number(then[0]), keys)
    return _Earlier(last.id, value, pen.dated(last.on, (last.id, "on")), moved)


def _moved(then: float, now: float) -> str:
    if now == then:
        return ""
    return "fallen" if now < then else "risen"


def _unit(measurement: Measurement) -> str:
    return (measurement.quantity and measurement.quantity.unit) or ""


def score_clauses(pen: Pen, scores: Sequence[Score]) -> list[Pieces]:
    """Return what a note says of scales; the scale's end is told unless the scale is known by it.

    A count has no scale, the CHAQ is known to end at 3.
    """
    clauses = []
    for score in scores:
        number = printed(score.value)
        if number is None:
            continue
        value: Pieces = [Marked(pen.number(number), (Key(score.id, "value", number),))]
        value += _scale(pen, score)
        keys = [Key(score.id, "instrument")]
        scale: Pieces = [pen.named("instruments", score.instrument, *keys)]
        if score.site is not None:
            site = pen.site(score.site, Key(score.id, "site", resolve_site(score.site).id))
            scale += pen.say("score_at", site=site)
        if pen.is_today(score.on) or score.on is None:
            pen.today(score.id)
            name = "count" if _is_count(pen, score) else "score"
            clauses.append(pen.say(name, scale=scale, value=value))
        else:
            mark = pen.dated(score.on, (score.id, "on"))
            clauses.append(pen.say("score_of", scale=scale, value=value, date=[mark]))
    return clauses


def _is_count(pen: Pen, score: Score) -> bool:
    instrument = pen.words.knowledge.instruments.get(score.instrument)
    return instrument is not None and instrument.is_count


def _scale(pen: Pen, score: Score) -> Pieces:
    if _is_count(pen, score) or score.scale_low:
        return []
    if score.instrument == "chaq" and score.scale_high == 3 and pen.luck.happens(0.7):
        return []
    top = printed(score.scale_high)
    if top is None:
        return []
    spelled = pen.style.layout.spelled
    between = " out of " if spelled else "/"
    return [between, Marked(pen.number(top), (Key(score.id, "scale", top),))]
