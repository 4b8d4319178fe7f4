"""Style sheets and scripts that travel inside the page."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_SPACE = re.compile(r"\s+")
_COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)


@cache
def style_text(name: str) -> str:
    """Return a file of the `assets` folder as text; a style sheet without comments and breaks."""
    text = (files("crmo.report") / "assets" / name).read_text(encoding="utf-8")
    return _SPACE.sub(" ", _COMMENT.sub("", text)) if name.endswith(".css") else text
