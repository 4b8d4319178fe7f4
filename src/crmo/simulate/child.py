"""What is true of one virtual child, before anybody looks.

Days are proleptic ordinals (`date.toordinal`), because they are added and compared by the
thousand. The record that a hospital would hold is made from this by `crmo.simulate.observation`.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from crmo.record import Certainty, Modality, Sex, StopReason, ToldResponse

VIRTUAL_HOSPITAL = "virtual/"  # before a hospital's id in the source of a virtual child's entries
STEP_DAYS = 28  # four weeks: visits, scans and drugs are not decided more often


@frozen(kw_only=True)
class Bout:
    """One period of activity of one lesion; a place that flares again has several.

    Args:
        bone_unit: where.
        first_day: first day of activity.
        last_day: last day, or None when still active at the end.
        is_felt: whether it hurts or swells; a silent one shows on MRI only.
        size_mm: largest diameter at its height.
        features: imaging features it has from a day on (`sclerosis` -> ordinal); features of
            activity (`marrow_oedema`) hold from the first day to the last, those of damage
            (`sclerosis`, `hyperostosis`, `height_loss`) stay.
    """

    bone_unit: str
    first_day: int
    last_day: int | None
    is_felt: bool
    size_mm: float
    features: Mapping[str, int] = field(factory=dict)

    def is_active_on(self, day: int) -> bool:
        """Whether it is active on a day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@frozen(kw_only=True)
class Condition:
    """A symptom, sign or disease that the child has for a time.

    Args:
        concept: finding or disease in the knowledge (`fever`, `psoriasis`, `arthritis`).
        first_day: first day.
        last_day: last day, or None when it stays.
        site: bone unit or partial site, or None.
    """

    concept: str
    first_day: int
    last_day: int | None = None
    site: str | None = None


@frozen(kw_only=True)
class Treatment:
    """A course of a drug as it was really taken.

    Args:
        drug: drug in the knowledge (`naproxen`).
        start: first day.
        stop: last day, or None when it goes on.
        indication: concept of what it was given for, true or not.
        response: what the clinician saw.
        stop_reason: why it ended.
        adverse_events: concepts of events during it.
    """

    drug: str
    start: int
    stop: int | None
    indication: str
    response: ToldResponse = ToldResponse.UNKNOWN
    stop_reason: StopReason = StopReason.UNKNOWN
    adverse_events: tuple[str, ...] = ()


@frozen(kw_only=True)
class Visit:
    """A contact that was planned; one that was missed leaves no entry.

    Args:
        day: when.
        department: `general practice`, `emergency`, `orthopaedics`, `paediatrics`,
            `paediatric oncology`, `paediatric rheumatology`.
        is_attended: whether the child came.
        is_planned: False when a flare brought the child in.
    """

    day: int
    department: str
    is_attended: bool = True
    is_planned: bool = True


@frozen(kw_only=True)
class Scan:
    """A study that was made.

    Args:
        day: when.
        modality: radiograph, MRI ...
        whole_body: whether it covered the whole skeleton.
        sites: bone units, or partial sites and groups, that a regional one covered.
    """

    day: int
    modality: Modality
    whole_body: bool = False
    sites: tuple[str, ...] = ()


@frozen(kw_only=True)
class Sampling:
    """A procedure: bone biopsy, culture, marrow examination.

    Args:
        day: when.
        concept: procedure in the knowledge.
        site: bone unit, or None.
        results: result concepts (`bacterial_growth`, `malignant_cells`) -> found or not; a
            result that was not looked for is left out.
    """

    day: int
    concept: str
    site: str | None = None
    results: Mapping[str, bool] = field(factory=dict)


@frozen(kw_only=True)
class Belief:
    """What the doctors thought the disease was.

    Args:
        concept: disease in the knowledge.
        certainty: suspected, confirmed or excluded.
        first_day: since when.
        last_day: until when, or None.
    """

    concept: str
    certainty: Certainty
    first_day: int
    last_day: int | None = None


@frozen(kw_only=True)
class States:
    """What changes from step to step: one number per step of four weeks, from the first symptom.

    Args:
        first_day: day of step 0, the step that holds the first symptom.
        values: name -> one number per step, all of one length. Always there: `pain` (0 to 10),
            `patient_global`, `physician_global` (0 to 10), `chaq` (0 to 3), `n_active`,
            `n_felt` (lesions). Blood values under the id of their analyte in its preferred
            unit (`crp`, `esr`, `haemoglobin`, `white_cells`, `neutrophils`, `platelets`,
            `ldh`, `alp` ...), as the blood would show if it were drawn.
    """

    first_day: int
    values: Mapping[str, tuple[float, ...]]

    def at(self, name: str, day: int) -> float:
        """Return a value on a day; before the first step that of the first, likewise at the end."""
        series = self.values[name]
        step = (day - self.first_day) // STEP_DAYS
        return series[min(max(step, 0), len(series) - 1)]


@frozen(kw_only=True)
class VirtualChild:
    """One virtual child's true story.

    Args:
        number: number within the simulation, from 0.
        seed: seed of the simulation; with the number it decides all luck.
        kind: id in the knowledge's virtual kinds (`cno`, `leukaemia`, `healthy`).
        sex: sex.
        born: day of birth.
        onset: day of the first symptom; for a child without any, the first contact.
        until: last day that is simulated: the data were cut, or the child left this care.
        leaves: why it ends: `cut`, `grown_up`, `moved`, `other_care`.
        pattern: id of the pattern of bones, or empty.
        bouts: activity of lesions, in order of their first day.
        incidental: bone units with a harmless bright spot on MRI, as healthy children have.
        conditions: everything else the child has had.
        traits: what was always so (`hla_b27_positive`, `ana_positive`), true or not.
        family: concepts of diseases in the family.
        states: what changes from step to step.
        treatments: drugs, in order of their start.
        visits: contacts, in order.
        scans: studies, in order.
        samplings: biopsies and cultures, in order.
        beliefs: diagnoses held, in order.
        height_z: height as standard deviations from the mean for age and sex.
    """

    number: int
    seed: int
    kind: str
    sex: Sex
    born: int
    onset: int
    until: int
    leaves: str
    pattern: str = ""
    bouts: tuple[Bout, ...] = ()
    incidental: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    traits: Mapping[str, bool] = field(factory=dict)
    family: tuple[str, ...] = ()
    states: States
    treatments: tuple[Treatment, ...] = ()
    visits: tuple[Visit, ...] = ()
    scans: tuple[Scan, ...] = ()
    samplings: tuple[Sampling, ...] = ()
    beliefs: tuple[Belief, ...] = ()
    height_z: float = 0.0

    @property
    def diagnosed(self) -> int | None:
        """First day on which a disease was confirmed (nobody confirms a wrong one), or None."""
        for belief in self.beliefs:
            if belief.certainty is Certainty.CONFIRMED:
                return belief.first_day
        return None
