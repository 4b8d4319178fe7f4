"""The HTML document around the sections: head, style, script, policy, navigation."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from crmo.report.html import NOTHING, Html, element, joined
from crmo.report.sections.frame import Section
from crmo.report.styles import PAGE_CLASS, page_script, standalone_style
from crmo.report.words import language, say


def document(
    *,
    title: str,
    top: Html,
    sections: Sequence[Section],
    nonce: str = "",
    styles: Sequence[str] = (),
    skip: tuple[str, str] | None = None,
) -> str:
    """Return a whole HTML document.

    Args:
        title: title of the window.
        top: head of the page.
        sections: the rest, in order.
        nonce: for style and script, or empty; then the page carries its own policy.
        styles: further style sheets of the `assets` folder.
        skip: words and id of the first link, which leads past the top; to the lesions if None.
    """
    skip_words, skip_to = skip or (say("Skip to the lesions"), "lesions")
    style, script = standalone_style(*styles), page_script()
    head = element(
        "head",
        element("meta", charset="utf-8"),
        NOTHING if nonce else _policy(style, script),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="robots", content="noindex"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", Html(style), nonce=nonce or None),
    )
    body = element(
        "body",
        element("a", skip_words, href=f"#{skip_to}", class_="skip"),
        top,
        contents(sections),
        element("main", joined(shown.html for shown in sections), class_="page-main"),
        element("script", Html(script), nonce=nonce or None),
        class_=PAGE_CLASS,
    )
    return f"<!doctype html>\n{element('html', head, body, lang=language())}\n"


def _policy(style: str, script: str) -> Html:
    """Return a policy under which nothing but the page's own style and script can do anything."""
    rules = (
        "default-src 'none'",
        f"style-src '{_digest(style)}'",
        f"script-src '{_digest(script)}'",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return element("meta", http_equiv="Content-Security-Policy", content="; ".join(rules))


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def contents(sections: Sequence[Section]) -> Html:
    """Return links to the sections, by their headings."""
    links = [element("li", element("a", shown.short, href=f"#{shown.name}")) for shown in sections]
    return element("nav", element("ul", links), aria_label=say("On this page"), class_="contents")
