"""Wordings of DiagnosticReports and ImagingStudies, understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve

from crmo.anatomy import is_site
from crmo.find.events.fhir.concepts import (
    OWN_MODALITY,
    Concepts,
    codes_of,
    has_system,
    listed,
    parsed,
    words_of,
)
from crmo.find.events.outcome import Outcome, Understood
from crmo.find.vocabulary.code_meaning import Code
from crmo.record import Modality
from crmo.terminology.body_sites import named_site
from crmo.terminology.fhir_codes import tables

Wording = Mapping[str, Any]
_IN_ERROR = (("entered-in-error", "status"),)
_NOT_A_FACT = (("not-a-fact", "status"),)
_NO_RESULT = frozenset({"cancelled", "registered"})


class PictureReading:
    """Understands pictures and reports.

    Args:
        concepts: for codes.
        has_studies: whether the source holds ImagingStudy resources.
    """

    def __init__(self, concepts: Concepts, *, has_studies: bool) -> None:
        self._concepts = concepts
        self._has_studies = has_studies

    def report(self, wording: Wording) -> Understood:
        """Understand a report: a picture for each place it covered, or a test; its conclusions."""
        if wording["w_status"] == "entered-in-error":
            return Understood(remarks=_IN_ERROR)
        if wording["w_status"] in _NO_RESULT:
            return Understood(remarks=_NOT_A_FACT)
        conclusions = [
            Outcome(code=self._concepts.code("finding", each), has_value=False)
            for each in listed(parsed(wording["w_conclusion"]))
        ]
        concept = parsed(wording["w_code"])
        if not self._is_picture(wording, concept):
            code = self._concepts.code("procedure", concept)
            return Understood((Outcome(code=code, has_value=False), *conclusions))
        if wording["w_has_study"] and self._has_studies:
            return Understood(tuple(conclusions))
        codes = [*codes_of(parsed(wording["w_category"])), *codes_of(concept)]
        modality = _modality(codes, words_of(concept), has_system(concept, OWN_MODALITY))
        is_whole = bool(wording["w_whole_body"]) or _says_whole_body(words_of(concept))
        code = self._picture(concept, _of_body(modality, is_whole=is_whole))
        sites = re.findall(r"[a-z0-9_]+", wording["w_covers"] or "")
        return Understood((*_each_site(code, filter(is_site, sites)), *conclusions))

    def study(self, wording: Wording) -> Understood:
        """Understand an ImagingStudy: a picture for each bone site that its series name."""
        if wording["w_status"] == "entered-in-error":
            return Understood(remarks=_IN_ERROR)
        if wording["w_status"] == "cancelled":
            return Understood(remarks=_NOT_A_FACT)
        series = [each for each in listed(parsed(wording["w_series"])) if isinstance(each, dict)]
        procedures = listed(parsed(wording["w_code"]))
        titles = [wording["w_description"] or "", *map(words_of, procedures)]
        titles += [str(each.get("description") or "") for each in series]
        title = "; ".join(dict.fromkeys(filter(None, titles)))
        codes = [*codes_of(parsed(wording["w_modality"]))]
        codes += [code for each in series for code in codes_of(each.get("modality"))]
        modality = _modality(codes, title, None)
        concept = procedures[0] if procedures else {"text": title} if title else None
        code = self._picture(concept, _of_body(modality, is_whole=_says_whole_body(title)))
        sites, n_unknown = _sites(series)
        remarks = (("site-not-a-bone", "series.bodySite"),) if n_unknown else ()
        return Understood(tuple(_each_site(code, sites)), remarks)

    def _is_picture(self, wording: Wording, concept: Any) -> bool:
        if wording["w_has_study"] or has_system(concept, OWN_MODALITY) is not None:
            return True
        categories = tables().imaging_categories
        if not categories.isdisjoint(codes_of(parsed(wording["w_category"]))):
            return True
        return self._concepts.code("procedure", concept).concept_kind == "modality"

    def _picture(self, concept: Any, modality: str) -> Code:
        code = self._concepts.code("imaging", concept)
        if code.concept_kind == "modality" and modality == Modality.OTHER:
            return code
        return evolve(
            code, kind="imaging", concept=modality, concept_kind="modality", how="shipped"
        )


def _each_site(code: Code, sites: Iterable[str]) -> list[Outcome]:
    found = [Outcome(code=code, has_value=False, site=site) for site in dict.fromkeys(sites)]
    return found or [Outcome(code=code, has_value=False)]


def _sites(series: list[dict[str, Any]]) -> tuple[list[str], int]:
    found, n_unknown = [], 0
    for each in series:
        words = words_of(each.get("bodySite"))
        if not words:
            continue
        side = words_of(each.get("laterality")).lower()
        text = f"{side} {words}" if side in {"left", "right"} else words
        site = named_site(text, tables().site_words)
        if site is None:
            n_unknown += 1
        else:
            found.append(site)
    return found, n_unknown


def _modality(codes: Iterable[str], title: str, own: str | None) -> str:
    """Return the modality that a code tells; where codes leave it open, the words decide."""
    if own:
        return own
    told = [tables().modalities[code] for code in codes if code in tables().modalities]
    exact = next((each for each in told if each is not Modality.OTHER), None)
    if exact is not None:
        return str(exact)
    said = title.lower()
    for word, modality in tables().modality_words:
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said):
            return str(modality)
    return str(Modality.OTHER)


def _says_whole_body(title: str) -> bool:
    return any(word in title.lower() for word in tables().whole_body_words)


def _of_body(modality: str, *, is_whole: bool) -> str:
    return "whole_body_mri" if is_whole and modality == Modality.MRI else modality
