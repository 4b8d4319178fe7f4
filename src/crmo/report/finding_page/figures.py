"""Numbers as they are shown: a count, a suppressed count, a bar, a picture of who was left."""

from __future__ import annotations

import math
from collections.abc import Sequence

from attrs import frozen

from crmo.report.html import NOTHING, Html, element, joined, number
from crmo.report.words import decimal_words, say

HIDDEN = "·"
_WIDTH, _BAR = 460.0, 340.0
_ROW = 42.0


def count_words(n: int | None) -> str:
    """Return a count with thin spaces between thousands; a dot for one that is suppressed."""
    return HIDDEN if n is None else f"{n:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def share_words(part: int | None, whole: int | None) -> str:
    """Return a share in per cent; nothing if either is not shown."""
    if part is None or not whole:
        return ""
    share = 100 * part / whole
    if 0 < share < 0.1:
        return decimal_words(f"{share:.2g} %")
    is_round = share >= 10 or part in (0, whole)
    return decimal_words(f"{share:.0f} %" if is_round else f"{share:.1f} %")


def scrolled(shown: Html, label: str) -> Html:
    """Return something wide that scrolls by itself on a narrow screen, by keyboard too."""
    return element("div", shown, class_="scroll", tabindex="0", role="region", aria_label=label)


def count_cell(n: int | None) -> Html:
    """Return a cell of a table with a count; a suppressed one says so to those who listen."""
    if n is None:
        return element(
            "td",
            element("span", HIDDEN, aria_hidden="true"),
            element("span", say("not shown"), class_="unseen"),
            class_="n",
        )
    return element("td", count_words(n), class_="n")


@frozen(kw_only=True)
class Step:
    """One row of the picture of who was left.

    Args:
        name: of the step.
        n: persons left after it; None if suppressed.
        possible: of a band, persons who may reach it; None otherwise.
        look: `all`, `step`, `out` or `band`.
    """

    name: str
    n: int | None
    possible: int | None = None
    look: str = "step"


def funnel(steps: Sequence[Step]) -> Html:
    """Return the picture of who was left after each step.

    The bars are as long as the logarithm of their number: of a hospital's children few are left,
    and on a plain scale nobody would see them. The numbers stand beside.
    """
    height = _ROW * len(steps) + 8
    top = max((step.n or 0 for step in steps), default=0)
    rows = [_row(step, at, top) for at, step in enumerate(steps)]
    words = say("Persons left after each step; the table beside says the same.")
    picture = element(
        "svg",
        rows,
        viewBox=f"0 0 {_WIDTH:g} {number(height)}",
        role="img",
        aria_label=words,
    )
    return element(
        "figure",
        scrolled(picture, say("Picture of who was left")),
        element("figcaption", say("Bars on a logarithmic scale."), class_="quiet"),
        class_="funnel",
    )


def _row(step: Step, at: int, top: int) -> Html:
    """Return the name of a step, its bar below it, and its number beside the bar."""
    y = at * _ROW + 22
    longest = max(_length(step.n, top), _length(step.possible, top), 26.0 if step.n is None else 0)
    texts = [
        element("text", _short(step.name), x=1, y=y - 6, class_="funnel-name"),
        element("text", _count(step), x=longest + 8, y=y + 11, class_="funnel-n"),
    ]
    shapes = [element("path", d=f"M.5 {number(y - 1)}v17", class_="funnel-axis")]
    if step.possible is not None and step.n is not None and step.possible > step.n:
        shapes.append(_bar(y, _length(step.possible, top), "funnel-bar is-possible"))
    if step.n is None:
        shapes.append(_bar(y, 26.0, "funnel-bar is-hidden"))
    elif step.n:
        shapes.append(_bar(y, _length(step.n, top), f"funnel-bar is-{step.look}"))
    return joined([*shapes, *texts])


def _count(step: Step) -> str:
    if step.n is None:
        return say("not shown")
    if step.possible is not None and step.possible != step.n:
        return say("{n}, possibly {m}", n=count_words(step.n), m=count_words(step.possible))
    return count_words(step.n)


def _bar(y: float, width: float, class_: str) -> Html:
    return element("rect", x=1, y=y, width=width, height=15, rx=2, class_=class_)


def _length(n: int | None, top: int) -> float:
    """Return the length of a bar: 0 for nobody, full for everybody, by number of digits between."""
    if not n:
        return 0.0
    return _BAR * (math.log10(n) + 0.25) / (math.log10(max(top, 10)) + 0.25)


def _short(name: str) -> str:
    return name if len(name) <= 66 else f"{name[:64].rstrip()}…"


def stacked(parts: Sequence[tuple[str, int | None]], words: str) -> Html:
    """Return one bar of several parts; nothing where a part is not shown."""
    shown = [(look, n) for look, n in parts if n]
    whole = sum(n for _, n in shown if n)
    if not whole or any(n is None for _, n in parts):
        return NOTHING
    at, shapes = 0.0, []
    for look, n in shown:
        width = 160 * (n or 0) / whole
        shapes.append(element("rect", x=at, y=0, width=width, height=12, class_=f"is-{look}"))
        at += width
    return element(
        "svg", shapes, viewBox="0 0 160 12", role="img", aria_label=words, class_="stack"
    )


@frozen(kw_only=True)
class Column:
    """One column of a histogram.

    Args:
        name: below it.
        n: how many; None if suppressed.
        look: class of its colour.
    """

    name: str
    n: int | None
    look: str = ""


def columns(shown: Sequence[Column], words: str) -> Html:
    """Return a histogram; a suppressed column is a dotted box of one height."""
    width, height, base = 720.0, 210.0, 168.0
    top = max((column.n or 0 for column in shown), default=0) or 1
    step = width / max(len(shown), 1)
    shapes = [element("path", d=f"M0 {base:g}H{width:g}", class_="funnel-axis")]
    for at, column in enumerate(shown):
        left = at * step + step * 0.12
        middle = at * step + step / 2
        tall = (base - 24) * (column.n or 0) / top
        if column.n is None:
            shapes.append(element("rect", x=left, y=base - 18, width=step * 0.76, height=18,
                                  class_="funnel-bar is-hidden"))  # fmt: skip
        elif column.n:
            shapes.append(element("rect", x=left, y=base - tall, width=step * 0.76, height=tall,
                                  class_=f"column {column.look}"))  # fmt: skip
        told = HIDDEN if column.n is None else count_words(column.n) if column.n else ""
        shapes.append(element("text", told, x=middle, y=base - max(tall, 18 * (column.n is None))
                              - 5, text_anchor="middle", class_="column-n"))  # fmt: skip
        shapes.append(element("text", column.name, x=middle, y=base + 17, text_anchor="middle",
                              class_="column-name"))  # fmt: skip
    return element(
        "svg", shapes, viewBox=f"0 0 {width:g} {height:g}", role="img", aria_label=words,
        class_="columns",
    )  # fmt: skip
