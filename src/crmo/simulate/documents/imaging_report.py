"""The report of one imaging study."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.record import Certainty, Diagnosis, FactStatus, ImagingStudy, LesionStatus
from crmo.simulate.documents.comparison import told_with_changes
from crmo.simulate.documents.heading import header, who
from crmo.simulate.documents.layout import Section, laid_out
from crmo.simulate.documents.lesions import Told, lesion_clauses
from crmo.simulate.documents.marked import Filling, Key, Marked, Pieces
from crmo.simulate.documents.past_imaging import study_name
from crmo.simulate.documents.pen import Pen
from crmo.simulate.documents.places import Spot, named_places, places_listed
from crmo.simulate.documents.site_table import site_table

_MOST_IN_SUMMARY = 5


def imaging_report(
    pen: Pen,
    study: ImagingStudy,
    before: ImagingStudy | None,
    diagnoses: Sequence[Diagnosis],
    *,
    is_first: bool,
) -> tuple[Pieces, Pieces]:
    """Return the title and the page of a report.

    Args:
        pen: of the report.
        study: with a date.
        before: the study to compare with, or None.
        is_first: whether no study of any kind came before it.
        diagnoses: of the record, for the indication.
    """
    told = told_with_changes(study, before)
    is_table = pen.style.layout.table and bool(told) and pen.luck.happens(0.8)
    clauses = [] if is_table else lesion_clauses(pen, study, told)
    clauses += _unlisted(pen, study)
    parts = {
        "indication": _indication(pen, study, diagnoses),
        "technique": [_technique(pen, study)],
        "comparison": _comparison(pen, before, told, is_first=is_first),
        "findings": clauses or _pending(pen, study, is_table=is_table),
        "impression": _impression(pen, study),
    }
    table = site_table(pen, study, told) if is_table else []
    sections = [
        Section(name, parts[name], table if name == "findings" else [])
        for name in pen.style.order["imaging_report"]
    ]
    body = laid_out(pen, sections)
    title = _title(pen, study)
    pen.date_keys.append(Key(study.id, "on", str(study.on)))
    if study.on is None:
        return title, body
    return title, [*header(pen, title, study.on), *body]


def _title(pen: Pen, study: ImagingStudy) -> Pieces:
    template = pen.one_of(pen.style.titles["imaging_report"])
    return template.fill({"modality": study_name(pen, study)})


def _indication(pen: Pen, study: ImagingStudy, diagnoses: Sequence[Diagnosis]) -> list[Pieces]:
    """Return why the study was made; a question asserts nothing, a known disease does."""
    if study.on is None or pen.luck.happens(0.15):
        return []
    known = [each for each in diagnoses if _held_before(each, study)]
    confirmed = [each for each in known if each.certainty is Certainty.CONFIRMED]
    if confirmed:
        keys = Key(confirmed[0].id, "concept"), Key(confirmed[0].id, "certainty")
        disease = pen.named("diseases", confirmed[0].concept, *keys)
        return [pen.say("indication_known", disease=[disease], who=who(pen))]
    suspected = [each for each in known if each.certainty is Certainty.SUSPECTED]
    if suspected and pen.luck.happens(0.6):
        disease = pen.named("diseases", suspected[0].concept)
        return [pen.say("indication_suspected", disease=disease.text)]
    return [pen.say("indication_question", who=who(pen))]


def _held_before(diagnosis: Diagnosis, study: ImagingStudy) -> bool:
    on, until = diagnosis.on, diagnosis.until
    if on is None or study.on is None or not on.is_before(study.on):
        return False
    is_known = (diagnosis.recorded_on or study.on.earliest) <= study.on.earliest
    return is_known and (until is None or bool(until.is_after(study.on)))


def _technique(pen: Pen, study: ImagingStudy) -> Pieces:
    modality = pen.named("modalities", study.modality, Key(study.id, "modality"))
    slots: dict[str, Filling] = {
        "modality": [modality],
        "sequences": _sequences(pen, study),
    }
    if study.contrast.truth is not None:
        slots["contrast"] = pen.say(f"contrast_{study.contrast}", [Key(study.id, "contrast")])
    covers = _covers(pen, study)
    whole_body = [Key(study.id, "whole_body")]
    if study.whole_body is FactStatus.PRESENT:
        return pen.say("technique_whole_body", whole_body, **slots)
    if study.whole_body is FactStatus.ABSENT:
        of_covers = pen.say("of_covers", covers=covers) if covers else ""
        return pen.say("technique_limited", whole_body, of_covers=of_covers, **slots)
    if covers:
        return pen.say("technique_regional", covers=covers, **slots)
    return pen.say("technique_plain", **slots)


def _sequences(pen: Pen, study: ImagingStudy) -> Pieces:
    names = [
        [Marked(name, (Key(study.id, f"sequence:{name}"),))]
        for name in dict.fromkeys(study.sequences)
        if name == " ".join(name.split()) and name
    ]
    return pen.say("sequences", list=pen.listed(names)) if names else []


def _covers(pen: Pen, study: ImagingStudy) -> Pieces:
    spots = [Spot(site, (Key(study.id, f"covers:{site}"),)) for site in dict.fromkeys(study.covers)]
    return places_listed(pen, named_places(pen, spots))[0] if spots else []


def _comparison(
    pen: Pen, before: ImagingStudy | None, told: Sequence[Told], *, is_first: bool
) -> list[Pieces]:
    if before is not None and before.on is not None:
        is_needed = any(each.change.kind for each in told)
        if is_needed or pen.luck.happens(0.7):
            date = pen.dated(before.on, (before.id, "on"))
            return [pen.say("comparison", study=study_name(pen, before), date=[date])]
        return []
    return [pen.say("comparison_none")] if is_first and pen.luck.happens(0.5) else []


def _unlisted(pen: Pen, study: ImagingStudy) -> list[Pieces]:
    cue = [Key(study.id, "unlisted")]
    if study.unlisted is FactStatus.PRESENT:
        return [pen.say("unlisted_present", cue)]
    if study.unlisted is not FactStatus.ABSENT:
        return []
    if not study.lesions:
        return [pen.say("clear_all", cue)]
    is_whole = study.whole_body is FactStatus.PRESENT
    return [pen.say("unlisted_absent" if is_whole else "unlisted_absent_plain", cue)]


def _pending(pen: Pen, study: ImagingStudy, *, is_table: bool) -> list[Pieces]:
    """Return that the report is to follow, for a study of which nothing was kept."""
    if is_table or study.lesions or study.conclusion.strip():
        return []
    return [pen.say("report_pending")]


def _impression(pen: Pen, study: ImagingStudy) -> list[Pieces]:
    clauses: list[Pieces] = []
    conclusion = pen.of_text(study.conclusion)
    if conclusion and (not study.lesions or pen.luck.happens(0.6)):
        told = conclusion if conclusion != study.conclusion else ""
        clauses.append([Marked(conclusion, (Key(study.id, "conclusion", told),))])
    else:
        clauses += _summary(pen, study)
    if study.lesions and pen.luck.happens(0.3):
        clauses.append(pen.say("impression_if"))
    return clauses


def _summary(pen: Pen, study: ImagingStudy) -> list[Pieces]:
    """Return the places of the lesions once more, unless they are many."""
    present = [
        number
        for number, lesion in enumerate(study.lesions)
        if lesion.status is LesionStatus.PRESENT
    ]
    if not present:
        return []
    if len(present) > _MOST_IN_SUMMARY or pen.luck.happens(0.3):
        count = f"{pen.number(str(len(present)))} lesion{'s' * (len(present) > 1)}"
        return [pen.say("impression_active", n_lesions=count)]
    spots = [
        Spot(
            study.lesions[n].bone_unit, (Key(study.id, f"lesion:{n}", study.lesions[n].bone_unit),)
        )
        for n in present
    ]
    sites, _ = places_listed(pen, named_places(pen, spots))
    oedema = (study.lesions[number].feature("marrow_oedema") for number in present)
    is_active = all(status is FactStatus.PRESENT for status in oedema)
    name = "impression_active_lesions" if is_active else "impression_lesions"
    return [pen.say(name, sites=sites)]
