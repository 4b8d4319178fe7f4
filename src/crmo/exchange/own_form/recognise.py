"""Tell whether a text is, or was meant to be, a record in crmo's own form."""

from __future__ import annotations

import re

_KEY = re.compile(r"""^[\s\[{,-]*["']?schema_version["']?\s*:""", re.MULTILINE)
_PARTS = re.compile(r"""["']?(patient|entries)["']?\s*:""")


def is_own_form(head: str) -> bool:
    """Whether the first characters of a text look like a record of ours.

    A text without `schema_version` counts when it speaks of both a patient and entries, so that
    the reader can say what is lacking.
    """
    found = {match[1] for match in _PARTS.finditer(head)}
    return bool(_KEY.search(head)) or found == {"patient", "entries"}
