"""What changes from step to step: pain, globals, function, and the blood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.errors import KnowledgeError
from crmo.simulate.chance import Floats, exp, normal_quantile
from crmo.simulate.child import STEP_DAYS, Bout, States
from crmo.simulate.others.contacts import EverydayContacts
from crmo.simulate.others.draws import Draws
from crmo.simulate.others.illness import DAYS_A_YEAR, NEVER, Days, Illness
from crmo.simulate.others.profile import Blood

_OTHER_CELLS = 0.3  # 10*9/L; white cells besides neutrophils never fall below it
_ROOT_OF_12 = 3.4641016151377544  # an even spread of width w has the standard deviation w / this


@frozen(kw_only=True)
class OtherChildren:
    """Numbers that hold for all kinds; see natural_history/other_children.yaml.

    Args:
        grown_up_years: age at which children's care ends.
        missed_visits: share of planned visits that are missed.
        pain_noise: standard deviation of told pain from step to step, 0 to 10.
        patient_global_per_pain: patient global per point of pain.
        chaq_per_pain: CHAQ per point of pain.
        blood_noise: relative standard deviation of a blood value from step to step.
        height_spread: standard deviation of height, as standard deviations.
        work_up_at_most: share of the way from the first visit to the diagnosis that the work-up
            takes at most.
    """

    grown_up_years: float
    missed_visits: float
    pain_noise: float
    patient_global_per_pain: float
    chaq_per_pain: float
    blood_noise: float
    height_spread: float
    work_up_at_most: float


@frozen(kw_only=True)
class HealthyBlood:
    """Blood of healthy children; see natural_history/healthy_blood.yaml.

    Args:
        ages_years: ages that the medians belong to, rising.
        medians: analyte -> median at each of the ages.
        seldom_medians: the same for analytes that only children have whose disease changes them.
        spreads: analyte -> standard deviation of the logarithm between children.
    """

    ages_years: tuple[float, ...]
    medians: Mapping[str, tuple[float, ...]]
    seldom_medians: Mapping[str, tuple[float, ...]]
    spreads: Mapping[str, float]


def states_of(
    illness: Illness,
    bouts: Sequence[tuple[Bout, ...]],
    everyday: Sequence[EverydayContacts],
    common: OtherChildren,
    healthy: HealthyBlood,
) -> list[States]:
    """Return what changes from step to step in each child.

    The series end two steps after the last change; later values are those of the last step.
    """
    grid = _grid(illness)
    n_steps = _n_steps(illness, grid)
    longest = int(n_steps.max(initial=1))
    active = _activity(illness, grid, longest)
    rows = {
        **_complaints(illness, active, common),
        **_blood(illness, grid, active, common, healthy),
    }
    names = list(rows)
    by_child = np.stack([rows[name] for name in names], axis=1).round(3)
    until = illness.until.tolist()
    made = []
    for row, (first, steps) in enumerate(zip(grid.tolist(), n_steps.tolist(), strict=True)):
        values = {
            name: tuple(series)
            for name, series in zip(names, by_child[row, :, :steps].tolist(), strict=True)
        }
        if everyday[row].blood:
            values = _raised(values, everyday[row].blood, first, until[row])
        values |= _lesion_counts(bouts[row], first, len(values["pain"]))
        made.append(States(first_day=first, values=values))
    return made


def _grid(illness: Illness) -> Days:
    """Return the first day of step 0 of each child, shape (n,).

    It is the first symptom; but where the blood turns as the work-up begins, a step begins on
    that day, and step 0 is the one that holds the first symptom.
    """
    if all(blood.before_work_up >= 1.0 for blood in illness.profile.blood.values()):
        return illness.onset
    steps = (illness.referred - illness.onset + STEP_DAYS - 1) // STEP_DAYS
    grid: Days = illness.referred - steps * STEP_DAYS
    return grid


def _n_steps(illness: Illness, grid: Days) -> NDArray[np.int64]:
    """Steps up to the end, or to two after the last change."""
    to_end = (illness.until - grid) // STEP_DAYS + 1
    changes = np.where(illness.ends < NEVER, illness.ends, illness.starts)
    changes = np.where(illness.starts <= illness.until[:, None], changes, illness.onset[:, None])
    goes_on = (illness.starts <= illness.until[:, None]) & (illness.ends >= NEVER)
    last = np.where(goes_on.any(axis=1), illness.until, changes.max(axis=1))
    steps: NDArray[np.int64] = np.minimum(to_end, (last - grid) // STEP_DAYS + 3)
    if illness.profile.course is None:
        steps = np.ones_like(steps)
    return np.maximum(steps, 1)


def _activity(illness: Illness, grid: Days, steps: int) -> Floats:
    """Return 1 where a step holds a day of activity, else 0; shape (n, steps)."""
    first = grid[:, None] + STEP_DAYS * np.arange(steps)[None, :]
    active = np.zeros(first.shape, dtype=bool)
    for period in range(illness.starts.shape[1]):
        start, end = illness.starts[:, period, None], illness.ends[:, period, None]
        active |= (start < first + STEP_DAYS) & (end >= first)
    return active.astype(np.float64)


def _raised(
    values: dict[str, tuple[float, ...]],
    raised: Sequence[tuple[int, str, float]],
    first: int,
    until: int,
) -> dict[str, tuple[float, ...]]:
    """Return the series with what everyday illnesses do to the blood for a step each."""
    to_end = (until - first) // STEP_DAYS + 1
    steps = len(values["pain"])
    longer = min(max(steps, (raised[-1][0] - first) // STEP_DAYS + 2), to_end)
    made = {name: series + series[-1:] * (longer - steps) for name, series in values.items()}
    for name in {analyte: None for _, analyte, _ in raised}:
        series = list(made[name])
        for day, analyte, value in raised:
            if analyte == name:
                step = (day - first) // STEP_DAYS
                series[step] = max(series[step], value)
        made[name] = tuple(series)
    return made


def _complaints(illness: Illness, active: Floats, common: OtherChildren) -> Mapping[str, Floats]:
    profile, draws = illness.profile, illness.draws
    if profile.pain is None:
        nothing = np.zeros_like(active)
        names = ("pain", "patient_global", "physician_global", "chaq")
        return dict.fromkeys(names, nothing)
    level = profile.pain.level.at(draws.uniform("pain"))[:, None]
    noise = _noise(draws, "pain_noise", active.shape[1]) * common.pain_noise
    hurts = active > 0
    left = profile.pain.left * level
    pain = np.clip(np.where(hurts, level + noise, np.where(left > 0, left + noise, 0.0)), 0, 10)
    unwell = _noise(draws, "global_noise", active.shape[1]) * common.pain_noise
    told = np.clip(pain * common.patient_global_per_pain + np.where(pain > 0, unwell, 0), 0, 10)
    seen = np.zeros_like(active)
    if profile.physician_global is not None:
        seen = active * profile.physician_global.at(draws.uniform("physician"))[:, None]
    return {
        "pain": pain,
        "patient_global": told,
        "physician_global": seen,
        "chaq": np.clip(pain * common.chaq_per_pain, 0.0, 3.0),
    }


def _noise(draws: Draws, purpose: str, steps: int) -> Floats:
    """Return even noise of standard deviation 1, shape (n, steps)."""
    return (draws.uniforms(purpose, steps) - 0.5) * _ROOT_OF_12


def _blood(
    illness: Illness, grid: Days, active: Floats, common: OtherChildren, healthy: HealthyBlood
) -> Mapping[str, Floats]:
    profile, draws = illness.profile, illness.draws
    step_begins = grid[:, None] + STEP_DAYS * np.arange(active.shape[1])[None, :]
    is_early = step_begins < illness.referred[:, None]
    age_years = (illness.onset - illness.born) / DAYS_A_YEAR
    made = {}
    names = dict.fromkeys((*healthy.medians, *profile.blood))
    for name in names:
        normal = normal_value(name, age_years, draws, healthy)
        sick, how_much = normal, active
        change = profile.blood.get(name)
        if change is not None:
            sick = _changed(change, name, draws, normal)
            if change.before_work_up < 1.0:
                how_much = np.where(is_early, active * change.before_work_up, active)
        value = normal[:, None] + (sick - normal)[:, None] * how_much
        noise = 1.0 + common.blood_noise * _noise(draws, f"blood_noise/{name}", active.shape[1])
        made[name] = value * np.maximum(noise, 0.1)
    # Neutrophils are white cells: there cannot be more of the part than of the whole.
    made["white_cells"] = np.maximum(made["white_cells"], made["neutrophils"] + _OTHER_CELLS)
    return made


def normal_value(name: str, age_years: Floats, draws: Draws, healthy: HealthyBlood) -> Floats:
    """Return each child's own value in health, shape (n,)."""
    ages, medians = np.array(healthy.ages_years), np.array(_medians(name, healthy))
    right = np.clip(np.searchsorted(ages, age_years), 1, len(ages) - 1)
    share = np.clip((age_years - ages[right - 1]) / (ages[right] - ages[right - 1]), 0.0, 1.0)
    median = medians[right - 1] + (medians[right] - medians[right - 1]) * share
    deviate = normal_quantile(draws.uniform(f"blood/{name}"))
    own: Floats = median * exp(healthy.spreads[name] * deviate)
    return own


def _medians(name: str, healthy: HealthyBlood) -> tuple[float, ...]:
    found = healthy.medians.get(name, healthy.seldom_medians.get(name))
    if found is None:
        raise KnowledgeError(
            "A disease changes a blood value whose healthy median is not given.",
            where=f"virtual_kinds, blood, {name}",
            todo="Add it to natural_history/healthy_blood.yaml.",
        )
    return found


def blood_purpose(driver: str) -> str:
    """Return the purpose of the draw that decides whether a driver's blood values are changed."""
    return f"blood_changed/{driver}"


def _changed(change: Blood, name: str, draws: Draws, normal: Floats) -> Floats:
    luck = draws.uniform(blood_purpose(change.driver or name))
    how_far = draws.uniform(f"blood_far/{name}")
    sick = normal
    if change.value is not None:
        sick = change.value.at(how_far)
    elif change.times_normal is not None:
        sick = normal * change.times_normal.at(how_far)
    return np.where(luck < change.abnormal, sick, normal)


def _lesion_counts(bouts: tuple[Bout, ...], grid: int, steps: int) -> dict[str, tuple[float, ...]]:
    if not bouts:
        none = (0.0,) * steps
        return {"n_active": none, "n_felt": none}
    active, felt = [0.0] * steps, [0.0] * steps
    for bout in bouts:
        first = max((bout.first_day - grid) // STEP_DAYS, 0)
        end = steps - 1 if bout.last_day is None else (bout.last_day - grid) // STEP_DAYS
        for step in range(first, min(end, steps - 1) + 1):
            active[step] += 1.0
            felt[step] += bout.is_felt
    return {"n_active": tuple(active), "n_felt": tuple(felt)}
