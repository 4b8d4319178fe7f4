"""A letter as plain text, for the record, and back again for print."""

from __future__ import annotations

from collections.abc import Iterator

from crmo.report.letter import Letter, Paragraph, Voice

_HEADING, _FOOT = "## ", "---"


def text_of(letter: Letter) -> str:
    """Return a letter as plain text: headings behind `## `, the foot behind a line `---`."""
    return "\n".join(_lines(letter)) + "\n"


def _lines(letter: Letter) -> Iterator[str]:
    yield _one_line(letter.title)
    yield _one_line(letter.about)
    yield _one_line(letter.addressee_line)
    for paragraph in letter.paragraphs:
        yield ""
        yield f"{_HEADING}{_one_line(paragraph.heading)}"
        yield from map(_escaped, paragraph.text.splitlines())
    yield ""
    yield _FOOT
    yield _one_line(letter.foot)
    yield from (_one_line(line) for line in letter.sender.splitlines())


def letter_from(text: str, *, voice: Voice, language: str) -> Letter:
    """Return the letter that was kept as a text.

    Args:
        text: as `text_of` wrote it.
        voice: to whom it speaks.
        language: its language.
    """
    body, _, foot = text.partition(f"\n{_FOOT}\n")
    head, *parts = f"\n{body}".split(f"\n{_HEADING}")
    title, about, addressee, *_ = [*head.strip("\n").split("\n"), "", "", ""]
    told, *sender = foot.strip("\n").split("\n")
    return Letter(
        voice=voice,
        title=title,
        sender="\n".join(sender),
        about=about,
        addressee_line=addressee,
        paragraphs=tuple(_paragraph(n, part) for n, part in enumerate(parts)),
        foot=told,
        language=language,
    )


def _paragraph(number: int, part: str) -> Paragraph:
    heading, _, text = part.partition("\n")
    lines = (line.removeprefix(" ") for line in text.strip("\n").split("\n"))
    return Paragraph(name=f"part{number}", heading=heading, text="\n".join(lines))


def _escaped(line: str) -> str:
    """A line that looks like a heading or the foot stands one blank further in."""
    return f" {line}" if line.startswith((_HEADING, _FOOT)) else line


def _one_line(words: str) -> str:
    return " ".join(words.split())
