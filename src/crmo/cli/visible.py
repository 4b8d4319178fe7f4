"""Text that may come from a file, made fit for a terminal."""

from __future__ import annotations

import unicodedata

# Escape, bell, delete and their like command a terminal; the marks of writing direction can make
# a line read as another.
_COMMANDING = ("Cc", "Cf")
_LAYOUT = "\n\t"
# Joiners belong to words of several scripts, and to nothing else.
_JOINERS = "\u200c\u200d"


def visible(text: str) -> str:
    r"""Return text in which every character that would command a terminal is written out.

    Line ends and tabs stay; `ESC` becomes `\x1b`.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text))


def one_line(text: str) -> str:
    """Return visible text on one line: a name cannot pretend to be a message of ours."""
    return visible(" ".join(text.splitlines())).replace("\t", " ")


def _visible(character: str) -> str:
    if character in _LAYOUT or character in _JOINERS:
        return character
    if unicodedata.category(character) in _COMMANDING:
        return ascii(character)[1:-1]
    return character
