"""Body sites: a bone site when the words name exactly one, else the words themselves."""

from __future__ import annotations

from typing import Any

from crmo.anatomy import is_site
from crmo.exchange.fhir_r4.elements import listed, words
from crmo.exchange.fhir_r4.own_names import SITE
from crmo.exchange.fhir_r4.remarks import Remarks
from crmo.terminology.body_sites import named_site
from crmo.terminology.fhir_codes import Tables


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
