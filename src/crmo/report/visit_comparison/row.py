"""One line of the comparison, whatever it is about."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class Row:
    """One line: what it is, what each day says, what changed.

    Args:
        what: its name.
        note: its unit or scale, or empty.
        earlier: what the earlier day says; empty if it says nothing.
        later: what the later day says; empty if it says nothing.
        later_note: the newest value before the later day, where that day has none.
        change: what changed, in words.
        way: `rose`, `fell`, `unchanged`, `began`, `ended`, or empty when it cannot be told.
        entries: ids of the entries it rests on.
    """

    what: str
    note: str = ""
    earlier: str = ""
    later: str = ""
    later_note: str = ""
    change: str = ""
    way: str = ""
    entries: tuple[str, ...] = ()

    @property
    def is_silent(self) -> bool:
        """Whether neither day says anything."""
        return not self.earlier and not self.later
