"""Texts and numbers as FHIR allows them."""

from __future__ import annotations

import re

# FHIR's strings hold no control character but tab and line ends; UTF-8 holds no half character.
_NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_STANDS_FOR_IT = "\ufffd"


def said(text: str) -> str:
    """Return a text as FHIR may hold it; empty when nothing can be seen in it.

    FHIR allows neither an empty text nor a control character; these become a replacement sign.
    """
    if text.isprintable():
        return text if text and not text.isspace() else ""
    clean = _NOT_ALLOWED.sub(_STANDS_FOR_IT, text)
    return clean if clean.strip() else ""
