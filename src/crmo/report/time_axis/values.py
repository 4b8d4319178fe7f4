"""What the time axis shows, before it is drawn."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from crmo.record import Interval, PartialDate


@frozen(kw_only=True)
class Point:
    """One value on a track.

    Args:
        when: the day, or the month or year if no more is known.
        value: the values it may be, in the track's unit.
        words: date and value in words.
        entry: id of the entry it comes from.
    """

    when: PartialDate
    value: Interval
    words: str
    entry: str


@frozen(kw_only=True)
class Band:
    """A reference range behind a track, and who gave it."""

    low: float
    high: float
    words: str


@frozen(kw_only=True)
class Track:
    """One quantity over time.

    Args:
        id: instrument or analyte.
        label: its name.
        unit: unit of the values, as people write it.
        low: bottom of the track.
        high: top of the track.
        points: oldest first.
        band: reference range, only where the record or the knowledge gives one.
        left_out: how many values had no usable unit or number and are not drawn.
    """

    id: str
    label: str
    unit: str
    low: float
    high: float
    points: tuple[Point, ...]
    band: Band | None = None
    left_out: int = 0


@frozen(kw_only=True)
class Bar:
    """One course of treatment.

    Args:
        label: the drug.
        start: first day as known, or None.
        end: last day as known, or None.
        is_open: whether it still runs.
        words: drug and time in words.
        entry: id of the entry.
    """

    label: str
    start: PartialDate | None
    end: PartialDate | None
    is_open: bool
    words: str
    entry: str


@frozen(kw_only=True)
class BarGroup:
    """The courses of one class of drugs, in rows that do not overlap."""

    label: str
    rows: tuple[tuple[Bar, ...], ...]


@frozen(kw_only=True)
class Mark:
    """A scan, a biopsy, a diagnosis: something at one time.

    Args:
        when: the day, or the month or year.
        sign: what is written in the mark: a number of lesions, or a letter.
        kind: `whole_body`, `part`, `film`, `biopsy`, `diagnosis`, `other`.
        words: what it is, in words.
        entry: id of the entry.
    """

    when: PartialDate
    sign: str
    kind: str
    words: str
    entry: str


@frozen(kw_only=True)
class Shade:
    """A flare: a time shaded behind all tracks; hatched when nobody felt it."""

    start: date
    end: date
    label: str
    words: str
    is_silent: bool


@frozen(kw_only=True)
class Chart:
    """Everything on the time axis.

    Args:
        start: first day drawn.
        end: last day drawn.
        today: the day of the page.
        born: birth date, for the ages along the axis, or None.
        scans: imaging, oldest first.
        events: biopsies, diagnoses and other procedures, oldest first.
        groups: treatments by class.
        tracks: one per quantity that has a value.
        shades: flares.
        n_unnamed: dated procedures, diagnoses and drugs left out because crmo has no name for
            their codes; they are in the table of entries.
    """

    start: date
    end: date
    today: date
    born: date | None
    scans: tuple[Mark, ...] = ()
    events: tuple[Mark, ...] = ()
    groups: tuple[BarGroup, ...] = ()
    tracks: tuple[Track, ...] = ()
    shades: tuple[Shade, ...] = ()
    n_unnamed: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not (self.scans or self.events or self.groups or self.tracks)
