"""What bisphosphonates did, and what came back."""

from __future__ import annotations

from collections.abc import Iterator

from crmo.simulate.child import VirtualChild
from crmo.simulate.measures.lesions import members, sites_on_mri, units_on_mri
from crmo.simulate.measures.measured import Measured, ratio, share
from crmo.simulate.measures.outcome import is_symptom_free
from crmo.simulate.measures.register import Children, measure
from crmo.simulate.measures.who import days, diagnosed, is_a

_SECOND_SCAN_MONTHS = 12  # the study does not say when; a year after the first infusion is taken
_CALGARY_RESPONSE_MONTHS = 6
_CALGARY_FLARE_MONTHS = (9, 36)
_DENMARK_FOLLOW_UP_MONTHS = 36
_GIVEN = "children with CNO given a bisphosphonate after the diagnosis"


def first_infusions(
    children: Children, followed_months: float
) -> Iterator[tuple[VirtualChild, int]]:
    """Yield children with a bisphosphonate, followed for so long after it, and its first day."""
    for child, day in diagnosed(children):
        starts = [
            one.start
            for one in child.treatments
            if one.start >= day and is_a(one.drug, "bisphosphonate")
        ]
        if starts and child.until >= min(starts) + days(followed_months):
            yield child, min(starts)


def _counts(children: Children) -> list[tuple[int, int]]:
    """Return (lesion sites before, lesion sites a year later) of those with any before."""
    later = days(_SECOND_SCAN_MONTHS)
    found = [
        (len(sites_on_mri(child, start)), len(sites_on_mri(child, start + later)))
        for child, start in first_infusions(children, _SECOND_SCAN_MONTHS)
    ]
    return [(before, after) for before, after in found if before]


@measure(
    "bisphosphonate_complete",
    f"{_GIVEN}, with a lesion on its first day; none on whole-body MRI 12 months later",
)
def bisphosphonate_complete(children: Children) -> Measured:
    """Share of children without any lesion a year after the first infusion."""
    return share(after == 0 for _, after in _counts(children))


@measure(
    "bisphosphonate_not_better",
    f"{_GIVEN}, with a lesion on its first day; as many or more 12 months later",
)
def bisphosphonate_not_better(children: Children) -> Measured:
    """Share of children who are unchanged or worse."""
    return share(after >= before for before, after in _counts(children))


@measure(
    "bisphosphonate_lesions_left",
    f"{_GIVEN}; lesion sites 12 months later over those on its first day, new ones included",
)
def bisphosphonate_lesions_left(children: Children) -> Measured:
    """Lesions left as a share of those before."""
    return ratio((after, before) for before, after in _counts(children))


@measure(
    "bisphosphonate_vertebrae_gone",
    f"{_GIVEN}; of vertebrae active on its first day those that are not 12 months later",
)
def bisphosphonate_vertebrae_gone(children: Children) -> Measured:
    """Share of vertebral lesions that are gone."""
    later, vertebrae = days(_SECOND_SCAN_MONTHS), members("vertebral")
    pairs = []
    for child, start in first_infusions(children, _SECOND_SCAN_MONTHS):
        before = units_on_mri(child, start) & vertebrae
        pairs.append((len(before - units_on_mri(child, start + later)), len(before)))
    return ratio(pair for pair in pairs if pair[1])


@measure(
    "bisphosphonate_flare",
    f"{_GIVEN}, followed for 36 months, without a lesion after six; one begins in months 9 to 36",
)
def bisphosphonate_flare(children: Children) -> Measured:
    """Share of complete responders on MRI with a later flare."""
    first, last = (days(months) for months in _CALGARY_FLARE_MONTHS)
    return share(
        any(start + first <= bout.first_day <= start + last for bout in child.bouts)
        for child, start in first_infusions(children, max(_CALGARY_FLARE_MONTHS))
        if sites_on_mri(child, start)
        and not sites_on_mri(child, start + days(_CALGARY_RESPONSE_MONTHS))
    )


@measure(
    "bisphosphonate_inactive_at_12_months",
    f"{_GIVEN}, followed for 12 months; no felt lesion and pain below 1 of 10 then",
)
def bisphosphonate_inactive_at_12_months(children: Children) -> Measured:
    """Share of children who are clinically inactive after a year."""
    return share(
        is_symptom_free(child, start + days(12)) for child, start in first_infusions(children, 12)
    )


@measure(
    "bisphosphonate_relapse_after_inactive",
    f"{_GIVEN}, followed for 36 months, clinically inactive after 12; felt activity begins later",
)
def bisphosphonate_relapse_after_inactive(children: Children) -> Measured:
    """Share of the clinically inactive who relapse."""
    last = days(_DENMARK_FOLLOW_UP_MONTHS)
    return share(
        any(b.is_felt and start + days(12) < b.first_day <= start + last for b in child.bouts)
        for child, start in first_infusions(children, _DENMARK_FOLLOW_UP_MONTHS)
        if is_symptom_free(child, start + days(12))
    )
