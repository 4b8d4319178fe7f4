"""The text of an HTML page: blocks on lines of their own, cells apart, scripts left out."""

from __future__ import annotations

import re
from html import unescape

_NAME = re.compile(r"/?\s*([a-z][a-z0-9]*)", re.IGNORECASE)
_UNSHOWN = frozenset({"script", "style", "head", "template", "noscript", "title", "svg"})
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "table",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "header",
        "footer",
        "pre",
        "hr",
        "blockquote",
        "dl",
        "dt",
        "dd",
        "address",
        "main",
        "form",
        "fieldset",
        "tbody",
        "thead",
        "caption",
    ]
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def html_text(page: str) -> str:
    """Return the text that a page shows, in one pass."""
    pieces: list[str] = []
    at, length, is_preformatted = 0, len(page), False
    while at < length:
        tag = page.find("<", at)
        if tag < 0:
            tag = length
        if tag > at:
            pieces.append(_shown(page[at:tag], as_written=is_preformatted))
        if tag == length:
            break
        if page.startswith("<!--", tag):
            end = page.find("-->", tag)
            at = length if end < 0 else end + 3
            continue
        end = page.find(">", tag)
        if end < 0:
            pieces.append(_shown(page[tag:], as_written=is_preformatted))
            break
        match = _NAME.match(page, tag + 1, end)
        name = match[1].lower() if match else ""
        closes = page.startswith("</", tag)
        if not match and page[tag + 1 : tag + 2] not in ("!", "?", "/"):
            pieces.append("<")  # "CRP < 5": no tag
            at = tag + 1
            continue
        at = end + 1
        if name in _UNSHOWN and not closes and page[end - 1] != "/":
            at = _after(page, name, at)
        elif name == "pre":
            is_preformatted = not closes
            pieces.append("\n")
        else:
            pieces.append(_break(name, closes=closes))
    return _joined(pieces)


def _break(name: str, *, closes: bool) -> str:
    if name == "li":
        return "" if closes else "\n- "
    if name in ("td", "th"):
        return "\t" if closes else ""
    return "\n" if name in _BLOCKS else ""


def _after(page: str, name: str, at: int) -> int:
    """Return where an element that is not shown ends."""
    end = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(page, at)
    return end.end() if end else len(page)


def _shown(piece: str, *, as_written: bool) -> str:
    text = unescape(piece)
    return text if as_written else _BLANKS.sub(" ", text)


def _joined(pieces: list[str]) -> str:
    lines = (line.strip(" ") for line in "".join(pieces).split("\n"))
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n")
