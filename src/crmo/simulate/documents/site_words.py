"""Words for places in the skeleton: with the side before or after, in full or short, in pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from attrs import frozen

from crmo.anatomy import Side, groups, resolve_site
from crmo.anatomy.site import Site
from crmo.simulate.documents.house_style import words_file

ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
)
_LEVELS = {"c": "cervical", "t": "thoracic", "l": "lumbar"}
_SHORT_SIDES = {"left": ("L", "lt", "(L)"), "right": ("R", "rt", "(R)")}


@frozen(slots=True)
class Wording:
    """One way to name a place.

    Args:
        article: `the ` or nothing, to stand before it in a sentence.
        text: the words.
        is_plural: whether they need a verb in the plural.
    """

    article: str
    text: str
    is_plural: bool = False


@frozen(slots=True)
class SiteWords:
    """All the ways to name a place.

    Args:
        full: in full, side first ("left distal femur").
        after: in full, side last ("distal femur on the left"); as `full` without a side.
        short: abbreviated.
        pair: both sides together; empty when it has no side.
    """

    full: tuple[Wording, ...]
    after: tuple[Wording, ...]
    short: tuple[Wording, ...]
    pair: tuple[Wording, ...]


@cache
def site_words(site_id: str) -> SiteWords:
    """Return the words for a bone unit or partial site."""
    site = resolve_site(site_id)
    side = site.side if site_id.endswith(("_left", "_right")) else None
    table = _forms(site, site_id.removesuffix(f"_{side}") if side else site_id)
    full = table["full"]
    short = table.get("short") or tuple(full)
    return SiteWords(
        full=tuple(_sided(form, side) for form in full),
        after=tuple(_side_last(form, side) for form in full),
        short=tuple(
            wording
            for form in short
            for wording in (_short(form, side) if side else [_sided(form, None)])
        ),
        pair=tuple(_pairs(table.get("pair", ()))) if side else (),
    )


def _sided(form: str, side: Side | None) -> Wording:
    return _wording(form.replace("|", f"{side} " if side else ""))


def _side_last(form: str, side: Side | None) -> Wording:
    if side is None:
        return _sided(form, None)
    return _wording(f"{form.replace('|', '')} on the {side}")


def _short(form: str, side: Side) -> Iterable[Wording]:
    for letter in _SHORT_SIDES[side]:
        wording = _wording(f"{letter} {form.replace('|', '').removeprefix('=')}")
        yield Wording("", wording.text, wording.is_plural)


def _pairs(forms: Iterable[str]) -> Iterable[Wording]:
    for form in forms:
        yield Wording("", f"both {form}", is_plural=True)
        yield Wording("", f"bilateral {form}", is_plural=True)
        yield Wording("the ", f"{form} bilaterally", is_plural=True)
        yield Wording("the ", f"left and right {form}", is_plural=True)


def _wording(form: str) -> Wording:
    article = "" if form.startswith("=") else "the "
    text = form.removeprefix("=")
    head = text.split(" of ")[0].split(" on ")[0]
    is_plural = head.endswith(("bones", "ribs", "phalanges", "toes", "fingers", "cuneiforms"))
    return Wording(article, text, is_plural)


def _forms(site: Site, base: str) -> Mapping[str, Any]:
    """Return the rows of words for a site, its side left out."""
    table = words_file("sites")
    unit = site.units[0]
    family, number = _family(unit.bone)
    if base in table["groups"] and base in groups():
        return _row(table["groups"][base])
    if base == unit.kind and unit.segment:
        return _row(table["segments"][unit.segment], _bone_words(unit.bone))
    if base == unit.bone and number:
        return _row(table["numbered"][family], _number_words(family, number))
    if base in table["bones"]:
        return _row(table["bones"][base])
    if base == unit.bone:
        return {"full": (f"|{base}",), "pair": (_bone_words(base)["plural"],)}
    end = base.removeprefix(f"{unit.bone}_")
    if unit.bone in table["long_bones"] and end in ("proximal", "distal"):
        words = _bone_words(unit.bone)
        return _row(table["ends"], {**words, "end": end, "end_short": end[:4]})
    if base in groups():  # the list of a study, which nobody abbreviates
        return {"full": (f"|{groups()[base].label}",)}
    return {"full": ("|" + site.label.split(",")[0].removeprefix(f"{site.side} "),)}


def _row(row: Mapping[str, Any], words: Mapping[str, str] | None = None) -> dict[str, Any]:
    return {
        name: tuple(form.format(**(words or {})) for form in forms) for name, forms in row.items()
    }


@cache
def _bone_words(bone: str) -> dict[str, str]:
    words = words_file("sites")["long_bones"].get(bone, {"plural": f"{bone}s"})
    return {"bone": bone, **words}


def _family(bone: str) -> tuple[str, str]:
    family, _, number = bone.rpartition("_")
    if number.isdigit() or (number[:1] in _LEVELS and number[1:].isdigit()):
        return family, number
    return bone, ""


def _number_words(family: str, number: str) -> dict[str, str]:
    digits = number.lstrip("ctl")
    n = int(digits)
    ending = {1: "st", 2: "nd", 3: "rd"}.get(n, "th")
    return {
        "n": digits,
        "N": number.upper(),
        "nth": f"{n}{ending}",
        "nth_word": ORDINALS[n - 1],
        "level": _LEVELS.get(number[0], family),
    }
