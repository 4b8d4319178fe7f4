"""The look of the patient page as files of their own, which browsers keep.

Their addresses hold a digest of what is in them, so that they may be kept for good.
"""

from __future__ import annotations

import gzip
import hashlib
from functools import cache

from attrs import frozen
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from crmo.report.page_parts import page_script, page_style
from crmo.workbench.access import public

_FOREVER = "public, max-age=31536000, immutable"
_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
# Style sheets beside that of the patient page, by the name that `page_style` takes.
MORE_STYLES = ("reading.css", "recognition.css")


@frozen(kw_only=True)
class LookFile:
    """A file of the look.

    Args:
        name: its name, with the digest of what is in it.
        content: what is in it.
        packed: the same, compressed.
    """

    name: str
    content: bytes
    packed: bytes


def _file(stem: str, ending: str, text: str) -> LookFile:
    content = text.encode()
    digest = hashlib.sha256(content).hexdigest()[:16]
    return LookFile(
        name=f"{stem}-{digest}.{ending}",
        content=content,
        packed=gzip.compress(content, 9, mtime=0),
    )


@cache
def style_file() -> LookFile:
    """Return the style sheet of the patient page and of the pages made in its manner."""
    return _file("page", "css", page_style(*MORE_STYLES))


@cache
def script_file() -> LookFile:
    """Return the script of the patient page."""
    return _file("page", "js", page_script())


def address_of(file: LookFile) -> str:
    """Return where a file of the look is found."""
    return reverse("look", args=[file.name])


@public
def look(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with a file of the look; nothing in it says anything about anybody."""
    file = next((each for each in (style_file(), script_file()) if each.name == name), None)
    if file is None:
        raise Http404
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(
        file.packed if takes_gzip else file.content,
        content_type=_TYPES[name.rpartition(".")[2]],
    )
    if takes_gzip:
        answer["Content-Encoding"] = "gzip"
    answer["Cache-Control"] = _FOREVER
    answer["Vary"] = "Accept-Encoding"
    return answer
