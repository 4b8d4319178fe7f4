"""House styles: their wordings and their layout, read once from YAML for each country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from attrs import frozen

from crmo.simulate.documents.marked import Template
from crmo.yaml12 import load

STYLES = (
    "prose",
    "bullets",
    "grid",
    "terse",
    "dictated",
    "structured_report",
    "problem_list",
)
DIALECTS = ("en_GB", "en_US")


@frozen(kw_only=True)
class Layout:
    """How a house puts clauses on paper.

    Args:
        heading: before a section; `{heading}` or `{HEADING}`, empty for none.
        before, between, after: around each clause; several `between` are chosen from.
        end, gap: behind a section, and between two.
        capital: which clauses begin with a capital: `each`, `first` of a section, `none`.
        wrap: longest line, 0 for none.
        lists: `prose` (a, b and c), `plain` (a, b, c) or `slash` (a/b/c).
        short: whether words are abbreviated.
        spelled: whether numbers are written as words.
        side_after: how often the side follows the noun.
        date: forms of dates, one of which a document keeps to.
        letter: whether a note opens and closes as a letter.
        slips: how often a document has a slip of typing.
        table: whether sites and findings stand in columns.
        bare: whether articles are left out before places.
    """

    heading: str
    before: str
    between: tuple[str, ...]
    after: str
    end: str
    gap: str
    capital: str
    wrap: int
    lists: str
    short: bool
    spelled: bool
    side_after: float
    date: tuple[str, ...]
    letter: bool
    slips: float = 0.0
    table: bool = False
    bare: bool = False


@frozen(kw_only=True, eq=False)
class HouseStyle:
    """One house style in one country's spelling.

    Args:
        name: one of STYLES.
        dialect: one of DIALECTS.
        layout: how it looks.
        phrases: name -> wordings to choose from.
        headings: section -> words to choose from.
        titles: kind of document -> wordings of its heading.
        order: kind of document -> its sections.
        extra: opening, closing, ticks, slips, regions, where the house has them.
    """

    name: str
    dialect: str
    layout: Layout
    phrases: Mapping[str, tuple[Template, ...]]
    headings: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, tuple[Template, ...]]
    order: Mapping[str, tuple[str, ...]]
    extra: Mapping[str, Any]


def spelled_for(text: str, dialect: str) -> str:
    """Return British text in the spelling of a country."""
    for british, other in _spelling(dialect):
        if british in text:
            text = text.replace(british, other)
    return text


@cache
def house_style(name: str, dialect: str) -> HouseStyle:
    """Return a house style in one spelling."""
    base, own = styles_file("base"), styles_file(name)

    def merged(part: str) -> dict[str, Any]:
        return {**base[part], **own.get(part, {})}

    layout = merged("layout")
    layout["between"] = _tuple(layout["between"])
    layout["date"] = _tuple(layout["date"])
    return HouseStyle(
        name=name,
        dialect=dialect,
        layout=Layout(**layout),
        phrases=_templates(merged("phrases"), dialect),
        headings=MappingProxyType(
            {key: _spelled_all(words, dialect) for key, words in merged("headings").items()}
        ),
        titles=_templates(merged("titles"), dialect),
        order={kind: tuple(parts) for kind, parts in merged("order").items()},
        extra={
            "opening_plain": tuple(_parsed_all(own.get("opening_plain", ()), dialect)),
            "opening": tuple(_parsed_all(own.get("opening", ()), dialect)),
            "closing": tuple(own.get("closing", ())),
            "ticks": tuple(tuple(pair) for pair in own.get("ticks", (("yes", "no"),))),
            "slips": tuple(tuple(pair) for pair in own.get("slips", ())),
        },
    )


@cache
def styles_file(name: str) -> Mapping[str, Any]:
    """Return a file of `styles/` as it is written."""
    loaded: Mapping[str, Any] = load(files("crmo.simulate.documents") / "styles" / f"{name}.yaml")
    return loaded


@cache
def words_file(name: str) -> Mapping[str, Any]:
    """Return a file of `words/` as it is written."""
    loaded: Mapping[str, Any] = load(files("crmo.simulate.documents") / "words" / f"{name}.yaml")
    return loaded


@cache
def _spelling(dialect: str) -> tuple[tuple[str, str], ...]:
    return tuple(words_file("spelling").get(dialect, {}).items())


def _templates(
    wordings: Mapping[str, Sequence[str]], dialect: str
) -> Mapping[str, tuple[Template, ...]]:
    return MappingProxyType(
        {name: tuple(_parsed_all(texts, dialect)) for name, texts in wordings.items()}
    )


def _parsed_all(texts: Sequence[str], dialect: str) -> list[Template]:
    return [Template.parse(spelled_for(text, dialect)) for text in texts]


def _spelled_all(texts: Sequence[str], dialect: str) -> tuple[str, ...]:
    return tuple(spelled_for(text, dialect) for text in texts)


def _tuple(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
