"""An examination as a note tells of it so far, and when two that are told are one."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, field

from crmo.notes.mention import Mention
from crmo.notes.reading import Mark
from crmo.record import Fact, FactStatus, PartialDate


@define
class Done:
    """An examination as the note tells of it so far."""

    concept: str
    mention: Mention
    status: FactStatus
    on: PartialDate | None
    site: str | None
    marks: list[Mark]
    results: dict[str, Fact] = field(factory=dict)
    paragraph: int = 0


def same_or_new(found: list[Done], done: Done) -> Done:
    """Return the examination already told of that this one is, or keep it as a new one."""
    for old in found:
        if old.concept == done.concept and old.status is done.status and _may_be_same(old, done):
            old.on, old.site = old.on or done.on, old.site or done.site
            old.marks += done.marks
            old.results.update(
                {key: fact for key, fact in done.results.items() if key not in old.results}
            )
            old.paragraph = done.paragraph
            return old
    found.append(done)
    return done


def _may_be_same(old: Done, new: Done) -> bool:
    same_day = old.on is None or new.on is None or old.on == new.on
    return same_day and (old.site is None or new.site is None or old.site == new.site)


def add_result(done: Done, result: str, status: FactStatus, marks: Sequence[Mark]) -> None:
    """Add a result to an examination, unless the same is told of it already."""
    old = done.results.get(result)
    if old is None or old.status is FactStatus.UNKNOWN:
        done.results[result] = Fact(concept=result, status=status)
    done.marks += marks
