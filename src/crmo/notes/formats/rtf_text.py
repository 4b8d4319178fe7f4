"""The text of an RTF file: one pass, groups on a stack of our own, nothing executed."""

from __future__ import annotations

import re

from attrs import define, field

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+"
    rb"|([^\\{}\r\n]+)",
    re.IGNORECASE,
)
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict object header footer headerl headerr headerf"
    b" footerl footerr footerf "
    b"footnote listtable listoverridetable themedata colorschememapping datastore"
    b" latentstyles generator xmlnstbl "
    b"rsidtbl fldinst nonshppict shppict filetbl revtbl bkmkstart bkmkend annotation"
    b" atnid atnauthor".split()
)
_WORDS = {
    b"par": "\n",
    b"line": "\n",
    b"sect": "\n",
    b"page": "\n",
    b"row": "\n",
    b"tab": "\t",
    b"cell": "\t",
    b"nestcell": "\t",
    b"nestrow": "\n",
    b"emdash": "\u2014",
    b"endash": "\u2013",
    b"bullet": "\u2022",
    b"lquote": "\u2018",
    b"rquote": "\u2019",
    b"ldblquote": "\u201c",
    b"rdblquote": "\u201d",
    b"emspace": " ",
    b"enspace": " ",
}
_SIGNS = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_DEEPEST = 10_000


@define
class _Group:
    is_skipped: bool = False
    skip_after_unicode: int = 1


@define
class _Reader:
    """What has been read so far: the text, the open groups, the code page."""

    pieces: list[str] = field(factory=list)
    group: _Group = field(factory=_Group)
    stack: list[_Group] = field(factory=list)
    beyond: int = 0
    left_to_skip: int = 0
    codepage: str = "cp1252"

    def brace(self, *, opens: bool) -> None:
        """Open or close a group; groups nested beyond all reason are counted only."""
        if opens and len(self.stack) < _DEEPEST:
            self.stack.append(self.group)
            self.group = _Group(self.group.is_skipped, self.group.skip_after_unicode)
        elif opens:
            self.beyond += 1
        elif self.beyond:
            self.beyond -= 1
        elif self.stack:
            self.group = self.stack.pop()
        if not opens:
            self.left_to_skip = 0

    def word(self, word: bytes, number: bytes | None) -> None:
        """Obey a control word."""
        if word in _SKIPPED:
            self.group.is_skipped = True
        elif word == b"ansicpg" and number:
            self.codepage = _known(f"cp{int(number)}")
        elif word == b"uc" and number:
            self.group.skip_after_unicode = max(0, min(int(number), 8))
        elif self.group.is_skipped:
            return
        elif word == b"u" and number:
            self.pieces.append(_character(int(number)))
            self.left_to_skip = self.group.skip_after_unicode
        elif word in _WORDS:
            self.pieces.append(_WORDS[word])


def rtf_text(content: bytes) -> str:
    """Return the text of an RTF file; unknown words are passed over."""
    reader = _Reader()
    for match in _TOKEN.finditer(content):
        word, number, hexadecimal, sign, brace, plain = match.groups()
        if brace is not None:
            reader.brace(opens=brace == b"{")
        elif word is not None:
            reader.word(word.lower(), number)
        elif sign == b"*":
            reader.group.is_skipped = True
        elif not reader.group.is_skipped:
            reader.left_to_skip = _plain(
                reader.pieces, hexadecimal, sign, plain, reader.codepage, reader.left_to_skip
            )
    return "".join(reader.pieces)


def _plain(
    pieces: list[str],
    hexadecimal: bytes | None,
    sign: bytes | None,
    plain: bytes | None,
    codepage: str,
    left_to_skip: int,
) -> int:
    """Add characters, but for those that only repeat a Unicode character for old programs."""
    if hexadecimal is not None:
        if left_to_skip:
            return left_to_skip - 1
        pieces.append(bytes([int(hexadecimal, 16)]).decode(codepage, errors="replace"))
    elif sign is not None:
        if left_to_skip:
            return left_to_skip - 1
        pieces.append(_SIGNS.get(sign, ""))
    elif plain is not None:
        pieces.append(plain[left_to_skip:].decode(codepage, errors="replace"))
        return max(0, left_to_skip - len(plain))
    return left_to_skip


def _character(number: int) -> str:
    number %= 65536
    return "\ufffd" if 0xD800 <= number <= 0xDFFF else chr(number)


def _known(codepage: str) -> str:
    try:
        "".encode(codepage)
    except LookupError:
        return "cp1252"
    return codepage
