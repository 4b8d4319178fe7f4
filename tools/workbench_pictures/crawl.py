"""Walking through the site as somebody: every page that a link leads to, one of each shape."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

from attrs import frozen
from playwright.sync_api import Page, Response

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_NUMBER = re.compile(r"(?<=/)[^/]*[0-9_A-Z][^/]*(?=/|$)")
_FIXED_FOLDER = re.compile(r"/[^/*]+/[^/*]+")
_MOST = 2  # pages of a folder of many like ones, such as /knowledge/sources
# Files, and pages that would end the walk.
_NOT_PAGES = re.compile(r"\.(pdf|xlsx|json|zip|csv|ndjson|tar|age)$|/(logout|download|export)")
_LINKS = """() => [...document.querySelectorAll('a[href]:not([download])')]
    .map((link) => link.href)"""


@frozen(kw_only=True)
class Visited:
    """A page on which the walk stands.

    Args:
        name: its path as the name of a file.
        address: in full.
        response: what the server answered; None for a page the browser had already.
    """

    name: str
    address: str
    response: Response | None


def walk(page: Page, start: str, *, most: int = 80) -> Iterator[Visited]:
    """Yield every page that links lead to, beginning with one; the browser stands on it.

    Pages whose addresses differ only in an id, a number or a query are of one shape, and only
    the first is visited; of a folder with many like pages, two are.

    Args:
        page: of a browser in which somebody is signed in.
        start: address of the first page.
        most: pages after which the walk ends.
    """
    site, of_folder = urlsplit(start).netloc, Counter[str]()
    waiting, seen = deque([start]), {shape_of(start)}
    for _ in range(most):
        if not waiting:
            return
        address = waiting.popleft()
        response = page.goto(address)
        page.wait_for_load_state("networkidle")
        links = page.evaluate(_LINKS)
        yield Visited(name=_name(shape_of(address)), address=address, response=response)
        for link in links:
            target = urldefrag(link).url
            path = urlsplit(target)
            if path.netloc != site or _NOT_PAGES.search(path.path):
                continue
            shape = shape_of(target)
            folder = shape.rstrip("/").rpartition("/")[0]
            is_one_of_many = _FIXED_FOLDER.fullmatch(folder) and of_folder[folder] >= _MOST
            if shape not in seen and not is_one_of_many:
                seen.add(shape)
                of_folder[folder] += 1
                waiting.append(target)


def shape_of(address: str) -> str:
    """Return a path in which every id, number and name of a rule is a star."""
    path = _UUID.sub("*", urlsplit(address).path)
    return _NUMBER.sub("*", path)


def _name(shape: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", shape.replace("*", "x").lower()).strip("-") or "home"
