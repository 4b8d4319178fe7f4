"""What makes a child one of a kind, as typed values; the numbers themselves are in the knowledge.

A share lies from 0 to 1. Weights are relative. Days count from the event that is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from attrs import field, frozen

from crmo.simulate.others.spread import AT_ONCE, FiveNumbers

Weights = Mapping[str, float]
Where = Literal["nowhere", "bone", "joint", "region", "each_region"]
Lasts = Literal["active", "first", "stays", "until_treated"]


class Start(StrEnum):
    """When a drug is begun, a scan made, a sample taken.

    The work-up runs from the day on which the department that makes the diagnosis first sees
    the child to the day of the diagnosis.
    """

    FIRST_VISIT = "first_visit"
    WORK_UP = "work_up"
    DIAGNOSIS = "diagnosis"
    FOLLOW_UP = "follow_up"
    FLARE = "flare"
    SYMPTOM = "symptom"


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
    """One imaging feature.

    Args:
        share: share of lesions that have it; with `only`, of the lesions there.
        after_days: days after the beginning of the lesion.
        only: groups of bones in which it can be; everywhere if empty.
    """

    share: float
    after_days: float = 0.0
    only: tuple[str, ...] = ()


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
        where: whether it has a site; `joint` is the joint beside the diseased bone, and a child
            whose bones lie beside none does not have it.
        only: groups of bones in which it can be; a child with no site there does not have it.
        driver: symptoms with the same driver come together: whoever has the rarer one has the
            more frequent one too.
    """

    share: float
    begins: float = 0.0
    lasts: Lasts = "active"
    where: Where = "nowhere"
    only: tuple[str, ...] = ()
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
        before_work_up: share of the change that is there before the work-up begins; below 1,
            the blood turns on that day.
    """

    abnormal: float
    value: FiveNumbers | None = None
    times_normal: FiveNumbers | None = None
    driver: str = ""
    before_work_up: float = 1.0


@frozen(kw_only=True)
class Planned:
    """Something that is done at an occasion.

    Args:
        share: share of children in whom it is done.
        at: the occasion.
        after_days: days after it; before it if negative, though never before the first visit.
        begins: for `work_up`, when on the way from its first day (0) to the diagnosis (1).
        symptom: for `symptom`, which; it is done whenever that begins.
    """

    share: float = 1.0
    at: Start = field(default=Start.DIAGNOSIS, converter=Start)
    after_days: FiveNumbers = AT_ONCE
    begins: FiveNumbers = AT_ONCE
    symptom: str = ""


@frozen(kw_only=True)
class Scan(Planned):
    """A study that this disease leads to.

    Args:
        modality: radiograph, mri ...
        whole_body: whether it covers the whole skeleton.
    """

    modality: str
    whole_body: bool = False


@frozen(kw_only=True)
class Sample(Planned):
    """A procedure that this disease leads to.

    Args:
        concept: the procedure.
        results: concept -> share in which it is found.
        drivers: concept of a result -> driver of blood values that it goes along with.
    """

    concept: str
    results: Weights = field(factory=dict)
    drivers: Mapping[str, str] = field(factory=dict)


@frozen(kw_only=True)
class Drug(Planned):
    """A course of a drug that is planned without looking at the child again.

    Why it ends follows from what was seen of it: without effect, it is stopped for that.

    Args:
        drugs: drug -> weight; one is given.
        lasts_days: how long; None when it goes on.
        indication: what it is given for; the disease itself if empty.
        for_belief: given only to children in whom this was wrongly believed, for it, and no
            longer than it was.
        responses: what the clinician saw -> weight.
    """

    drugs: Weights
    lasts_days: FiveNumbers | None = None
    indication: str = ""
    for_belief: str = ""
    responses: Weights = field(factory=lambda: {"unknown": 1.0})


@frozen(kw_only=True)
class Rung:
    """One step of a treatment that goes up while the disease stays active.

    Args:
        drugs: drug -> weight; one is given.
        left_out: share of children in whom this rung is never used.
        active_visits: it is due when the disease was active at so many visits since the last
            lasting drug was begun.
        share: share of visits at which it is begun when due and the disease is mild.
        share_marked: the same when the disease is marked.
        lasts_days: for a drug given once; else it goes on until the disease has been quiet.
        quiet_days: how long the disease has been quiet before it is stopped.
        replaces: share of children in whom it takes the place of what ran before.
        responses: what is told of it while the disease stays active -> weight.
        adverse: event that ends the course -> share of children.
        adverse_days: days from the beginning to that event.
    """

    drugs: Weights
    left_out: float = 0.0
    active_visits: int = 1
    share: float = 1.0
    share_marked: float = 1.0
    lasts_days: FiveNumbers | None = None
    quiet_days: FiveNumbers = AT_ONCE
    replaces: float = 0.0
    responses: Weights = field(factory=lambda: {"partial": 1.0})
    adverse: Weights = field(factory=dict)
    adverse_days: FiveNumbers = AT_ONCE


@frozen(kw_only=True)
class Ladder:
    """A treatment that is begun, changed and stopped by what is seen at visits.

    Args:
        marked_pain: told pain from which the disease is marked.
        marked_physician_global: physician's mark from which it is.
        rungs: from the first drug up.
    """

    marked_pain: float
    marked_physician_global: float
    rungs: tuple[Rung, ...]


@frozen(kw_only=True)
class Care:
    """The way to the diagnosis and what follows.

    Args:
        delay_days: from the first symptom to the right diagnosis.
        first_visit: when the child is first seen, on the way from the first symptom (0) to the
            diagnosis (1).
        route: department -> share of children seen there before, in this order.
        department: where the diagnosis is made and the child followed.
        work_up_days: how long before the diagnosis that department first sees the child; on
            short ways less. None when it makes the diagnosis at first sight.
        brings: symptom that brings the child in the day it begins -> department.
        wrong: wrong first diagnosis -> share of children; held until the work-up.
        suspected: disease that was suspected in the work-up, excluded by the diagnosis unless it
            is a wider word for it -> share of children.
        scans: studies.
        samples: biopsies, cultures.
        drugs: courses of drugs.
        ladder: treatment that follows the disease.
        follow_up_days: planned visits after the diagnosis.
        follow_up_every_days: then one at this interval; 0 for no more.
        stays_days: how long after the diagnosis the child stays in this care; None for as long
            as the data go.
    """

    delay_days: FiveNumbers
    first_visit: float
    route: Weights
    department: str
    work_up_days: FiveNumbers | None = None
    brings: Mapping[str, str] = field(factory=dict)
    wrong: Weights = field(factory=dict)
    suspected: Weights = field(factory=dict)
    scans: tuple[Scan, ...] = ()
    samples: tuple[Sample, ...] = ()
    drugs: tuple[Drug, ...] = ()
    ladder: Ladder | None = None
    follow_up_days: tuple[float, ...] = ()
    follow_up_every_days: float = 0.0
    stays_days: FiveNumbers | None = None


@frozen(kw_only=True)
class Raised:
    """A blood value that an everyday illness raises: in which share of them, and to what."""

    share: float
    value: FiveNumbers


@frozen(kw_only=True)
class Contacts:
    """Contacts for other reasons, as every child has them.

    Args:
        per_year: mean number.
        reasons: concept -> weight; a finding lasts `lasts_days`, a procedure is done.
        lasts_days: how long a finding lasts.
        departments: reason -> department; general practice where none is named.
        radiograph_after_trauma: share of injuries that are X-rayed.
        blood: reason -> analyte -> how it raises it for the four weeks it falls into.
        stray_diagnoses: a diagnosis of bone or joint written down once, later dropped -> share of
            children.
    """

    per_year: float
    reasons: Weights
    lasts_days: float
    departments: Mapping[str, str] = field(factory=dict)
    radiograph_after_trauma: float = 0.0
    blood: Mapping[str, Mapping[str, Raised]] = field(factory=dict)
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
