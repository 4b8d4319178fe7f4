"""Text that remembers where it says what: pieces, and templates that are filled with them.

A text is a list of pieces. A piece is plain words, or words with keys: each key names an entry and
the part of it that these words tell. Offsets come into being once, when the pieces are joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from attrs import frozen

from crmo.errors import KnowledgeError


class Key(NamedTuple):
    """What some words tell.

    Args:
        entry: id of the entry; empty for the patient.
        part: which part of it (`concept`, `lesion:2`).
        told: what the words stand for, where that is not what the entry holds.
    """

    entry: str
    part: str
    told: str = ""


class Marked(NamedTuple):
    """Words that tell something."""

    text: str
    keys: tuple[Key, ...]


Piece = str | Marked
Pieces = list[Piece]
Filling = str | Sequence[Piece]

_TOKEN = re.compile(r"\[\[|\]\]|\{(\w+)\}|\[([^\[\]]+)\]")
_WORDS, _SLOT, _CUE = 0, 1, 2


@frozen(slots=True)
class Template:
    """A wording with slots.

    Args:
        parts: (0, words), (1, name of a slot), (2, words that deny, doubt or end something).
        has_cue: whether it has words of the last kind.
    """

    parts: tuple[tuple[int, str], ...]
    has_cue: bool

    @classmethod
    def parse(cls, text: str) -> Template:
        """Read `there is [no] {list}`; `[[` and `]]` stand for the brackets themselves."""
        parts: list[tuple[int, str]] = []
        at = 0
        for token in _TOKEN.finditer(text):
            parts.append((_WORDS, text[at : token.start()]))
            if token[1]:
                parts.append((_SLOT, token[1]))
            elif token[2]:
                parts.append((_CUE, token[2]))
            else:
                parts.append((_WORDS, token[0][0]))
            at = token.end()
        parts.append((_WORDS, text[at:]))
        kept = tuple(part for part in parts if part[1])
        return cls(kept, any(kind == _CUE for kind, _ in kept))

    @property
    def slots(self) -> frozenset[str]:
        """Names of its slots."""
        return frozenset(text for kind, text in self.parts if kind == _SLOT)

    def fill(
        self,
        slots: Mapping[str, Filling],
        cue: tuple[Key, ...] = (),
        also: Mapping[str, str] = MappingProxyType({}),
    ) -> Pieces:
        """Return the wording with its slots filled; a slot that is not given is left out.

        Args:
            slots: name -> words or pieces.
            cue: what the words in brackets tell.
            also: more slots, for names that `slots` does not have.

        Raises:
            KnowledgeError: it has no words in brackets though something must be told by them.
        """
        if cue and not self.has_cue:
            raise KnowledgeError("A wording that denies lacks words in [ ].", came=self.parts)
        filled: Pieces = []
        for kind, text in self.parts:
            if kind == _WORDS:
                filled.append(text)
            elif kind == _CUE:
                filled.append(Marked(text, cue) if cue else text)
            elif value := slots.get(text) or also.get(text):
                if isinstance(value, str):
                    filled.append(value)
                else:
                    filled += value
        return filled


def listed(items: Sequence[Sequence[Piece]], between: str = ", ", last: str = " and ") -> Pieces:
    """Return items joined to `a, b and c`."""
    joined: Pieces = []
    for place, item in enumerate(items):
        if place:
            joined.append(last if place == len(items) - 1 else between)
        joined.extend(item)
    return joined


def capitalised(pieces: Pieces) -> Pieces:
    """Return pieces that begin with a capital, unless the first word has one inside (eGFR)."""
    for place, piece in enumerate(pieces):
        text = piece if isinstance(piece, str) else piece.text
        if not text:
            continue
        if text[0].islower() and not text[1:2].isupper():
            text = text[0].upper() + text[1:]
            changed = text if isinstance(piece, str) else Marked(text, piece.keys)
            return [*pieces[:place], changed, *pieces[place + 1 :]]
        break
    return pieces


def plain(pieces: Iterable[Piece]) -> str:
    """Return the text alone."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)


def ends_with_stop(pieces: Pieces) -> bool:
    """Whether the last words already end a sentence."""
    for piece in reversed(pieces):
        text = piece if isinstance(piece, str) else piece.text
        if text:
            return text[-1] in ".?!:"
    return True


def around_cue(pieces: Sequence[Piece], *keys: Key) -> Pieces:
    """Return a wording whose words beside the denying ones tell what is denied."""
    marked: Pieces = []
    for piece in pieces:
        words = piece.strip() if isinstance(piece, str) else ""
        if isinstance(piece, Marked) or not words:
            marked.append(piece)
            continue
        start = piece.index(words)
        marked += [piece[:start], Marked(words, keys), piece[start + len(words) :]]
    return marked
