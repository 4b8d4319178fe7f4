"""Text out of attachments and narratives: base64, HTML, character sets."""

from __future__ import annotations

import base64
import binascii
import re
from html.parser import HTMLParser
from typing import Any

from crmo.exchange.fhir_r4.remarks import Remarks

_BLOCKS = frozenset(
    {
        "p",
        "div",
        "br",
        "tr",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "ul",
        "section",
        "pre",
    }
)
_UNSEEN = frozenset({"script", "style", "head", "title"})
_MARKUP = ("html", "xml")
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")
_LINE_ENDS = re.compile(r"\s*[\r\n]\s*")
_SPACES = re.compile(r"[^\S\n]+")


def attachment_text(attachment: dict[str, Any], remarks: Remarks) -> tuple[str, str, str]:
    """Return (text, media type, address) of an Attachment.

    The text is empty when the attachment is no text, or is kept elsewhere; then a remark says
    so, and the address, if any, is where it is.
    """
    media_type, _, rest = str(attachment.get("contentType") or "text/plain").partition(";")
    media_type = media_type.strip().lower()
    data, address = attachment.get("data"), str(attachment.get("url") or "")
    if not data:
        if address:
            remarks.add("text-elsewhere", media_type)
        return "", media_type, address
    return text_of_data(str(data), media_type, rest, remarks), media_type, address


def text_of_data(data: str, media_type: str, rest: str, remarks: Remarks) -> str:
    """Return the text of base64 data; empty, with a remark, if it is none."""
    is_markup = media_type.endswith(_MARKUP)
    if not is_markup and not (media_type.startswith("text/") and media_type != "text/rtf"):
        remarks.add("not-text", media_type)
        return ""
    try:
        raw = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        remarks.add("text-unreadable", media_type)
        return ""
    text = _decoded(raw, rest)
    return without_tags(text) if is_markup else text


def _decoded(raw: bytes, rest: str) -> str:
    named = re.search(r"charset=\"?([\w-]+)", rest, re.IGNORECASE)
    for encoding in (named[1] if named else "utf-8-sig", "utf-8-sig"):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("cp1252", errors="replace")


def without_tags(markup: str) -> str:
    """Return the words of HTML or XML, a line for each block."""
    if not markup:
        return ""
    stripper = _Stripper()
    stripper.feed(markup)
    stripper.close()
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(stripper.parts).splitlines())
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


class _Stripper(HTMLParser):
    """Gathers what a browser would show; outside `pre`, line ends of the source are spaces."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0
        self._preformatted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._unseen += tag in _UNSEEN
        self._preformatted += tag == "pre"
        if tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS:
            self._preformatted = max(0, self._preformatted - (tag == "pre"))
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data if self._preformatted else _LINE_ENDS.sub(" ", data))
