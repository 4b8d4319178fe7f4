"""Find the UCUM code for a unit as laboratories, forms and people write it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from crmo.record.unit_parser import NotUcumError, parse
from crmo.yaml12 import load

_SAME_SIGN = str.maketrans({"µ": "u", "μ": "u", "×": "x", "∗": "*", "·": ".", "⋅": ".", "−": "-"})
# A power of ten: 10^9/L, x10E9/l, 10⁹/l, and 109/l, which has lost its superscript.
_COUNT = re.compile(
    r"x?10(?:\^|\*\*?|e)?(?P<power>[369]|1[02])"
    r"(?:cells|zellen|cell|leukocytes|leukozyten)?/(?P<volume>u?l|ml|dl|mm3|cmm)\Z",
    re.ASCII,
)
_VOLUMES = {"l": "L", "ul": "uL", "ml": "mL", "dl": "dL", "mm3": "uL", "cmm": "uL"}
_LITRE = re.compile(r"(?<![A-Za-z\[_])([YZEPTGMkhdcmunpfazy]|da)?l(?=[-+\d./(){]|\Z)")


@lru_cache(maxsize=4096)
def ucum_from_text(text: str) -> str | None:
    """Return the UCUM code of a unit written by a person or a laboratory.

    Case does not matter where it cannot change the meaning: `MG/DL` and `Mg/dl` are `mg/dL`;
    `g/L` are grams and `G/L` is `10*9/L`. A litre is always written `L`.

    Args:
        text: the unit alone, without the value.

    Returns:
        A code that `is_ucum` accepts, or None when the unit is not understood.
    """
    plain = "".join(unicodedata.normalize("NFKC", text.translate(_SAME_SIGN)).split())
    plain = plain.translate(_SAME_SIGN)
    found = _exact().get(plain) or _spellings().get(plain.lower())
    found = found or _count(plain.lower()) or _from_parts(plain.lower()) or plain
    try:
        parse(found)
    except NotUcumError:
        return None
    return _LITRE.sub(lambda litre: f"{litre[1] or ''}L", found)


def _count(plain: str) -> str | None:
    match = _COUNT.match(plain)
    return match and f"10*{match['power']}/{_VOLUMES[match['volume']]}"


def _from_parts(plain: str) -> str | None:
    if len(plain) == 1:  # `H` is a henry and not an hour
        return None
    numerator, *denominators = plain.split("/")
    found = [_parts().get(part) for part in (numerator or "1", *denominators)]
    if None in found:
        return None
    return "/".join("" if part == "1" else str(part) for part in found)


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = load(files("crmo.record") / "unit_spellings.yaml")
    return table


@cache
def _exact() -> Mapping[str, str]:
    return dict(_turned(_table()["exact"]))


@cache
def _spellings() -> Mapping[str, str]:
    turned = _turned(_table()["spellings"])
    return {spelling.lower().replace(" ", ""): code for spelling, code in turned}


@cache
def _parts() -> Mapping[str, str]:
    table = _table()
    return {"1": "1", **{part.lower(): part for part in table["parts"]}, **table["other_parts"]}


def _turned(table: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    for code, spellings in table.items():
        yield from ((spelling, code) for spelling in spellings)
