"""The words of the rule language for leaves, and how each is read from YAML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from crmo.assess.rules.leaf import Leaf, Unknowable
from crmo.assess.rules.predicates.ages import AgeLeaf, OnsetAgeLeaf, PresentationAgeLeaf
from crmo.assess.rules.predicates.chosen_values import Choose, Presentation
from crmo.assess.rules.predicates.durations import ObservedMonths, SymptomWeeks
from crmo.assess.rules.predicates.findings import FindingLeaf, When
from crmo.assess.rules.predicates.imaging import ImagingDone
from crmo.assess.rules.predicates.laboratory_marks import FlagLeaf
from crmo.assess.rules.predicates.lesion_filter import LesionFilter
from crmo.assess.rules.predicates.lesions import LesionCount, PicturesShow, SymmetricLesions
from crmo.assess.rules.predicates.measurements import MeasurementLeaf
from crmo.assess.rules.predicates.places import PainfulPlaces
from crmo.assess.rules.predicates.procedures import SampleShows
from crmo.assess.rules.predicates.treatments import CompleteSustainedResponse, TreatmentFailed
from crmo.knowledge import Knowledge
from crmo.record import Flag, Modality, Subject

Form = Mapping[str, Any]


class LeafReader:
    """Reads the leaves of one rule.

    Args:
        knowledge: for the units of analytes.
        presentation: what the rule takes for the presentation.
    """

    def __init__(self, knowledge: Knowledge, presentation: Presentation) -> None:
        self.knowledge = knowledge
        self.presentation = presentation

    def read(self, form: Form) -> Leaf:
        """Return the leaf that a form describes.

        Raises:
            KeyError: the form has no known word, or lacks a part.
            ValueError: a part has a value outside its list.
        """
        word = next((word for word in LEAF_WORDS if word in form), None)
        if word is None:
            raise KeyError(f"none of {', '.join(LEAF_WORDS)} among {', '.join(form)}")
        return LEAF_WORDS[word](self, form)

    def finding(self, form: Form) -> Leaf:
        """Read `finding: fever`."""
        return FindingLeaf(
            finding=form["finding"],
            about=Subject(form.get("about", "patient")),
            when=When(form.get("when", "ever")),
            besides=_several(form.get("besides")),
            within_days=form.get("within_days"),
            ask=form.get("ask", ""),
        )

    def disease(self, form: Form) -> Leaf:
        """Read `disease: malignancy`: confirmed, excluded, or neither."""
        return FindingLeaf(
            finding=form["disease"],
            when=When(form.get("when", "ever")),
            is_disease=True,
            ask=form.get("ask", ""),
        )

    def analyte(self, form: Form) -> Leaf:
        """Read `analyte: crp, op: "<", value: 30, unit: mg/L`, or `analyte: ldh, flag: high`."""
        analyte, choose = form["analyte"], Choose(form["choose"])
        ask = form.get("ask", "")
        if "flag" in form:
            return FlagLeaf(
                analyte=analyte,
                flag=Flag(form["flag"]),
                choose=choose,
                presentation=self.presentation,
                ask=ask,
            )
        if form["value"] is None:
            return Unknowable("the cut-off is not known to us")
        return MeasurementLeaf(
            analyte=analyte,
            operator=form["op"],
            limit=self.knowledge.analytes[analyte].to_own_unit(form["value"], form["unit"]),
            written_limit=float(form["value"]),
            written_unit=form["unit"],
            choose=choose,
            presentation=self.presentation,
            is_undefined_at_limit=form.get("undefined_at_limit", False),
            ask=ask,
        )

    def lesions(self, form: Form) -> Leaf:
        """Read `lesions: {site: spine}, op: ">=", value: 2`."""
        return LesionCount(
            which=_filter(form["lesions"]),
            operator=form["op"],
            limit=form["value"],
            fact=form["fact"],
            ask=form["ask"],
        )

    def symmetric(self, form: Form) -> Leaf:
        """Read `symmetric: {site: long_bone}`."""
        return SymmetricLesions(
            which=_filter(form["symmetric"]), fact=form["fact"], ask=form["ask"]
        )

    def pictures_show(self, form: Form) -> Leaf:
        """Read `pictures_show: {features: [lysis], modalities: [radiograph]}`."""
        return PicturesShow(
            which=_filter(form["pictures_show"]), fact=form["fact"], ask=form["ask"]
        )

    def imaging_done(self, form: Form) -> Leaf:
        """Read `imaging_done: {modalities: [mri], whole_body: true, within_days: 84}`."""
        inner = form["imaging_done"]
        return ImagingDone(
            modalities=_modalities(inner["modalities"]),
            is_whole_body=inner.get("whole_body", False),
            within_days=inner.get("within_days"),
            fact=form["fact"],
            ask=form["ask"],
        )

    def sample(self, form: Form) -> Leaf:
        """Read `sample: {procedures: [bone_biopsy], results: [...], no_results: [...]}`."""
        inner = form["sample"]
        return SampleShows(
            procedures=_several(inner["procedures"]),
            results=_several(inner.get("results")),
            any_result=_several(inner.get("any_results")),
            no_result=_several(inner.get("no_results")),
            any_no_result=_several(inner.get("any_no_results")),
            unless=_several(inner.get("unless_results")),
            antibiotics=inner.get("drug_class", ""),
            ask=form["ask"],
        )

    def symptom_weeks(self, form: Form) -> Leaf:
        """Read `symptom_weeks: {findings: [bone_pain]}, op: ">=", value: 6`."""
        return SymptomWeeks(
            findings=_several(form["symptom_weeks"]["findings"]),
            beside=_several(form["symptom_weeks"].get("shows_findings")),
            operator=form["op"],
            limit=form["value"],
            ask=form["ask"],
        )

    def observed_months(self, form: Form) -> Leaf:
        """Read `observed_months: {}, op: ">", value: 6`."""
        return ObservedMonths(operator=form["op"], limit=form["value"], ask=form["ask"])

    def age(self, form: Form) -> Leaf:
        """Read `age: {}, op: "<=", value: 21` (years)."""
        return AgeLeaf(operator=form["op"], limit=form["value"], ask=form["ask"])

    def age_at_onset(self, form: Form) -> Leaf:
        """Read `age_at_onset: {findings: [bone_pain]}, op: "<", value: 18` (years)."""
        return OnsetAgeLeaf(
            findings=_several(form["age_at_onset"]["findings"]),
            operator=form["op"],
            limit=form["value"],
            ask=form["ask"],
        )

    def age_at_presentation(self, form: Form) -> Leaf:
        """Read `age_at_presentation: {}, op: ">=", value: 3` (years)."""
        return PresentationAgeLeaf(
            presentation=self.presentation,
            operator=form["op"],
            limit=form["value"],
            ask=form["ask"],
        )

    def failed(self, form: Form) -> Leaf:
        """Read `failed: {drug_class: nsaid, weeks: 4}`."""
        inner = form["failed"]
        return TreatmentFailed(drug=inner["drug_class"], weeks=inner["weeks"], ask=form["ask"])

    def complete_sustained_response(self, form: Form) -> Leaf:
        """Read `complete_sustained_response: {drug_class: antibiotic, drug_classes: [...]}`."""
        inner = form["complete_sustained_response"]
        return CompleteSustainedResponse(
            drug_class=inner["drug_class"],
            others=_several(inner["drug_classes"]),
            ask=form["ask"],
        )

    def painful_places(self, form: Form) -> Leaf:
        """Read `painful_places: {finding: bone_pain, instrument: ...}, op: ">=", value: 2`."""
        inner = form["painful_places"]
        return PainfulPlaces(
            finding=inner["finding"],
            instrument=inner["instrument"],
            operator=form["op"],
            limit=form["value"],
            ask=form["ask"],
        )

    def unknowable(self, form: Form) -> Leaf:
        """Read `unknowable: why no fact can settle it`."""
        return Unknowable(form["unknowable"])


LEAF_WORDS: dict[str, Callable[[LeafReader, Form], Leaf]] = {
    "finding": LeafReader.finding,
    "disease": LeafReader.disease,
    "analyte": LeafReader.analyte,
    "lesions": LeafReader.lesions,
    "symmetric": LeafReader.symmetric,
    "pictures_show": LeafReader.pictures_show,
    "imaging_done": LeafReader.imaging_done,
    "sample": LeafReader.sample,
    "symptom_weeks": LeafReader.symptom_weeks,
    "observed_months": LeafReader.observed_months,
    "age": LeafReader.age,
    "age_at_onset": LeafReader.age_at_onset,
    "age_at_presentation": LeafReader.age_at_presentation,
    "failed": LeafReader.failed,
    "complete_sustained_response": LeafReader.complete_sustained_response,
    "painful_places": LeafReader.painful_places,
    "unknowable": LeafReader.unknowable,
}


def _filter(form: Form) -> LesionFilter:
    return _one(
        site=form.get("site"),
        features=_several(form.get("features")),
        any_feature=_several(form.get("any_features")),
        modalities=_modalities(form.get("modalities")),
        is_active=form.get("active", False),
        is_latest=form.get("latest", False),
        within_days=form.get("within_days"),
        by=form.get("by", "lesion_site"),
    )


@lru_cache(maxsize=512)
def _one(**parts: Any) -> LesionFilter:
    """Return the same filter for the same parts, so that looking it up compares nothing."""
    return LesionFilter(**parts)


def _modalities(names: object) -> tuple[Modality, ...]:
    return tuple(Modality(name) for name in _several(names))


def _several(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]
