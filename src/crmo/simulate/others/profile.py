"""What makes a child one of a kind, as typed values; the numbers themselves are in the knowledge.

A share lies from 0 to 1. Weights are relative. Days count from the event that is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from attrs import field, frozen

from crmo.simulate.others.spread import FiveNumbers

Weights = Mapping[str, float]
Where = Literal["nowhere", "bone", "region", "each_region"]
Lasts = Literal["active", "first", "stays", "until_treated"]


class Start(StrEnum):
    """When a drug is begun, a scan made, a sample taken."""

    FIRST_VISIT = "first_visit"
    DIAGNOSIS = "diagnosis"
    FOLLOW_UP = "follow_up"
    FLARE = "flare"


@frozen(kw_only=True)
class Course:
    """How long the disease is active.

    Args:
        lasts_days: from the first symptom, when it ends by itself; None if it does not.
        settles_days: from the diagnosis, under treatment; None if it does not settle.
        settles: share of children in whom it settles at all.
        flares_in: share of children in whom it can come back at all.
        flares_within_a_year: among those, share with a flare within a year of being quiet.
        most_flares: most flares that one child has.
        flare_days: how long a flare lasts.
    """

    lasts_days: FiveNumbers | None = None
    settles_days: FiveNumbers | None = None
    settles: float = 1.0
    flares_in: float = 1.0
    flares_within_a_year: float = 0.0
    most_flares: int = 8
    flare_days: FiveNumbers | None = None


@frozen(kw_only=True)
class Feature:
    """One imaging feature: share of lesions that have it, and after how many days."""

    share: float
    after_days: float = 0.0


@frozen(kw_only=True)
class Bones:
    """Bones that imaging shows diseased.

    Args:
        share: share of children who have any.
        number: number of places -> weight.
        weights: kind of bone unit, or several joined by ` + ` that are diseased together ->
            weight; not used with `beside_regions`.
        beside_regions: the bones beside the diseased joints instead.
        both_sides: share of places that are diseased on both sides.
        felt: share of places that hurt or swell; the first one always does.
        size_mm: largest diameter.
        features: imaging feature -> how often.
        heals_days: how long the picture stays after the disease has become quiet; None when it
            stays for good.
    """

    share: float = 1.0
    number: Mapping[int, float]
    weights: Weights = field(factory=dict)
    beside_regions: bool = False
    both_sides: float = 0.0
    felt: float = 1.0
    size_mm: FiveNumbers
    features: Mapping[str, Feature]
    heals_days: FiveNumbers | None = None


@frozen(kw_only=True)
class Regions:
    """Where it hurts or swells without a diseased bone: joints, or parts of limbs.

    Args:
        number: number of regions (a pair counts once) -> weight.
        weights: partial site without side (`knee`) -> weight.
        both_sides: share of regions that hurt on both sides.
    """

    number: Mapping[int, float]
    weights: Weights
    both_sides: float = 0.0


@frozen(kw_only=True)
class Symptom:
    """One symptom, sign or accompanying disease.

    Args:
        share: share of children who have it.
        begins: when, on the way from the first symptom (0) to the diagnosis (1).
        lasts: with the activity of the disease, only in its first period, for good, or until
            treatment begins.
        where: whether it has a site.
        driver: symptoms with the same driver come together: whoever has the rarer one has the
            more frequent one too.
    """

    share: float
    begins: float = 0.0
    lasts: Lasts = "active"
    where: Where = "nowhere"
    driver: str = ""


@frozen(kw_only=True)
class Pain:
    """Pain while the disease is active, 0 to 10, and what is left of it afterwards."""

    level: FiveNumbers
    left: float = 0.0


@frozen(kw_only=True)
class Blood:
    """One blood value while the disease is active.

    Args:
        abnormal: share of children in whom the disease changes it.
        value: the changed value in the analyte's own unit, or
        times_normal: as a multiple of the child's own normal value.
        driver: values with the same driver are changed together: where the rarer change is,
            the more frequent one is too.
    """

    abnormal: float
    value: FiveNumbers | None = None
    times_normal: FiveNumbers | None = None
    driver: str = ""


@frozen(kw_only=True)
class Scan:
    """A study that this disease leads to.

    Args:
        modality: radiograph, mri ...
        share: share of children who have it.
        at: first visit, diagnosis or follow-up.
        after_days: days after that.
        whole_body: whether it covers the whole skeleton.
    """

    modality: str
    share: float
    at: Start = field(default=Start.DIAGNOSIS, converter=Start)
    after_days: float = 0.0
    whole_body: bool = False


@frozen(kw_only=True)
class Sample:
    """A procedure that this disease leads to.

    Args:
        concept: the procedure.
        share: share of children who have it.
        at: first visit, diagnosis, follow-up or flare.
        results: concept -> share in which it is found.
        drivers: concept of a result -> driver of blood values that it goes along with.
    """

    concept: str
    share: float
    at: Start = field(default=Start.DIAGNOSIS, converter=Start)
    results: Weights = field(factory=dict)
    drivers: Mapping[str, str] = field(factory=dict)


@frozen(kw_only=True)
class Drug:
    """A course of a drug.

    Args:
        drugs: drug -> weight; one is given.
        share: share of children who get it.
        at: first visit, diagnosis, follow-up or flare.
        after_days: days after that.
        lasts_days: how long; None when it goes on.
        indication: what it is given for; the disease itself if empty.
        for_belief: given only to children in whom this was wrongly believed, and for it.
        responses: what the clinician saw -> weight.
        stop_reason: why it ends.
    """

    drugs: Weights
    share: float = 1.0
    at: Start = field(default=Start.DIAGNOSIS, converter=Start)
    after_days: float = 0.0
    lasts_days: FiveNumbers | None = None
    indication: str = ""
    for_belief: str = ""
    responses: Weights = field(factory=lambda: {"unknown": 1.0})
    stop_reason: str = "completed"


@frozen(kw_only=True)
class Care:
    """The way to the diagnosis and what follows.

    Args:
        delay_days: from the first symptom to the right diagnosis.
        first_visit: when the child is first seen, on the way from the first symptom (0) to the
            diagnosis (1).
        route: department -> share of children seen there before, in this order.
        department: where the diagnosis is made and the child followed.
        wrong: wrong first diagnosis -> share of children.
        suspected: other disease that was suspected, then excluded -> share of children.
        scans: studies.
        samples: biopsies, cultures.
        drugs: courses of drugs.
        follow_up_days: planned visits after the diagnosis.
        follow_up_every_days: then one at this interval; 0 for no more.
        stays_days: how long after the diagnosis the child stays in this care; None for as long
            as the data go.
    """

    delay_days: FiveNumbers
    first_visit: float
    route: Weights
    department: str
    wrong: Weights = field(factory=dict)
    suspected: Weights = field(factory=dict)
    scans: tuple[Scan, ...] = ()
    samples: tuple[Sample, ...] = ()
    drugs: tuple[Drug, ...] = ()
    follow_up_days: tuple[float, ...] = ()
    follow_up_every_days: float = 0.0
    stays_days: FiveNumbers | None = None


@frozen(kw_only=True)
class Contacts:
    """Contacts for other reasons, as every child has them.

    Args:
        per_year: mean number.
        reasons: concept -> weight; a finding lasts `lasts_days`, a procedure is done.
        lasts_days: how long a finding lasts.
        departments: reason -> department; general practice where none is named.
        radiograph_after_trauma: share of injuries that are X-rayed.
        stray_diagnoses: a diagnosis of bone or joint written down once, later dropped -> share of
            children.
    """

    per_year: float
    reasons: Weights
    lasts_days: float
    departments: Mapping[str, str] = field(factory=dict)
    radiograph_after_trauma: float = 0.0
    stray_diagnoses: Weights = field(factory=dict)


@frozen(kw_only=True)
class Profile:
    """Everything that makes a child one of a kind; what is left out does not happen.

    Args:
        female: share of girls.
        age_years: age at the first symptom, or at the first contact.
        course: how long the disease is active; None for children without one.
        bones: diseased bones.
        regions: joints and regions.
        symptoms: concept -> how often and when.
        pain: pain while active.
        physician_global: what the physician would mark while active, 0 to 10.
        blood: analyte -> what the disease does to it.
        traits: trait -> share (`hla_b27_positive`).
        family: disease among relatives -> share.
        height_z: mean height as standard deviations from the mean for age and sex.
        care: way to the diagnosis, treatment, follow-up.
        contacts: contacts for other reasons.
    """

    female: float
    age_years: FiveNumbers
    course: Course | None = None
    bones: Bones | None = None
    regions: Regions | None = None
    symptoms: Mapping[str, Symptom] = field(factory=dict)
    pain: Pain | None = None
    physician_global: FiveNumbers | None = None
    blood: Mapping[str, Blood] = field(factory=dict)
    traits: Weights = field(factory=dict)
    family: Weights = field(factory=dict)
    height_z: float = 0.0
    care: Care | None = None
    contacts: Contacts | None = None
