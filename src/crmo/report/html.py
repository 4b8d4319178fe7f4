"""HTML and SVG built from values, escaped by construction.

Every text that is not already an `Html` is escaped when it enters an element, be it a child or
an attribute; so a name, a note or a report in a record can never become markup.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache

_TEXT = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
_QUOTED = {**_TEXT, ord('"'): "&quot;", ord("'"): "&#39;"}
# HTML 4 to XML 1.0: characters that may not stand in a document at all.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What keeps a text from standing in a document as it is; most texts hold none of it.
_NOT_TEXT = re.compile(r"[&<>]|" + _FORBIDDEN.pattern)
_NOT_QUOTED = re.compile(r"[&<>\"']|" + _FORBIDDEN.pattern)
_EMPTY = frozenset(("br", "hr", "img", "input", "link", "meta", "col"))
_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*\Z")

Attribute = str | int | float | bool | None
Child = "str | Html | None | Iterable[Child]"


class Html(str):
    """Text that is markup already and is not escaped again."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the markup; template engines ask for it and then do not escape it either."""
        return self


NOTHING = Html("")


def escaped(text: str) -> Html:
    """Return text as markup that shows exactly this text."""
    if _NOT_TEXT.search(text) is None:
        return Html(text)
    return Html(_FORBIDDEN.sub("\ufffd", text).translate(_TEXT))


def joined(children: Iterable[object], separator: str = "") -> Html:
    """Return children one after the other, each escaped unless it is markup."""
    return Html(separator.join(_markup(child) for child in children))


def element(name: str, /, *children: object, **attributes: Attribute) -> Html:
    """Return an element of HTML or SVG.

    Args:
        name: the element's name.
        *children: text, markup, None (left out) or iterables of these.
        **attributes: underscores become hyphens, a trailing one is dropped (`class_`, `for_`);
            True writes the bare name, False and None leave the attribute out; numbers are
            written with at most two decimals.
    """
    opening = name + "".join(_attribute(*item) for item in attributes.items())
    if name in _EMPTY:
        return Html(f"<{opening}>")
    return Html(f"<{opening}>{''.join(map(_markup, children))}</{name}>")


def number(value: float) -> str:
    """Return a number for a drawing, with at most two decimals and no trailing zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def anchor(prefix: str, identifier: str) -> str:
    """Return an id for an element, safe in `id` and in a link, different for different ids."""
    if _SAFE_ID.match(identifier):
        return f"{prefix}-{identifier}"
    # An id from somebody's file may hold anything; its digest keeps it distinct.
    plain = re.sub(r"[^A-Za-z0-9]+", "-", identifier).strip("-")[:40]
    digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{prefix}--{plain}-{digest}"


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = _attribute_name(name)
    if value is True:
        return f" {name}"
    if not isinstance(value, str):
        return f' {name}="{number(value)}"'
    if _NOT_QUOTED.search(value) is None:
        return f' {name}="{value}"'
    return f' {name}="{_FORBIDDEN.sub(chr(0xFFFD), value).translate(_QUOTED)}"'


@cache
def _attribute_name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _markup(child: object) -> str:
    if isinstance(child, Html):
        return child
    if child is None:
        return ""
    if isinstance(child, str):
        return escaped(child)
    if isinstance(child, Iterable):
        return "".join(map(_markup, child))
    return escaped(str(child))
