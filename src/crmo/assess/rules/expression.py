"""Expressions over the leaves of one rule, in Kleene's three-valued logic.

An expression holds the numbers of its leaves, not the leaves: it is evaluated on a list of
truths, so that "what if this were known?" costs one more evaluation and no look at the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from attrs import frozen

Truth = bool | None
Truths = Sequence[Truth]


class Expression(Protocol):
    """Something that is true, false, or not known, given the truths of the leaves."""

    def truth(self, truths: Truths) -> Truth:
        """Return True, False or None."""
        ...

    def support(self, truths: Truths) -> Iterator[int]:
        """Yield the leaves on which the present truth rests, all of them if it is unknown."""
        ...

    def open_leaves(self, truths: Truths) -> Iterator[int]:
        """Yield the unknown leaves that can still change this; none once it is decided."""
        ...


def conjunction(values: Iterable[Truth]) -> Truth:
    """Return False if any is false, else None if any is unknown, else True."""
    unknown = False
    for value in values:
        if value is False:
            return False
        unknown = unknown or value is None
    return None if unknown else True


def disjunction(values: Iterable[Truth]) -> Truth:
    """Return True if any is true, else None if any is unknown, else False."""
    unknown = False
    for value in values:
        if value is True:
            return True
        unknown = unknown or value is None
    return None if unknown else False


def negation(value: Truth) -> Truth:
    """Return the opposite; what is unknown stays unknown."""
    return None if value is None else not value


@frozen
class LeafRef:
    """One leaf, by its number in the rule."""

    index: int

    def truth(self, truths: Truths) -> Truth:
        """Return the leaf's truth."""
        return truths[self.index]

    def support(self, truths: Truths) -> Iterator[int]:  # noqa: ARG002 - one leaf, one support
        """Yield the leaf."""
        yield self.index

    def open_leaves(self, truths: Truths) -> Iterator[int]:
        """Yield the leaf if it is not known."""
        if truths[self.index] is None:
            yield self.index


@frozen
class All:
    """True when every part is."""

    parts: tuple[Expression, ...]

    def truth(self, truths: Truths) -> Truth:
        """Return the conjunction of the parts."""
        unknown = False
        for part in self.parts:
            value = part.truth(truths)
            if value is False:
                return False
            unknown = unknown or value is None
        return None if unknown else True

    def support(self, truths: Truths) -> Iterator[int]:
        """Yield the leaves of the false parts if it is false, else of all."""
        return _support(self.parts, truths, decisive=False if self.truth(truths) is False else None)

    def open_leaves(self, truths: Truths) -> Iterator[int]:
        """Yield the open leaves of the unknown parts if it is unknown."""
        return _open(self, self.parts, truths)


@frozen
class AnyOf:
    """True when some part is."""

    parts: tuple[Expression, ...]

    def truth(self, truths: Truths) -> Truth:
        """Return the disjunction of the parts."""
        unknown = False
        for part in self.parts:
            value = part.truth(truths)
            if value is True:
                return True
            unknown = unknown or value is None
        return None if unknown else False

    def support(self, truths: Truths) -> Iterator[int]:
        """Yield the leaves of the true parts if it is true, else of all."""
        return _support(self.parts, truths, decisive=self.truth(truths) or None)

    def open_leaves(self, truths: Truths) -> Iterator[int]:
        """Yield the open leaves of the unknown parts if it is unknown."""
        return _open(self, self.parts, truths)


@frozen
class Not:
    """True when the part is false."""

    part: Expression

    def truth(self, truths: Truths) -> Truth:
        """Return the negation of the part."""
        return negation(self.part.truth(truths))

    def support(self, truths: Truths) -> Iterator[int]:
        """Yield what the part rests on."""
        return self.part.support(truths)

    def open_leaves(self, truths: Truths) -> Iterator[int]:
        """Yield the part's open leaves."""
        return self.part.open_leaves(truths)


@frozen
class AtLeast:
    """True when at least `n` parts are."""

    n: int
    parts: tuple[Expression, ...]

    def truth(self, truths: Truths) -> Truth:
        """Return whether enough parts are true, can be true, or cannot."""
        values = [part.truth(truths) for part in self.parts]
        if values.count(True) >= self.n:
            return True
        return None if len(values) - values.count(False) >= self.n else False

    def support(self, truths: Truths) -> Iterator[int]:
        """Yield the leaves of the true parts if it is true, of the false ones if false."""
        return _support(self.parts, truths, decisive=self.truth(truths))

    def open_leaves(self, truths: Truths) -> Iterator[int]:
        """Yield the open leaves of the unknown parts if it is unknown."""
        return _open(self, self.parts, truths)


@frozen
class Stated:
    """A finding that somebody must have stated, unless other facts rule it out.

    For wording that no number can replace ("mildly to moderately elevated"): true or false as
    stated; when nothing is stated, false if the other facts rule it out, else unknown.
    """

    statement: Expression
    ruled_out: Expression

    def truth(self, truths: Truths) -> Truth:
        """Return what was stated, else False if ruled out."""
        stated = self.statement.truth(truths)
        if stated is None and self.ruled_out.truth(truths) is True:
            return False
        return stated

    def support(self, truths: Truths) -> Iterator[int]:
        """Yield the statement, and what rules it out."""
        yield from self.statement.support(truths)
        if self.statement.truth(truths) is None:
            yield from self.ruled_out.support(truths)

    def open_leaves(self, truths: Truths) -> Iterator[int]:
        """Yield the unknown leaves of both while it is unknown."""
        if self.truth(truths) is None:
            yield from self.statement.open_leaves(truths)
            yield from self.ruled_out.open_leaves(truths)


@frozen
class Unless:
    """A statement that some recorded facts refute.

    For a judgement ("no significant systemic features") that somebody states and that stands
    unless a sign against it is on record. A sign that nobody recorded does not weaken it.
    """

    statement: Expression
    refuted_by: tuple[Expression, ...]

    def truth(self, truths: Truths) -> Truth:
        """Return False if something refutes the statement, else what was stated."""
        for part in self.refuted_by:
            if part.truth(truths) is True:
                return False
        return self.statement.truth(truths)

    def support(self, truths: Truths) -> Iterator[int]:
        """Yield what refutes it, else the statement."""
        refuting = [part for part in self.refuted_by if part.truth(truths) is True]
        for part in refuting or (self.statement,):
            yield from part.support(truths)

    def open_leaves(self, truths: Truths) -> Iterator[int]:
        """Yield the unknown leaves of both while it is unknown."""
        if self.truth(truths) is None:
            yield from self.statement.open_leaves(truths)
            for part in self.refuted_by:
                yield from part.open_leaves(truths)


@frozen
class FirstKnown:
    """The first part that is known: a plain statement before what can be worked out."""

    parts: tuple[Expression, ...]

    def truth(self, truths: Truths) -> Truth:
        """Return the truth of the first known part."""
        for part in self.parts:
            value = part.truth(truths)
            if value is not None:
                return value
        return None

    def support(self, truths: Truths) -> Iterator[int]:
        """Yield what the first known part rests on, or all if none is known."""
        for part in self.parts:
            if part.truth(truths) is not None:
                yield from part.support(truths)
                return
        yield from _support(self.parts, truths, decisive=None)

    def open_leaves(self, truths: Truths) -> Iterator[int]:
        """Yield the open leaves of the first part while none is known; the others stand in."""
        return self.parts[0].open_leaves(truths) if self.truth(truths) is None else iter(())


@frozen
class Either:
    """Different ways to learn the same thing: true if some part says so, false if none does.

    Unlike `AnyOf`, one part that is false is enough to deny, as long as no part affirms.
    """

    parts: tuple[Expression, ...]

    def truth(self, truths: Truths) -> Truth:
        """Return True if some part is, else False if some part is, else None."""
        values = [part.truth(truths) for part in self.parts]
        return True if True in values else (False if False in values else None)

    def support(self, truths: Truths) -> Iterator[int]:
        """Yield what the deciding parts rest on, or all if none is known."""
        return _support(self.parts, truths, decisive=self.truth(truths))

    def open_leaves(self, truths: Truths) -> Iterator[int]:
        """Yield the open leaves of the first part while none is known; the others stand in."""
        return self.parts[0].open_leaves(truths) if self.truth(truths) is None else iter(())


@frozen
class Unsettled:
    """A part whose meaning or weight we do not have: never true nor false.

    Args:
        shown: what of the record to show beside it.
    """

    shown: tuple[Expression, ...] = ()

    def truth(self, truths: Truths) -> Truth:  # noqa: ARG002 - nothing can settle it
        """Return None."""
        return None

    def support(self, truths: Truths) -> Iterator[int]:
        """Yield what is to be shown beside it."""
        for part in self.shown:
            yield from part.support(truths)

    def open_leaves(self, truths: Truths) -> Iterator[int]:  # noqa: ARG002 - see above
        """Yield nothing: no fact of the record can settle it."""
        return iter(())


def _support(parts: Iterable[Expression], truths: Truths, *, decisive: Truth) -> Iterator[int]:
    for part in parts:
        if decisive is None or part.truth(truths) is decisive:
            yield from part.support(truths)


def _open(whole: Expression, parts: Iterable[Expression], truths: Truths) -> Iterator[int]:
    if whole.truth(truths) is None:
        for part in parts:
            if part.truth(truths) is None:
                yield from part.open_leaves(truths)
