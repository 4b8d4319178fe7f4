"""Bones, parts and sides of a row as sites of anatomy; what is not certain is said so."""

from __future__ import annotations

from functools import lru_cache

from attrs import frozen

from crmo.anatomy import Place, all_sites, is_site, read_place, resolve_site
from crmo.exchange.reading import Level
from crmo.exchange.spreadsheet.row import Row
from crmo.exchange.spreadsheet.wording import in_english, word

_SIDES = ("left", "right", "both", "none")
_MOST_RIVALS = 4


@frozen
class Sites:
    """The sites a row means.

    Args:
        ids: none, one, or two for both sides.
        why: why there is none, or empty.
        advice: what was guessed on the way, or empty.
    """

    ids: tuple[str, ...] = ()
    why: str = ""
    advice: str = ""


def sites_of(row: Row) -> Sites:
    """Return the sites that the columns bone, part and side of a row name together.

    A guess is remarked on; what could be several places is not guessed.
    """
    side = ""
    if told := row.text("side"):
        found = word("side", told, _SIDES)
        if found.value is None:
            return Sites(why="the side is none of left, right, both, midline.")
        side = found.value
    sites = _sites(row.text("bone"), row.text("part"), side)
    if sites.advice:
        row.remark(Level.WARNING, "bone-guessed", sites.advice, "bone")
    elif len(sites.ids) == 2:
        row.remark(Level.NOTE, "both-sides", "both sides: made into two entries.", "side")
    return sites


def places(row: Row, column: str) -> tuple[str, ...]:
    """Return the sites of a list parted by semicolons; what is not understood is kept as note."""
    ids: list[str] = []
    for text in (part.strip() for part in row.text(column).split(";")):
        if text:
            sites = _sites(text, "", "")
            ids += sites.ids
            if sites.why or sites.advice:
                row.remark(Level.WARNING, "place-not-read", sites.why or sites.advice, column)
                row.keep_words(column)
    return tuple(dict.fromkeys(ids))


@lru_cache(maxsize=4096)
def _sites(bone: str, part: str, side: str) -> Sites:
    if side == "both":
        left, right = (_sites(bone, part, each) for each in ("left", "right"))
        ids = tuple(dict.fromkeys((*left.ids, *right.ids)))
        return Sites(ids, left.why or right.why, left.advice or right.advice)
    side = "" if side == "none" else side
    words = [in_english(each) for each in (bone, part, side) if each]
    plain = "_".join("_".join(words).replace("-", "_").split())
    if is_site(plain):
        return Sites((plain,))
    return _from_words(" ".join(reversed(words)), side)


def _from_words(text: str, side: str) -> Sites:
    place = read_place(text)
    if place.site is None:
        return Sites(why=_why_not(place))
    if any(read_place(each).site for each in place.passed_over):
        return Sites(why="this names more than one place. Write one row for each.")
    if side and place.site.side != side and f"{place.site.id}_{side}" not in all_sites():
        return Sites(why=f"{place.site.label} has no {side} side.")
    return Sites((place.site.id,), advice=_advice(place))


def _why_not(place: Place) -> str:
    if place.rivals:
        listed = ", ".join(site.id for site in place.rivals[:_MOST_RIVALS])
        more = " …" if len(place.rivals) > _MOST_RIVALS else ""
        return f"this can mean several places: {listed}{more}. Say which."
    return "this is no bone that is known. See the sheet `lists`, or crmo bones."


def _advice(place: Place) -> str:
    if place.is_certain or place.site is None:
        return ""
    label = resolve_site(place.site.id).label
    doubt = "some words were spelt unusually" if place.guessed else "some words say no more"
    return f"read as {place.site.id} ({label}); {doubt}. Please check."
