"""Body sites: a bone site when the words name exactly one, else the words themselves."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from crmo.anatomy import is_site, search
from crmo.exchange.fhir_r4.elements import listed, words
from crmo.exchange.fhir_r4.own_names import SITE
from crmo.exchange.fhir_r4.remarks import Remarks
from crmo.exchange.fhir_r4.tables import Tables

_WORD = re.compile(r"[a-z0-9]+")


def bone_site(sites: list[Any], remarks: Remarks, tables: Tables) -> tuple[str | None, str]:
    """Return (site id, words): the id when there is one site and its words name one bone site.

    Args:
        sites: the body sites of a resource, as CodeableConcept, Coding or CodeableReference.
        remarks: told when the words name no single site.
        tables: words that may stand beside a bone's own.
    """
    texts = [words(site) for site in sites]
    if len(sites) == 1 and (own := _own_site(sites[0])):
        return own, texts[0]
    told = "; ".join(filter(None, texts))
    if len(texts) == 1 and (found := named_site(texts[0], tables.site_words)):
        return found, told
    if told:
        remarks.add("site-not-a-bone", told)
    return None, told


def _own_site(site: Any) -> str | None:
    """Return the bone site of a body site that crmo coded."""
    for coding in listed(site.get("coding") if isinstance(site, dict) else None):
        if coding.get("system") == SITE and is_site(str(coding.get("code"))):
            return str(coding["code"])
    return None


@lru_cache(maxsize=4096)
def named_site(text: str, beside: frozenset[str]) -> str | None:
    """Return the site whose own words these are, no more and no fewer; None for all others.

    `Left femur` is a site. `Thoracic` is none, because it may be the spine or the lung; nor is
    `skin of left knee`.
    """
    said = set(_WORD.findall(text.lower().replace("vertebrae", "vertebra"))) - beside
    found = search(text, limit=1)
    if not said or not found:
        return None
    own = set(_WORD.findall(found[0].id.replace("_", " ")))
    return found[0].id if own == said else None
