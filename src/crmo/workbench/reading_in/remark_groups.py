"""What the reader noticed, with the same remark said once."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

_MOST_PLACES = 30


@frozen(kw_only=True)
class RemarkGroup:
    """One remark and the places where it was made.

    Args:
        level: error, warning or note.
        message: what happened and what to do, in English.
        places: where, and what came there, at most thirty.
        n: how often it was made.
    """

    level: str
    message: str
    places: tuple[tuple[str, str], ...]
    n: int

    @property
    def n_more(self) -> int:
        """How many places are not told."""
        return self.n - len(self.places)


def remark_groups(remarks: Iterable[tuple[str, str, str, str, str]]) -> list[RemarkGroup]:
    """Return the remarks, the same ones together, in the order in which they first came.

    Args:
        remarks: level, place, message, what came, code of each.
    """
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for level, where, message, came, _code in remarks:
        groups.setdefault((level, message), []).append((where, came))
    return [
        RemarkGroup(level=level, message=message, places=tuple(found[:_MOST_PLACES]), n=len(found))
        for (level, message), found in groups.items()
    ]
