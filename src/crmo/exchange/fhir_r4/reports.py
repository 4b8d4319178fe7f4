"""DiagnosticReport and ImagingStudy: what was imaged, and the words of reports."""

from __future__ import annotations

import re
from typing import Any

from crmo.exchange.fhir_r4.elements import all_words, joined, listed, notes, words
from crmo.exchange.fhir_r4.intake import Intake
from crmo.exchange.fhir_r4.plain_text import attachment_text, without_tags
from crmo.exchange.fhir_r4.references import plain, reference_text
from crmo.exchange.fhir_r4.version import OLDER, R5, STU3
from crmo.record import Document, Entry, FactStatus, ImagingStudy, Modality, PartialDate
from crmo.terminology.body_sites import named_site

_CANCELLED = ("cancelled", "registered")


def read_diagnostic_report(
    resource: dict[str, Any], intake: Intake, name: str
) -> list[Entry] | None:
    """Read a report: its words as a document; of an imaging report also the study.

    The results it refers to are read as Observations. A study made here has no lesions: they
    are in the words, which are for people or for the reader of notes.
    """
    for field, version in (("study", R5), ("codedDiagnosis", OLDER), ("context", STU3)):
        if field in resource:
            intake.versions.note(version, f"DiagnosticReport.{field}")
    is_imaging = _is_imaging(resource, intake)
    text, media_type = _words_of(resource, intake)
    if not text and not media_type and not is_imaging:
        intake.leave_aside("nothing-said", "DiagnosticReport")
        return None
    on = _day(resource, intake)
    issued = resource.get("issued")
    common: dict[str, Any] = {
        "on": on,
        "recorded_on": intake.days.exact(issued) if issued else None,
        "source": intake.source(name, words(resource.get("code"))),
    }
    entries: list[Entry] = []
    if is_imaging and resource.get("status") not in _CANCELLED:
        entries.append(_study_of_report(resource, intake, name, common))
    if text or media_type:
        entries.append(
            Document(
                id=f"{name}:text" if entries else name,
                title=words(resource.get("code")) or "Report",
                media_type=media_type or "text/plain",
                text=text,
                **common,
            )
        )
    return entries


def _study_of_report(
    resource: dict[str, Any], intake: Intake, name: str, common: dict[str, Any]
) -> ImagingStudy:
    title = words(resource.get("code"))
    studies = resource.get("imagingStudy") or resource.get("study")
    references = [plain(reference_text(each)) for each in listed(studies)]
    if references:
        intake.bucket.study_references[name] = references
    codes = [code for each in listed(resource.get("category")) for code in _codes(each)]
    return ImagingStudy(
        id=name,
        modality=_modality(codes, title, intake),
        whole_body=_whole_body(title, intake),
        conclusion=str(resource.get("conclusion") or ""),
        **common,
    )


def _is_imaging(resource: dict[str, Any], intake: Intake) -> bool:
    if resource.get("imagingStudy") or resource.get("study"):
        return True
    categories = intake.tables.imaging_categories
    return any(
        code in categories for each in listed(resource.get("category")) for code in _codes(each)
    )


def _codes(concept: Any) -> list[str]:
    codings = concept.get("coding") or [concept] if isinstance(concept, dict) else []
    return [str(coding.get("code")) for coding in codings]


def _words_of(resource: dict[str, Any], intake: Intake) -> tuple[str, str]:
    """Return the report's own words, and the media type of a form that is not text."""
    parts = [str(resource.get("conclusion") or "")]
    media_type = ""
    for form in listed(resource.get("presentedForm")):
        text, kind, _elsewhere = attachment_text(form, intake.remarks)
        parts.append(text)
        media_type = media_type or (kind if not text else "")
    conclusions = all_words(resource.get("conclusionCode") or resource.get("codedDiagnosis"))
    if conclusions and not any(parts):
        parts.append(conclusions)
    text = joined(*parts)
    if not text and not media_type and not resource.get("result"):
        text = without_tags(str((resource.get("text") or {}).get("div") or ""))
    return text, "" if text else media_type


def _day(resource: dict[str, Any], intake: Intake) -> PartialDate | None:
    period = resource.get("effectivePeriod") or {}
    text = resource.get("effectiveDateTime") or period.get("start") or resource.get("issued")
    if not text:
        intake.remarks.add("undated", "DiagnosticReport")
    return intake.days.of(text)


def read_imaging_study(resource: dict[str, Any], intake: Intake, name: str) -> list[Entry] | None:
    """Read an ImagingStudy: when, how, and which bones it covered; it says nothing of lesions."""
    if resource.get("status") == "cancelled":
        intake.leave_aside("not-a-fact", "ImagingStudy cancelled")
        return None
    if "modalityList" in resource:
        intake.versions.note(OLDER, "ImagingStudy.modalityList")
    series = list(listed(resource.get("series")))
    title = joined(
        str(resource.get("description") or ""),
        all_words(resource.get("procedureCode") or resource.get("procedure")),
        *dict.fromkeys(str(each.get("description") or "") for each in series),
    ).replace("\n", "; ")
    codes: list[str] = []
    for each in (*listed(resource.get("modality")), *listed(resource.get("modalityList"))):
        codes += _codes(each)
    for each in series:
        if isinstance(modality := each.get("modality"), dict) and "coding" in modality:
            intake.versions.note(R5, "ImagingStudy.series.modality")
        codes += _codes(each.get("modality"))
    on = intake.days.of(resource.get("started"))
    if on is None:
        intake.remarks.add("undated", "ImagingStudy")
    return [
        ImagingStudy(
            id=name,
            on=on,
            source=intake.source(name, title),
            note=notes(resource),
            modality=_modality(codes, title, intake),
            whole_body=_whole_body(title, intake),
            covers=_covers(series, intake),
        )
    ]


def _covers(series: list[dict[str, Any]], intake: Intake) -> tuple[str, ...]:
    covered: dict[str, None] = {}
    for each in series:
        text = words(each.get("bodySite"))
        if not text:
            continue
        side = words(each.get("laterality")).lower()
        text = f"{side} {text}" if side in ("left", "right") else text
        site = named_site(text, intake.tables.site_words)
        if site is None:
            intake.remarks.add("site-not-a-bone", text)
        else:
            covered[site] = None
    return tuple(covered)


def _modality(codes: list[str], title: str, intake: Intake) -> Modality:
    """Return the modality a code tells; where codes leave it open, the words decide."""
    told = [intake.tables.modalities[code] for code in codes if code in intake.tables.modalities]
    exact = next((each for each in told if each is not Modality.OTHER), None)
    return exact or _modality_in_words(title, intake)


def _modality_in_words(title: str, intake: Intake) -> Modality:
    said = title.lower()
    for word, modality in intake.tables.modality_words:
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said):
            return modality
    return Modality.OTHER


def _whole_body(title: str, intake: Intake) -> FactStatus:
    said = title.lower()
    is_whole = any(word in said for word in intake.tables.whole_body_words)
    return FactStatus.PRESENT if is_whole else FactStatus.UNKNOWN
