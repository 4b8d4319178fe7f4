"""Style sheets and scripts of the pages, as texts that travel inside a page or beside it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from crmo.report.lesion_map.figure import map_style

# Every rule of these stands inside this class: the body of a page of its own, or a container in
# another page, which may then style itself as it likes.
PAGE_CLASS = "patient-page"

_STYLES = (
    *("page.css", "sections.css", "lesions.css", "time_axis.css"),
    *("comparison.css", "letter.css"),
)
_SCRIPTS = ("page.js", "map.js")
_DARK = (
    '@media screen and (prefers-color-scheme: dark) {{ :where(:root:not([data-theme="light"])) '
    '{dark} }}\n@media screen {{ :where(:root[data-theme="dark"]) {dark} }}'
)
_SPACE = re.compile(r"\s+")
_COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)


@cache
def page_style(*more: str) -> str:
    """Return the style sheet of the parts of a page, light and dark, on screen and on paper.

    It styles nothing outside elements of the class `patient-page`. Dark is what the reader's
    machine asks for, or what `data-theme="light"` or `"dark"` on the `html` element says.

    Args:
        *more: further style sheets of the `assets` folder.
    """
    inner = [*map(style_text, (*_STYLES, *more)), map_style(), style_text("print.css")]
    dark = _DARK.format(dark=_inside(style_text("dark.css")))
    return "\n".join([_inside("\n".join(inner)), dark])


def standalone_style(*more: str) -> str:
    """Return the style sheet of a page that is a document of its own.

    Args:
        *more: further style sheets of the `assets` folder.
    """
    return "\n".join([style_text("standalone.css"), page_style(*more)])


@cache
def page_script() -> str:
    """Return the script of the parts of a page; on a page without them it does nothing."""
    return "\n".join(style_text(name) for name in _SCRIPTS)


@cache
def style_text(name: str) -> str:
    """Return a file of the `assets` folder as text; a style sheet without comments and breaks."""
    text = (files("crmo.report") / "assets" / name).read_text(encoding="utf-8")
    return _SPACE.sub(" ", _COMMENT.sub("", text)) if name.endswith(".css") else text


def _inside(rules: str) -> str:
    return f".{PAGE_CLASS} {{ {rules} }}"
