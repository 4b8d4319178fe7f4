"""The letter on the screen, as it will be printed."""

from __future__ import annotations

from crmo.report.html import Html, element
from crmo.report.letter.values import Letter, Paragraph
from crmo.report.words import say


def letter_html(letter: Letter) -> Html:
    """Return a letter for a look before print; its style is in `page_style()`."""
    return element(
        "article",
        element("p", [element("span", line) for line in letter.sender.splitlines()],
                class_="letter-sender") if letter.sender else None,
        element("h2", letter.title),
        element("p", letter.about, class_="letter-about"),
        element("p", letter.addressee_line),
        [_paragraph(paragraph) for paragraph in letter.paragraphs],
        element("p", letter.foot, class_="letter-foot"),
        class_=f"letter is-{letter.voice}",
        lang=letter.language,
    )  # fmt: skip


def _paragraph(paragraph: Paragraph) -> Html:
    blocks = [_block(block) for block in paragraph.blocks]
    room = element("p", say("Room to write."), class_="letter-room")
    return element(
        "section",
        element("h3", paragraph.heading),
        blocks or room,
        class_="letter-part",
    )


def _block(block: tuple[str, ...] | str) -> Html:
    if isinstance(block, tuple):
        return element("ul", [element("li", item) for item in block])
    return element("p", block)
