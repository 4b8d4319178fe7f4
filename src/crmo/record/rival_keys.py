"""Which entries speak of the same thing on the same day: keys under which they meet."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import cache

from crmo.anatomy import resolve_site
from crmo.record.clinical import Diagnosis, Document, Finding
from crmo.record.content import topic_of
from crmo.record.entry import Entry
from crmo.record.facts import FactStatus
from crmo.record.imaging import ImagingStudy
from crmo.record.partial_date import PartialDate
from crmo.record.treatment import TreatmentCourse

Key = tuple[Hashable, ...]
_ANY, _WHOLE = "any bones", "whole skeleton"


def filed_under(entry: Entry) -> Iterator[Key]:
    """Yield the keys under which a known entry is found by its rivals; none if it has none.

    A value, a picture, a letter needs a whole day, since two may fall into a month; a finding,
    a disease or a treatment meets those with the same date, told or not.
    """
    topic = topic_of(entry)
    if isinstance(entry, TreatmentCourse):
        yield (topic, "from", entry.on)
        for vaguer in _vaguer(entry.on):
            yield (topic, "within", vaguer)
    elif isinstance(entry, ImagingStudy):
        if entry.on is not None and entry.on.is_day:
            yield (topic, entry.on, _ANY)
            for area in _areas(entry) or {_WHOLE}:
                yield (topic, entry.on, area)
    else:
        yield from _dated(entry, topic)


def looked_up_under(entry: Entry) -> Iterator[Key]:
    """Yield the keys under which an incoming entry finds its rivals."""
    topic = topic_of(entry)
    if isinstance(entry, TreatmentCourse):
        yield (topic, "from", entry.on)
        for vaguer in _vaguer(entry.on):
            yield (topic, "from", vaguer)
        if entry.on is not None:
            yield (topic, "within", entry.on)
    elif isinstance(entry, ImagingStudy):
        if entry.on is not None and entry.on.is_day:
            areas = _areas(entry)
            for area in [_WHOLE, *sorted(areas, key=str)] if areas else [_ANY]:
                yield (topic, entry.on, area)
    else:
        yield from _dated(entry, topic)


def _dated(entry: Entry, topic: Key) -> Iterator[Key]:
    is_lasting = isinstance(entry, Finding | Diagnosis)
    is_nameless = isinstance(entry, Document) and not entry.title
    is_on_a_day = entry.on is not None and entry.on.is_day
    if is_lasting or (is_on_a_day and not is_nameless):
        yield (topic, entry.on)


def _vaguer(on: PartialDate | None) -> Iterator[PartialDate]:
    """Yield the month and the year of a day, the year of a month."""
    if on is not None and on.day is not None:
        yield PartialDate(on.year, on.month)
    if on is not None and on.month is not None:
        yield PartialDate(on.year)


def _areas(study: ImagingStudy) -> frozenset[Hashable]:
    """Return the bones a study looked at; none if it covered all of them, or did not tell."""
    if study.whole_body is FactStatus.PRESENT:
        return frozenset()
    sites = {*study.covers, *(lesion.bone_unit for lesion in study.lesions)}
    return frozenset().union(*(_bones(site) for site in sites))


@cache
def _bones(site_id: str) -> frozenset[Hashable]:
    return frozenset((unit.bone, unit.side) for unit in resolve_site(site_id).units)
