"""Case definitions: which children of a hospital's records are to be proposed for review.

A definition is data over a small closed set of criterion kinds, so that every engine can mean
the same by it. Dates may be partial: each is an interval of days (`lo` to `hi`), and a criterion
holds for certain, possibly, or not; or it cannot be seen in these data at all. Only days are
counted, never months or years; a year of age is 365.25 days. What each kind means, to the day, is
told in `crmo.find.reference`; nothing else decides it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from crmo.knowledge.concepts import to_tuple


class ValueTest(StrEnum):
    """What is asked of the value of a measurement, against the range that came with it."""

    ABOVE_RANGE = "above_range"
    IN_RANGE = "in_range"
    BELOW_RANGE = "below_range"


class Distinct(StrEnum):
    """What is counted once, however often it occurs."""

    EVENT = "event"
    DAY = "day"
    SITE = "site"
    CODE = "code"
    CONCEPT = "concept"


class Grade(StrEnum):
    """What a criterion rests on."""

    PUBLISHED = "published"
    JUDGEMENT = "judgement"


@frozen(kw_only=True)
class CodeSet:
    """A named set of codes that mean one thing to a definition.

    An event belongs to it if its concept is one of `concepts` (their descendants included), its
    analyte, drug or drug class is named, or its own code is listed.

    Args:
        id: name within the definition (`bone_pain`).
        label: what it means, in words.
        concepts: ids of `concepts.yaml` (findings, diseases, procedures, results).
        analytes: ids of `analytes.yaml`.
        drugs: ids of drugs or drug classes of `drugs.yaml`.
        modalities: imaging modalities of the record (`mri`), `whole_body_mri` included.
        visits: kinds of encounter of the record (`emergency`), `visit:` any.
        specialties: departments of an encounter (`rheumatology`).
        codes: code system (see `codes.py`, and `omop` for concept ids) to codes; a code of a
            hierarchical system includes the codes that begin with it.
        except_codes: the same, taken out again, code by code; an event whose concept fits is
            out if one of its codes is here.
    """

    id: str
    label: str
    concepts: tuple[str, ...] = field(default=(), converter=to_tuple)
    analytes: tuple[str, ...] = field(default=(), converter=to_tuple)
    drugs: tuple[str, ...] = field(default=(), converter=to_tuple)
    modalities: tuple[str, ...] = field(default=(), converter=to_tuple)
    visits: tuple[str, ...] = field(default=(), converter=to_tuple)
    specialties: tuple[str, ...] = field(default=(), converter=to_tuple)
    codes: Mapping[str, tuple[str, ...]] = field(factory=lambda: MappingProxyType({}))
    except_codes: Mapping[str, tuple[str, ...]] = field(factory=lambda: MappingProxyType({}))


@frozen(kw_only=True)
class Select:
    """Events of a code set, narrowed by state and value.

    Args:
        set: id of a code set of the same definition.
        states: states of the event that count: `present`, `absent`, `uncertain`; a measurement,
            drug, procedure or visit that took place is `present`.
        value: what is asked of the value, or None. `ABOVE_RANGE`: above the upper limit that came
            with it, or flagged high; a value with neither limit nor flag matches no test.
        at_least: lower limit of the value (inclusive), in `unit`, or None.
        below: upper limit of the value (exclusive), in `unit`, or None.
        unit: UCUM unit of the limits, convertible to the analytes of the set.
        values: id of a code set to which the coded value (an organism, an answer) must belong;
            empty: not asked.
        sites: ids of sites or groups of `crmo.anatomy` in which the event must lie for certain;
            empty: not asked.
    """

    set: str
    states: tuple[str, ...] = field(default=("present",), converter=to_tuple)
    value: ValueTest | None = None
    at_least: float | None = None
    below: float | None = None
    unit: str = ""
    values: str = ""
    sites: tuple[str, ...] = field(default=(), converter=to_tuple)


@frozen(kw_only=True)
class Window:
    """Days from the index day within which an event must lie, both ends included.

    Args:
        from_day: earliest day (negative: before the index day), or None for any.
        to_day: latest day, or None for any.
    """

    from_day: int | None = None
    to_day: int | None = None


@frozen(kw_only=True)
class Criterion:
    """What every criterion has; the kinds below add what they ask.

    Args:
        id: name within the definition.
        label: what it says, in words a clinician uses.
        why: the clinical reason, in words.
        points: what it adds to the score (may be negative; 0: a building block).
        grade: published or judgement.
        source: id of a source, or empty for a judgement.
        window: days from the index day.
        seen_by: id of a code set without any event of which (in the window, in any state) a
            criterion that does not hold is *unknown* and not *no*; empty: never unknown.
        decision: why these numbers, where no source gives them.
    """

    id: str
    label: str
    why: str
    points: float = 0
    grade: Grade = Grade.JUDGEMENT
    source: str = ""
    window: Window = Window()
    seen_by: str = ""
    decision: str = ""


@frozen(kw_only=True)
class Count(Criterion):
    """At least so many different events (days, sites, codes, concepts)."""

    of: Select
    at_least: int = 1
    distinct: Distinct = Distinct.EVENT


@frozen(kw_only=True)
class Repeat(Criterion):
    """Two events of one selection with a gap of so many days between them."""

    of: Select
    min_days: int
    max_days: int


@frozen(kw_only=True)
class FollowedBy(Criterion):
    """An event, and another (of a selection of its own) so many days after it."""

    first: Select
    then: Select
    min_days: int = 0
    max_days: int


@frozen(kw_only=True)
class Paired(Criterion):
    """An event, and another within so many days of it, before or after."""

    first: Select
    second: Select
    days: int


@frozen(kw_only=True)
class Episodes(Criterion):
    """At least so many episodes; events no more than `gap_days` apart are one episode."""

    of: Select
    gap_days: int
    at_least: int = 1


@frozen(kw_only=True)
class Without(Criterion):
    """No event of the selection."""

    of: Select


@frozen(kw_only=True)
class AgeAtIndex(Criterion):
    """The child's age on the index day, in years: at least `min_years`, below `max_years`."""

    min_years: float = 0
    max_years: float


@frozen(kw_only=True)
class AllOf(Criterion):
    """All of the named criteria hold (yes if all yes; no if one is no; else the weakest)."""

    of: tuple[str, ...] = field(converter=to_tuple)


@frozen(kw_only=True)
class AnyOf(Criterion):
    """One of the named criteria holds (yes if one is yes; no if all are no; else the strongest)."""

    of: tuple[str, ...] = field(converter=to_tuple)


@frozen(kw_only=True)
class Index:
    """The event from which days are counted: the first of a selection at an age.

    Args:
        first_of: the selection.
        min_years: youngest age on the day, included.
        max_years: oldest age on the day, excluded; an unknown birth date fits possibly.
        decision: why these ages, where the definition does not say.
    """

    first_of: Select
    min_years: float = 0
    max_years: float
    decision: str = ""


@frozen(kw_only=True)
class Band:
    """A name for scores from `at_least` on.

    Args:
        id: `high`.
        label: in words.
        at_least: lowest certain score.
        decision: why there, where the definition does not say.
    """

    id: str
    label: str
    at_least: float
    decision: str = ""


@frozen(kw_only=True)
class CaseDefinition:
    """Whom to propose, in data.

    A person is a hit if it has an index event, every criterion of `require` is yes or possible,
    none of `exclude` is yes, and the highest possible score reaches the lowest band.

    Args:
        id: `suspected_crmo_graded`.
        version: raised with every change of meaning.
        label: in words.
        purpose: what it is for, and what it is not for.
        code_sets: by id.
        index: the index event.
        criteria: by id, in the order of display.
        require: ids of criteria without which a person is no hit.
        exclude: ids of criteria that take a person out.
        bands: highest first; at least one.
        cautions: sentences to be shown wherever the definition is used.
        decision: what its points, limits and days rest on as a whole.
        extends: id of the definition that it was made from, or empty; nothing is left to look up.
    """

    id: str
    version: int
    label: str
    purpose: str
    code_sets: Mapping[str, CodeSet]
    index: Index
    criteria: Mapping[str, Criterion]
    require: tuple[str, ...] = field(default=(), converter=to_tuple)
    exclude: tuple[str, ...] = field(default=(), converter=to_tuple)
    bands: tuple[Band, ...]
    cautions: tuple[str, ...] = field(default=(), converter=to_tuple)
    decision: str = ""
    extends: str = ""


CRITERION_KINDS: Mapping[str, type[Criterion]] = MappingProxyType(
    {
        "count": Count,
        "repeat": Repeat,
        "followed_by": FollowedBy,
        "paired": Paired,
        "episodes": Episodes,
        "without": Without,
        "age_at_index": AgeAtIndex,
        "all_of": AllOf,
        "any_of": AnyOf,
    }
)


def selections(definition: CaseDefinition) -> Iterable[Select]:
    """Return every selection of a definition, the index first, in the order of the criteria."""
    yield definition.index.first_of
    for criterion in definition.criteria.values():
        for name in ("of", "first", "then", "second"):
            found: Any = getattr(criterion, name, None)
            if isinstance(found, Select):
                yield found
