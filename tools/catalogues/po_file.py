"""Reads and writes the text form of a catalogue, as every editor of translations knows it.

Written by hand and not by a library: the files hold no date and no line number, so that they
change only where words change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.catalogues.message import Message

_WIDTH = 92
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_PLAIN = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}
_KEYWORD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s+(".*")\s*\Z')


def read_po(path: Path) -> list[Message]:
    """Return the messages of a file, its header left out; nothing if there is no file.

    Raises:
        ValueError: a line is not understood; file and line are named.
    """
    if not path.exists():
        return []
    blocks = re.split(r"\n\s*\n", path.read_text(encoding="utf-8"))
    found = [_message(block, path) for block in blocks if block.strip()]
    return [message for message in found if message is not None and message.id]


def _message(block: str, path: Path) -> Message | None:
    parts: dict[str, str] = {}
    places: list[str] = []
    flags: set[str] = set()
    keyword = ""
    for line in block.splitlines():
        if line.startswith("#,"):
            flags |= {flag.strip() for flag in line[2:].split(",")}
        elif line.startswith("#:"):
            places += line[2:].split()
        elif match := _KEYWORD.match(line):
            keyword = match[1]
            parts[keyword] = _plain(match[2])
        elif line.startswith('"') and keyword:
            parts[keyword] += _plain(line)
        elif line.strip() and not line.startswith("#"):
            raise ValueError(f"{path}: not understood: {line[:60]}")
    if "msgid" not in parts:
        return None
    forms = [parts[name] for name in sorted(parts) if name.startswith("msgstr")]
    return Message(
        id=parts["msgid"],
        plural=parts.get("msgid_plural", ""),
        context=parts.get("msgctxt", ""),
        places=tuple(places),
        said=tuple(forms) if any(forms) else (),
        flags=frozenset(flags),
    )


def po_text(messages: Iterable[Message], *, language: str) -> str:
    """Return the text of a file: header, then the messages in the order given."""
    return "\n".join([*_header(language), *("\n".join(_lines(m)) + "\n" for m in messages)])


def header_text(language: str) -> str:
    """Return what a catalogue says of itself; German and English have the same plural."""
    return (
        "Project-Id-Version: crmo\n"
        f"Language: {language}\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\n"
        "Plural-Forms: nplurals=2; plural=(n != 1);\n"
    )


def _header(language: str) -> Iterator[str]:
    yield "# Message ids are collected by `python -m tools.catalogues`; translations are by hand."
    yield 'msgid ""'
    yield from _quoted("msgstr", header_text(language))
    yield ""


def _lines(message: Message) -> Iterator[str]:
    if message.places:
        yield "#: " + " ".join(message.places)
    if message.flags:
        yield "#, " + ", ".join(sorted(message.flags))
    if message.context:
        yield from _quoted("msgctxt", message.context)
    yield from _quoted("msgid", message.id)
    if message.plural:
        yield from _quoted("msgid_plural", message.plural)
        one, many = message.said or ("", "")
        yield from _quoted("msgstr[0]", one)
        yield from _quoted("msgstr[1]", many)
    else:
        yield from _quoted("msgstr", "".join(message.said))


def _quoted(keyword: str, text: str) -> Iterator[str]:
    """Yield a text between quotes; a long one begins on the line below its keyword."""
    escaped = "".join(_ESCAPES.get(sign, sign) for sign in text)
    if "\\n" not in escaped[:-2] and len(keyword) + len(escaped) + 3 <= _WIDTH:
        yield f'{keyword} "{escaped}"'
        return
    yield f'{keyword} ""'
    for line in re.findall(r".*?\\n|.+\Z", escaped):
        yield from (f'"{piece}"' for piece in _pieces(line))


def _pieces(line: str) -> Iterator[str]:
    """Yield a line in pieces that end after a blank."""
    piece = ""
    for word in re.findall(r"\S*\s*", line):
        if piece and len(piece) + len(word) > _WIDTH - 2:
            yield piece
            piece = ""
        piece += word
    if piece:
        yield piece


def _plain(quoted: str) -> str:
    inner = quoted.strip()[1:-1]
    return re.sub(r"\\(.)", lambda match: _PLAIN.get(match[1], match[1]), inner)
