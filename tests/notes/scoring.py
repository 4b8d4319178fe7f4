"""How well a reading agrees with the gold rows of its note.

What counts as right is decided here, and in tests/notes/gold/README.md for the rows themselves:

- A row is right if every part named by the measure agrees *exactly*. A finer or a coarser site
  (`femur_distal` for `femur_distal_metaphysis`) is wrong. A second figure, *lenient*, takes a site
  whose bone units include, or are included in, those of the gold site, and a concept that is a
  parent or a child of the gold concept. The lenient figure is never the headline.
- Rows are compared as sets within a note: the same site told by two scans counts once.
- Optional rows and alternatives are never an error, and only count when they are required.
- `started` and `ongoing` are one answer (given now), `stopped` and `past` another (over).
  `planned` and `declined` must give no row.
- A value is right with its unit and comparator. Units of one meaning (10*9/L and 10*3/uL) agree;
  converted values (mg/L for mg/dL) do not, because a reading keeps what was told.

Critical errors and forbidden statements are counted by scoring_errors; sizes, dates and doses are
scored apart by scoring_details.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from typing import Any

from attrs import frozen
from tests.notes.scoring_details import details
from tests.notes.scoring_errors import critical_errors, forbidden_statements
from tests.notes.scoring_gold import GoldNote
from tests.notes.scoring_measures import Accepts, Key, Wanted, measures
from tests.notes.scoring_rows import rows_of

from crmo.knowledge import Knowledge
from crmo.notes import NoteReading


@frozen
class Counts:
    """Right, wrongly read, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Add two counts."""
        return Counts(
            self.right + other.right, self.wrong + other.wrong, self.missed + other.missed
        )

    @property
    def precision(self) -> float | None:
        """Share of what was read that is right; None if nothing was read."""
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        """Share of what should be read that was; None if nothing should."""
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None if there was nothing to read or wrong."""
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)


@frozen
class NoteScore:
    """How one note was read.

    Attributes:
        counts: measure -> counts.
        critical: critical errors in words, without the note's text.
        forbidden: forbidden statements that came out.
        forbidden_asked: how many statements the note forbids.
        missed: measure -> keys that were missed (development only: it shows gold rows).
        wrong: measure -> keys that should not have come out.
        details: detail -> gold rows that have it right, and gold rows that tell it.
    """

    id: str
    counts: Mapping[str, Counts]
    critical: tuple[str, ...]
    forbidden: tuple[str, ...]
    forbidden_asked: int
    missed: Mapping[str, tuple[str, ...]]
    wrong: Mapping[str, tuple[str, ...]]
    details: Mapping[str, tuple[int, int]]


def score_note(note: GoldNote, reading: NoteReading, knowledge: Knowledge) -> NoteScore:
    """Compare one reading with the gold rows of its note."""
    read = rows_of(reading, knowledge)
    counts, missed, wrong = {}, {}, {}
    for name, measure in measures(knowledge).items():
        wanted = measure.wanted(note)
        left, extra = _compare(wanted, measure.read(read), measure.accepts)
        required = sum(one.required for one in wanted)
        counts[name] = Counts(required - len(left), len(extra), len(left))
        missed[name] = tuple(sorted(" or ".join(sorted(map(str, one.keys))) for one in left))
        wrong[name] = tuple(sorted(map(str, extra)))
    return NoteScore(
        id=note.id,
        counts=counts,
        critical=tuple(critical_errors(note, read)),
        forbidden=tuple(forbidden_statements(note, read)),
        forbidden_asked=len(note.rows("forbidden")),
        missed=missed,
        wrong=wrong,
        details=details(note, read),
    )


def _compare(
    wanted: Sequence[Wanted], keys: set[Key], accepts: Accepts
) -> tuple[list[Wanted], set[Key]]:
    """Return what was missed, and what was read that nothing wants.

    Each key answers one wanted row; the largest possible number of rows is answered.
    """
    required = [one for one in wanted if one.required]
    fits = [
        sorted((key for key in keys if any(accepts(key, gold) for gold in one.keys)), key=str)
        for one in required
    ]
    answered_by: dict[Key, int] = {}

    def answer(index: int, tried: set[Key]) -> bool:
        for key in fits[index]:
            if key not in tried:
                tried.add(key)
                if key not in answered_by or answer(answered_by[key], tried):
                    answered_by[key] = index
                    return True
        return False

    left = [one for index, one in enumerate(required) if not answer(index, set())]
    welcome = {gold for one in wanted for gold in one.keys}
    return left, {key for key in keys if not any(accepts(key, gold) for gold in welcome)}


# The whole set ----------------------------------------------------------------------------------

REPLICATES = 2000


@frozen
class Figure:
    """One line of the table: counts over all notes, and F1 with its 95 % interval."""

    measure: str
    counts: Counts
    low: float | None
    high: float | None


@frozen
class Accuracy:
    """The figures of one set of notes."""

    notes: int
    figures: tuple[Figure, ...]
    critical: int
    forbidden: int
    forbidden_asked: int
    details: Mapping[str, tuple[int, int]]


def accuracy(scores: Sequence[NoteScore], *, seed: int = 5) -> Accuracy:
    """Add the scores of all notes up.

    Intervals are percentile bootstrap intervals of F1: notes, not rows, are drawn with
    replacement, because the rows of one note stand or fall together.
    """
    names = scores[0].counts if scores else ()
    drawn = _drawn(len(scores), seed)
    return Accuracy(
        notes=len(scores),
        figures=tuple(_figure(name, [one.counts[name] for one in scores], drawn) for name in names),
        critical=sum(len(one.critical) for one in scores),
        forbidden=sum(len(one.forbidden) for one in scores),
        forbidden_asked=sum(one.forbidden_asked for one in scores),
        details=_summed([one.details for one in scores]),
    )


def _summed(told: Sequence[Mapping[str, tuple[int, int]]]) -> dict[str, tuple[int, int]]:
    names = told[0] if told else ()
    return {
        name: (sum(one[name][0] for one in told), sum(one[name][1] for one in told))
        for name in names
    }


def _drawn(notes: int, seed: int) -> list[list[int]]:
    luck = Random(seed).random
    return [[int(luck() * notes) for _ in range(notes)] for _ in range(REPLICATES)]


def _figure(name: str, counts: Sequence[Counts], drawn: Iterable[Sequence[int]]) -> Figure:
    values = sorted(f1 for draw in drawn if (f1 := _f1_of(counts, draw)) is not None)
    low, high = (_quantile(values, 0.025), _quantile(values, 0.975)) if values else (None, None)
    return Figure(name, sum(counts, Counts()), low, high)


def _f1_of(counts: Sequence[Counts], draw: Sequence[int]) -> float | None:
    right = wrong = missed = 0
    for index in draw:
        one = counts[index]
        right += one.right
        wrong += one.wrong
        missed += one.missed
    return Counts(right, wrong, missed).f1


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The value at this share, between the two nearest ones in proportion."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def score_notes(
    notes: Iterable[GoldNote], read: Callable[[GoldNote], NoteReading], knowledge: Knowledge
) -> list[NoteScore]:
    """Read and score every note."""
    return [score_note(note, read(note), knowledge) for note in notes]


def as_json(result: Accuracy) -> dict[str, Any]:
    """Return the figures as plain JSON, rounded to four places."""
    return {
        "notes": result.notes,
        "critical": result.critical,
        "forbidden": result.forbidden,
        "forbidden_asked": result.forbidden_asked,
        "details": {name: list(shares) for name, shares in result.details.items()},
        "figures": [
            {
                "measure": one.measure,
                "right": one.counts.right,
                "wrong": one.counts.wrong,
                "missed": one.counts.missed,
                "precision": _rounded(one.counts.precision),
                "recall": _rounded(one.counts.recall),
                "f1": _rounded(one.counts.f1),
                "low": _rounded(one.low),
                "high": _rounded(one.high),
            }
            for one in result.figures
        ],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
