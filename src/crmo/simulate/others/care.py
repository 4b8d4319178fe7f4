"""The way to the diagnosis and what follows: visits, beliefs, scans, samples, drugs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from attrs import frozen

from crmo.record import Certainty, Modality, StopReason, ToldResponse
from crmo.simulate.child import Belief, Sampling, Treatment, Visit
from crmo.simulate.child import Scan as MadeScan
from crmo.simulate.others.draws import Draws
from crmo.simulate.others.illness import NEVER, Illness
from crmo.simulate.others.places import scanned_region
from crmo.simulate.others.profile import Care, Drug, Sample, Scan, Start
from crmo.simulate.others.states import blood_purpose
from crmo.simulate.others.symptoms import Days

Entry = TypeVar("Entry")

_AT_BONE = frozenset({"bone_biopsy", "bone_culture", "surgery"})
_MOST_VISITS = 80  # of one child


@frozen(kw_only=True)
class Way:
    """What was done and thought about one child; each in the order of its day."""

    visits: tuple[Visit, ...] = ()
    beliefs: tuple[Belief, ...] = ()
    scans: tuple[MadeScan, ...] = ()
    samplings: tuple[Sampling, ...] = ()
    treatments: tuple[Treatment, ...] = ()


def ways_of(
    illness: Illness,
    days: Sequence[Days],
    bones: Sequence[tuple[str, ...]],
    regions: Sequence[tuple[str, ...]],
    *,
    disease: str,
    missed: float,
) -> list[Way]:
    """Return the way of each child to its diagnosis and afterwards.

    Args:
        illness: the children.
        days: their days.
        bones: their diseased bones.
        regions: their regions.
        disease: concept of the right diagnosis, or empty if nothing is wrong with them.
        missed: share of planned visits that are missed.
    """
    care = illness.profile.care
    if care is None:
        return [Way()] * illness.n
    draws = illness.draws
    first = [day.onset + int(care.first_visit * (day.diagnosed - day.onset)) for day in days]
    where = [bone[:1] or region[:1] for bone, region in zip(bones, regions, strict=True)]
    wrong = draws.some_or_none("wrong", care.wrong)
    visits = _visits(draws, care, days, first, missed)
    beliefs = _beliefs(draws, care, days, first, wrong, disease)
    scans = _scans(draws, care.scans, days, first, where)
    samplings = _samplings(draws, care.samples, days, first, bones)
    drugs = _treatments(draws, care.drugs, days, first, wrong, disease)
    return [
        Way(visits=v, beliefs=b, scans=s, samplings=p, treatments=t)
        for v, b, s, p, t in zip(visits, beliefs, scans, samplings, drugs, strict=True)
    ]


def _starts(at: Start, after: int, days: Days, first: int) -> Iterator[int]:
    """Yield the days on which something that is done at an occasion begins."""
    if at is Start.FLARE:
        for start, _ in days.periods[1:]:
            yield start + after
    else:
        yield (first if at is Start.FIRST_VISIT else days.diagnosed) + after


def _visits(
    draws: Draws, care: Care, days: Sequence[Days], first: Sequence[int], missed: float
) -> list[tuple[Visit, ...]]:
    seen = [draws.happens(f"route/{name}", share).tolist() for name, share in care.route.items()]
    attended = (draws.uniforms("attends", _MOST_VISITS) >= missed).tolist()
    made = []
    for row, day in enumerate(days):
        before = [name for name, has in zip(care.route, seen, strict=True) if has[row]]
        before = before or list(care.route)[:1]
        gap = (day.diagnosed - first[row]) / max(len(before), 1)
        visits = [
            Visit(day=first[row] + int(gap * place), department=name, is_planned=place > 0)
            for place, name in enumerate(before)
        ]
        visits.append(Visit(day=day.diagnosed, department=care.department))
        planned = list(_planned(care, day))[: _MOST_VISITS - len(before) - 9]
        visits.extend(
            Visit(day=on, department=care.department, is_attended=attended[row][place])
            for place, on in enumerate(planned)
        )
        if care.follow_up_every_days > 0:
            visits.extend(
                Visit(day=start + 7, department=care.department, is_planned=False)
                for start, _ in day.periods[1:]
                if start > day.diagnosed
            )
        made.append(_until(visits, day.until, lambda visit: visit.day))
    return made


def _planned(care: Care, days: Days) -> Iterator[int]:
    last = days.diagnosed
    for after in care.follow_up_days:
        last = days.diagnosed + int(after)
        yield last
    every = int(care.follow_up_every_days)
    while every > 0 and last + every <= days.until:
        last += every
        yield last


def _beliefs(
    draws: Draws,
    care: Care,
    days: Sequence[Days],
    first: Sequence[int],
    wrong: Sequence[str],
    disease: str,
) -> list[tuple[Belief, ...]]:
    suspected = {
        concept: draws.happens(f"suspected/{concept}", share).tolist()
        for concept, share in care.suspected.items()
    }
    made = []
    for row, day in enumerate(days):
        known = day.diagnosed
        held: list[Belief] = []
        thought = [wrong[row]] if wrong[row] else []
        thought += [name for name, has in suspected.items() if has[row] and name != wrong[row]]
        for name in thought:
            held.append(_belief(name, Certainty.SUSPECTED, first[row], known, day.until))
        for name in thought:
            held.append(_belief(name, Certainty.EXCLUDED, known, NEVER, day.until))
        if disease:
            held.append(_belief(disease, Certainty.CONFIRMED, known, NEVER, day.until))
        made.append(_until(held, day.until, lambda belief: belief.first_day))
    return made


def _belief(concept: str, certainty: Certainty, start: int, end: int, until: int) -> Belief:
    return Belief(
        concept=concept,
        certainty=certainty,
        first_day=start,
        last_day=end if end <= until else None,
    )


def _scans(
    draws: Draws,
    plans: Sequence[Scan],
    days: Sequence[Days],
    first: Sequence[int],
    where: Sequence[tuple[str, ...]],
) -> list[tuple[MadeScan, ...]]:
    made: list[list[MadeScan]] = [[] for _ in days]
    for number, plan in enumerate(plans):
        modality = Modality(plan.modality)
        for row, has in enumerate(draws.happens(f"scan/{number}", plan.share).tolist()):
            if not has or not (plan.whole_body or where[row]):
                continue
            sites = () if plan.whole_body else (scanned_region(where[row][0]),)
            for day in _starts(plan.at, int(plan.after_days), days[row], first[row]):
                made[row].append(
                    MadeScan(day=day, modality=modality, whole_body=plan.whole_body, sites=sites)
                )
    return [
        _until(scans, day.until, lambda scan: scan.day)
        for scans, day in zip(made, days, strict=True)
    ]


def _samplings(
    draws: Draws,
    plans: Sequence[Sample],
    days: Sequence[Days],
    first: Sequence[int],
    bones: Sequence[tuple[str, ...]],
) -> list[tuple[Sampling, ...]]:
    made: list[list[Sampling]] = [[] for _ in days]
    for number, plan in enumerate(plans):
        found = {
            name: draws.happens(_result_purpose(plan, number, name), share).tolist()
            for name, share in plan.results.items()
        }
        for row, has in enumerate(draws.happens(f"sample/{number}", plan.share).tolist()):
            at_bone = plan.concept in _AT_BONE
            if not has or (at_bone and not bones[row]):
                continue
            made[row].extend(
                Sampling(
                    day=day,
                    concept=plan.concept,
                    site=bones[row][0] if at_bone else None,
                    results={name: values[row] for name, values in found.items()},
                )
                for day in _starts(plan.at, 0, days[row], first[row])
            )
    return [
        _until(samples, day.until, lambda sample: sample.day)
        for samples, day in zip(made, days, strict=True)
    ]


def _result_purpose(plan: Sample, number: int, result: str) -> str:
    driver = plan.drivers.get(result)
    return f"sample/{number}/{result}" if driver is None else blood_purpose(driver)


def _treatments(
    draws: Draws,
    plans: Sequence[Drug],
    days: Sequence[Days],
    first: Sequence[int],
    wrong: Sequence[str],
    disease: str,
) -> list[tuple[Treatment, ...]]:
    made: list[list[Treatment]] = [[] for _ in days]
    for number, plan in enumerate(plans):
        purpose = f"drug/{number}"
        names = draws.one_of(f"{purpose}/which", plan.drugs)
        responses = draws.one_of(f"{purpose}/response", plan.responses)
        lengths = _lengths(draws, purpose, plan, len(days))
        for row, has in enumerate(draws.happens(purpose, plan.share).tolist()):
            if not has or (plan.for_belief and wrong[row] != plan.for_belief):
                continue
            for start in _starts(plan.at, int(plan.after_days), days[row], first[row]):
                stop = start + lengths[row]
                if plan.for_belief:
                    stop = max(min(stop, days[row].diagnosed), start)
                made[row].append(
                    _treatment(
                        plan,
                        names[row],
                        responses[row],
                        (start, stop, days[row].until),
                        plan.indication or plan.for_belief or disease,
                    )
                )
    return [
        _until(courses, day.until, lambda course: course.start)
        for courses, day in zip(made, days, strict=True)
    ]


def _lengths(draws: Draws, purpose: str, plan: Drug, n: int) -> list[int]:
    if plan.lasts_days is None:
        return [NEVER] * n
    lengths: list[float] = plan.lasts_days.at(draws.uniform(f"{purpose}/lasts")).tolist()
    return [int(length) for length in lengths]


def _treatment(
    plan: Drug, drug: str, response: str, days: tuple[int, int, int], indication: str
) -> Treatment:
    start, stop, until = days
    goes_on = stop > until
    return Treatment(
        drug=drug,
        start=start,
        stop=None if goes_on else stop,
        indication=indication,
        response=ToldResponse(response),
        stop_reason=StopReason.UNKNOWN if goes_on else StopReason(plan.stop_reason),
    )


def _until(entries: list[Entry], until: int, day: Callable[[Entry], int]) -> tuple[Entry, ...]:
    """Return the entries up to the last day, in the order of their days."""
    return tuple(sorted((entry for entry in entries if day(entry) <= until), key=day))
