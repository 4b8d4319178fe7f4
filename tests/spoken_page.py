"""A page as a screen reader meets it."""

from __future__ import annotations

from html.parser import HTMLParser

_EMPTY = frozenset(("br", "hr", "img", "input", "link", "meta", "col"))


class Spoken(HTMLParser):
    """Reads a page by ear: each piece of text with the language it is marked with.

    Attributes:
        pieces: (language, text) of every text and every name for a screen reader.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        spoken = given.get("lang") or (self._open[-1][1] if self._open else "")
        for name in ("aria-label", "title", "data-words", "data-other"):
            if given.get(name):
                self.pieces.append((spoken, given[name] or ""))
        if tag not in _EMPTY:
            self._open.append((tag, spoken))

    def handle_endtag(self, tag: str) -> None:
        del tag
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and self._open[-1][0] not in ("style", "script"):
            self.pieces.append((self._open[-1][1], data.strip()))
