"""Where an entry came from, so that every statement can lead back to it."""

from __future__ import annotations

import math

from attrs import frozen

from crmo.errors import InvalidValueError


@frozen(kw_only=True)
class Source:
    """The place an entry was read from.

    Args:
        document: file name, resource or report (`visits.xlsx`, `Bundle/observation-12`).
        locator: place inside it (`sheet labs row 14`, `entry 12`).
        text: the words the entry rests on, as written.
        start: first character of those words in the document, or None.
        end: character after the last, or None.
        rule: id of the reading rule that made the entry, if one did.

    Raises:
        InvalidValueError: the offsets are not in order.
    """

    document: str
    locator: str = ""
    text: str = ""
    start: int | None = None
    end: int | None = None
    rule: str = ""

    def __attrs_post_init__(self) -> None:
        if not 0 <= (self.start or 0) <= (self.end if self.end is not None else math.inf):
            raise InvalidValueError(
                "a quotation ends before it starts.",
                where="source",
                field="end",
                came=(self.start, self.end),
                expected="character offsets from 0, the end not before the start",
                todo="Leave both out when the place in the text is not known.",
            )
