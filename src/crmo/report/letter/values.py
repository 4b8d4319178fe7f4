"""What a letter is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from attrs import evolve, frozen

_ITEM = "- "


class Voice(StrEnum):
    """To whom a letter speaks."""

    COLLEAGUE = "colleague"
    FAMILY = "family"


@frozen(kw_only=True)
class Paragraph:
    """One paragraph, which the doctor may change before print.

    Args:
        name: its id within the letter.
        heading: in words.
        text: lines; those that begin with "- " are items of a list. Empty when it is left to
            the doctor: then the print has room to write.
    """

    name: str
    heading: str
    text: str = ""

    @property
    def blocks(self) -> Iterator[tuple[str, ...] | str]:
        """The text as sentences and lists, in order: a string, or the items of a list."""
        items: list[str] = []
        for line in filter(None, map(str.strip, self.text.splitlines())):
            if line.startswith(_ITEM):
                items.append(line.removeprefix(_ITEM))
                continue
            if items:
                yield tuple(items)
                items = []
            yield line
        if items:
            yield tuple(items)


@frozen(kw_only=True)
class Letter:
    """A letter about one child.

    Args:
        voice: to whom it speaks.
        title: its heading.
        sender: the clinic; empty if not told.
        about: whose letter it is: name, birth date, id.
        addressee_line: how it begins.
        paragraphs: in order.
        foot: what it was made from, and its limits.
        language: BCP 47 tag.
    """

    voice: Voice
    title: str
    sender: str
    about: str
    addressee_line: str
    paragraphs: tuple[Paragraph, ...]
    foot: str
    language: str = "en"

    def edited(self, texts: Mapping[str, str]) -> Letter:
        """Return the letter with other texts.

        Args:
            texts: by name of the paragraph; the others stay as they are.
        """
        changed = (evolve(p, text=texts.get(p.name, p.text)) for p in self.paragraphs)
        return evolve(self, paragraphs=tuple(changed))


def text_of(*lines: str, items: Iterable[str] = (), after: Iterable[str] = ()) -> str:
    """Return sentences, the items of a list, and sentences after it as a paragraph's text."""
    every = (*filter(None, lines), *(f"{_ITEM}{item}" for item in items), *after)
    # Words of a record may hold line breaks, which would tear a line in two.
    return "\n".join(" ".join(line.split()) for line in every)
