"""One child while its rows are made: ids, visits, links, texts that are too long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from crmo.errors import UserError
from crmo.exchange.omop_cdm_5_4.rows import FILLED, Row
from crmo.record import (
    Diagnosis,
    Encounter,
    Entry,
    Fact,
    Finding,
    PartialDate,
    TreatmentCourse,
)
from crmo.terminology.omop_concepts import Mapped, OmopConcepts, fixed_words

IDS_PER_PERSON = 100_000
_HISTORY = fixed_words("history")["any"]
_LONGEST_ADMISSION_DAYS = 400  # a longer one is more likely a slip than a stay
TITLE_LENGTH, _SOURCE_VALUE, _STRING = 250, 50, 60
WITH_ENDS: Mapping[type[Entry], tuple[str, ...]] = MappingProxyType(
    {
        Finding: ("since", "until"),
        Diagnosis: ("until",),
        Encounter: ("until",),
        TreatmentCourse: ("end",),
    },
)


class When(NamedTuple):
    """The day a row is filed under, the visit on that day, and whether a date was told at all."""

    day: date
    visit: int | None
    is_told: bool = True


class Link(NamedTuple):
    """The row that another one says something about."""

    event_id: int
    field_concept_id: int
    when: When


class Child:
    """The rows of one child, as they come.

    Args:
        person_id: above 0.
        concepts: the concept ids.
        last_day: the last day that the record tells of; a treatment that goes on ends there.
    """

    def __init__(self, person_id: int, concepts: OmopConcepts, last_day: date) -> None:
        self.person_id = person_id
        self.concepts = concepts
        self.last_day = last_day
        self.states = concepts.states
        self.rows: dict[str, list[Row]] = {table: [] for table in FILLED}
        self.last_id = person_id * IDS_PER_PERSON
        self._observations = self.rows["observation"]
        self._fields = concepts.fields
        self._details = concepts.details
        self._visits: dict[date, int | None] = {}
        self._whens: dict[date, When] = {}

    def next_id(self) -> int:
        """Return an id for a row."""
        self.last_id += 1
        return self.last_id

    def require_ids(self) -> None:
        """Refuse a child with more rows than ids.

        Raises:
            UserError: it has.
        """
        if self.last_id - self.person_id * IDS_PER_PERSON >= IDS_PER_PERSON:
            raise UserError(
                "a record makes more rows than a person has ids.",
                where=f"person_id {self.person_id}",
                expected=f"at most {IDS_PER_PERSON - 1:,} rows",
                todo="Write this record by itself in parts, or leave entries out.",
            )

    def link(self, table: str, event_id: int, when: When) -> Link:
        """Return what other rows need to point at a row."""
        return Link(event_id, self._fields[table], when)

    # --- days and visits ----------------------------------------------------------------------

    def add_visit_days(self, visit: int, first: date, last: date) -> None:
        """Note that a visit covers these days; a day with two visits belongs to neither."""
        days = min((last - first).days, _LONGEST_ADMISSION_DAYS)
        for offset in range(days + 1):
            day = first + timedelta(days=offset)
            self._visits[day] = None if day in self._visits else visit
        self._whens.clear()

    def when(self, entry: Entry) -> When:
        """Return the day for an entry, and the visit when it is known to the day.

        An entry without any date was known on the day it was recorded, or else by the last day.
        """
        on = entry.on
        if on is not None and on.day is not None:
            day = on.earliest
            found = self._whens.get(day)
            if found is None:
                found = self._whens[day] = When(day, self._visits.get(day))
            return found
        told = day_told(entry)
        if told is None:
            return When(entry.recorded_on or self.last_day, None, is_told=False)
        return When(told, None)

    # --- rows that say something about another row -------------------------------------------

    def detail(
        self,
        link: Link,
        name: str,
        text: str | None = None,
        *,
        number: float | None = None,
        value_concept: int | None = None,
        qualifier: str | None = None,
        source_text: str = "",
    ) -> None:
        """Add an observation on a row: its site, its severity, the date as written."""
        self.observation(
            link.when,
            name,
            self._details[name],
            text=text,
            number=number,
            value_concept=value_concept,
            qualifier=qualifier,
            source_text=source_text,
            about=link,
        )

    def fact(
        self, link: Link, fact: Fact, site: str | None = None, role: str | None = None
    ) -> None:
        """Add a four-state fact on a row: a feature, a result, an unwanted event."""
        self.observation(
            link.when,
            fact.concept,
            self.concepts.concepts[fact.concept].source_concept_id,
            text=fact.status,
            value_concept=self.states[fact.status],
            qualifier=role or site,
            qualifier_concept=self.concepts.sites[site] if site else None,
            source_text=fact.text,
            about=link,
        )

    def observation(
        self,
        when: When,
        word: str,
        source_concept: int,
        *,
        concept: int = 0,
        text: str | None = None,
        number: float | None = None,
        value_concept: int | None = None,
        qualifier: str | None = None,
        qualifier_concept: int | None = None,
        source_text: str = "",
        about: Link | None = None,
    ) -> int:
        """Add an observation and return its id."""
        self.last_id = event_id = self.last_id + 1
        if text and len(text) > _STRING:
            text = self.shortened(
                text, _STRING, self.link("observation", event_id, when), "value_as_string"
            )
        if len(word) > _SOURCE_VALUE:
            link = self.link("observation", event_id, when)
            word = self.shortened(word, _SOURCE_VALUE, link, "observation_source_value")
        if len(source_text) > _SOURCE_VALUE:
            link = self.link("observation", event_id, when)
            source_text = self.shortened(source_text, _SOURCE_VALUE, link, "value_source_value")
        self._observations.append(
            (
                event_id,
                self.person_id,
                concept,
                when.day,
                number,
                text or None,
                value_concept,
                qualifier_concept,
                when.visit,
                word,
                source_concept,
                qualifier,
                source_text or None,
                about.event_id if about else None,
                about.field_concept_id if about else None,
            )
        )
        return event_id

    def history(self, when: When, word: str, found: Mapped, source_text: str = "") -> Link:
        """Add what has no date at all as history, known on the day of filing.

        An event table would make an event of that day out of it.
        """
        event_id = self.observation(
            when,
            word,
            found.source_concept_id,
            concept=_HISTORY,
            text=word,
            value_concept=found.concept_id or found.source_concept_id,
            qualifier="undated",
            source_text=source_text,
        )
        return self.link("observation", event_id, when)

    def note(self, link: Link | None, when: When, title: str, text: str, source: str) -> Link:
        """Add a text and return the link to it."""
        event_id = self.next_id()
        self.rows["note"].append(
            (
                event_id,
                self.person_id,
                when.day,
                title[:TITLE_LENGTH] or None,
                text,
                when.visit,
                source[:_SOURCE_VALUE],
                link.event_id if link else None,
                link.field_concept_id if link else None,
            )
        )
        return Link(event_id, 0, when)

    def short(self, text: str, link: Link, column: str) -> str:
        """Return a text that fits a source value; the whole of a longer one becomes a note."""
        if len(text) <= _SOURCE_VALUE:
            return text
        return self.shortened(text, _SOURCE_VALUE, link, column)

    def shortened(self, text: str, limit: int, link: Link, column: str) -> str:
        """Return the beginning of a text, after writing the whole of it as a note."""
        self.note(link, link.when, f"the whole of {column}", text, "whole_text")
        return f"{text[: limit - 1]}…"

    # --- dates --------------------------------------------------------------------------------

    def mark_date(self, link: Link, written: PartialDate | None, which: str) -> None:
        """Say what was written where the day of a row is not the day of the record."""
        if written is None or written.day is None:
            text = "undated" if written is None else str(written)
            self.detail(link, "date_as_written", text, qualifier=which)

    def end_day(self, link: Link, end: PartialDate | None, start: date) -> date | None:
        """Return the day of an end: its earliest, not before the start; marked unless exact."""
        if end is None:
            return None
        day = max(end.earliest, start)
        if end.day is None or day != end.earliest:
            self.detail(link, "date_as_written", str(end), qualifier="end")
        return day


def day_told(entry: Entry) -> date | None:
    """Return the earliest day that the date of an entry allows; None if it tells no date.

    An entry without `on` is filed under its beginning or, failing that, its end.
    """
    if entry.on is not None:
        return entry.on.earliest
    return next((told.earliest for told in ends_told(entry)), None)


def ends_told(entry: Entry) -> Iterator[PartialDate]:
    """Yield the beginning and the end that an entry tells beside its own date."""
    for name in WITH_ENDS.get(type(entry), ()):
        found: PartialDate | None = getattr(entry, name)
        if found is not None:
            yield found
