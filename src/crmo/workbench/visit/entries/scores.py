"""Pain, globals, CHAQ and the other instruments."""

from __future__ import annotations

from django.utils.translation import gettext as _

from crmo.knowledge.instruments import Instrument
from crmo.record import PartialDate, Score
from crmo.workbench.visit.entries.writing import Writing

# A count has no scale; the record keeps one so that counts told elsewhere can be read back.
_MOST_COUNTED = 100.0


def write_scores(writing: Writing) -> None:
    """Add a score for each answer."""
    known = writing.setting.knowledge.instruments
    for key, _told in writing.fields.about("score"):
        name = f"score:{key}"
        if key not in known:
            writing.refuse(name, _("There is no such scale."))
            continue
        value = writing.number(name)
        if value is not None:
            _write(writing, known[key], value)


def _write(writing: Writing, instrument: Instrument, value: float) -> None:
    name = f"score:{instrument.id}"
    scale = _scale(writing, instrument)
    if scale is None:
        return
    low, high = scale
    if instrument.is_count and value != int(value):
        writing.refuse(name, _("This is a count; a whole number is expected."))
        return
    if not low <= value <= high:
        message = _("The scale goes from %(low)g to %(high)g.")
        writing.refuse(name, message % {"low": low, "high": high})
        return
    writing.add(
        name,
        lambda entry_id: Score(
            id=entry_id,
            on=PartialDate.parse(writing.on),
            instrument=instrument.id,
            value=value,
            scale_low=low,
            scale_high=high,
        ),
    )


def _scale(writing: Writing, instrument: Instrument) -> tuple[float, float] | None:
    if instrument.is_count:
        return 0.0, _MOST_COUNTED
    if instrument.range is not None:
        return instrument.range.low, instrument.range.high
    name = f"scale:{instrument.id}"
    if not writing.fields.get(name):
        writing.refuse(name, _("How far does this scale go? Its range is not known here."))
        return None
    high = writing.number(name)
    return None if high is None else (0.0, high)
