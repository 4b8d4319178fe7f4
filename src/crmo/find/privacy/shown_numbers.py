"""The counts of persons in a report: all of them, or only those that may be shared."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from attrs import frozen

from crmo.find.overview import Overview
from crmo.find.privacy.nested_answers import told_by_nesting
from crmo.find.privacy.small_counts import LEAST_THRESHOLD, Sum, hidden_counts

ANSWERS = ("yes", "possible", "no", "unknown")
_TABLES = ("sex", "age")


@frozen(kw_only=True)
class ShownNumbers:
    """Counts by name; None where one is not shown.

    Names: `persons`, `with_events`, `with_index`, `hits`; `require:<id>`, `exclude:<id>` (left
    after it); `answer:<criterion>:<word>`; `band:<id>:certain|possible` (in it);
    `reached:<id>:certain|possible` (in it or above); `bin:<number>`; `sex:hits:<word>`,
    `sex:all:<word>`, `age:hits:<group>`, `age:all:<group>`, `age:index:<group>`.

    Args:
        counts: by name.
        threshold: smallest count shown; None if all are.
    """

    counts: Mapping[str, int | None]
    threshold: int | None = None

    def of(self, *name: object) -> int | None:
        """Return a count by the parts of its name."""
        return self.counts[":".join(map(str, name))]


def all_numbers(overview: Overview) -> ShownNumbers:
    """Return every count, for the machine on which the run was made."""
    return ShownNumbers(counts=_counts(overview))


def shared_numbers(overview: Overview, *, threshold: int = LEAST_THRESHOLD) -> ShownNumbers:
    """Return the counts with small ones hidden, and those that would give them away."""
    counts = _counts(overview)
    sums, unpublished = _sums(overview, counts)
    nested = told_by_nesting(overview.definition, counts, threshold=threshold)
    hidden = hidden_counts(counts, sums, unpublished=unpublished | nested, threshold=threshold)
    shown = {
        name: None if name in hidden else n for name, n in counts.items() if name not in unpublished
    }
    return ShownNumbers(counts=shown, threshold=threshold)


def _counts(overview: Overview) -> dict[str, int]:
    told: Mapping[str, Any] = overview.attrition
    counts = {name: int(told[name]) for name in ("persons", "with_events", "with_index", "hits")}
    for word in ("require", "exclude"):
        for row in told[word]:
            counts[f"{word}:{row['criterion']}"] = int(row["persons"])
    for row in told["criteria"]:
        for word in ANSWERS:
            counts[f"answer:{row['criterion']}:{word}"] = int(row[word])
    for row in told["bands"]:
        for word in ("certain", "possible"):
            counts[f"reached:{row['band']}:{word}"] = int(row[word])
    for band in overview.bands:
        counts[f"band:{band.id}:certain"] = band.n_certain
        counts[f"band:{band.id}:possible"] = band.n_possible
    for at, each in enumerate(overview.bins):
        counts[f"bin:{at}"] = each.n
    for name, table in (
        ("sex:hits", overview.sex_of_hits),
        ("sex:all", overview.sex_of_all),
        ("age:hits", overview.age_of_hits),
        ("age:all", overview.age_of_all),
        ("age:index", overview.age_at_index),
    ):
        counts.update({f"{name}:{word}": n for word, n in table.items()})
    return counts


def _sums(overview: Overview, counts: dict[str, int]) -> tuple[list[Sum], set[str]]:
    """Return how the counts add up, adding to them the differences that nobody is to learn."""
    made = _Sums(counts)
    made.chain(["persons", "with_events", "with_index", *_left(overview), "hits"])
    for criterion in overview.definition.criteria:
        made.add("with_index", [f"answer:{criterion}:{word}" for word in ANSWERS])
    for at, criterion in enumerate(overview.definition.require):
        fits = [f"answer:{criterion}:{word}" for word in ("yes", "possible")]
        if at == 0:  # nobody has gone before, so these are exactly those who answer so
            made.add(f"require:{criterion}", fits)
        else:
            made.at_most(f"require:{criterion}", fits)
    for before, criterion in _steps_before(overview):
        made.at_most_dropped(before, f"exclude:{criterion}", f"answer:{criterion}:yes")
    bands = [band.id for band in overview.definition.bands]
    made.add("hits", [f"band:{band}:{word}" for band in bands for word in ("certain", "possible")])
    made.add("hits", [f"bin:{at}" for at in range(len(overview.bins))])
    for at, band in enumerate(bands):
        made.add(f"reached:{band}:certain", [f"band:{each}:certain" for each in bands[: at + 1]])
        inside = [f"bin:{n}" for n, each in enumerate(overview.bins) if each.band == band]
        made.add(f"band:{band}:certain", inside)
    made.chain([f"reached:{band}:possible" for band in reversed(bands)])
    made.same("hits", f"reached:{bands[-1]}:possible")
    for band in bands:
        made.at_most(f"reached:{band}:certain", [f"reached:{band}:possible"])
    for name in _TABLES:
        words = [key.split(":", 2)[2] for key in counts if key.startswith(f"{name}:all:")]
        made.add("persons", [f"{name}:all:{word}" for word in words])
        made.add("hits", [f"{name}:hits:{word}" for word in words])
        for word in words:
            made.at_most(f"{name}:hits:{word}", [f"{name}:all:{word}"])
    ages = [key for key in counts if key.startswith("age:index:")]
    made.add("hits", ages)
    return made.sums, made.unpublished


def _left(overview: Overview) -> list[str]:
    definition = overview.definition
    return [f"require:{name}" for name in definition.require] + [
        f"exclude:{name}" for name in definition.exclude
    ]


def _steps_before(overview: Overview) -> list[tuple[str, str]]:
    steps = ["with_index", *_left(overview)]
    first = 1 + len(overview.definition.require)
    return [(steps[first + at - 1], name) for at, name in enumerate(overview.definition.exclude)]


class _Sums:
    """Sums that grow, with the differences that stand between what is shown."""

    def __init__(self, counts: dict[str, int]) -> None:
        self._counts = counts
        self.sums: list[Sum] = []
        self.unpublished: set[str] = set()

    def add(self, total: str, parts: list[str]) -> None:
        """Note that parts add up to a total, if they do (a histogram of nobody has no parts)."""
        if parts and self._counts[total] == sum(self._counts[part] for part in parts):
            self.sums.append(Sum(total, tuple(parts)))

    def same(self, one: str, other: str) -> None:
        """Note that two counts are the same."""
        self.add(one, [other])

    def chain(self, steps: list[str]) -> None:
        """Note that each step leaves some of the step before; how many went is not shown."""
        for before, after in pairwise(steps):
            self.at_most(after, [before])

    def at_most(self, part: str, wholes: list[str]) -> None:
        """Note that a count is contained in others together; the difference is not shown."""
        rest = f"rest:{part}:of:{'+'.join(wholes)}"
        whole = wholes[0]
        if len(wholes) > 1:
            whole = "+".join(wholes)
            self._keep(whole, sum(self._counts[each] for each in wholes))
            self.sums.append(Sum(whole, tuple(wholes)))
        self._keep(rest, self._counts[whole] - self._counts[part])
        self.sums.append(Sum(whole, (part, rest)))

    def at_most_dropped(self, before: str, after: str, answer: str) -> None:
        """Note that those who went in a step are among those with an answer."""
        gone = f"rest:{after}:of:{before}"
        rest = f"rest:{gone}:of:{answer}"
        self._keep(rest, self._counts[answer] - self._counts[gone])
        self.sums.append(Sum(answer, (gone, rest)))

    def _keep(self, name: str, n: int) -> None:
        self._counts[name] = n
        self.unpublished.add(name)
