"""What an incoming record says otherwise, or more exactly, of who the child is."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from crmo.record.partial_date import PartialDate
from crmo.record.patient_record import Patient, Sex


@frozen(kw_only=True)
class DemographicDifference:
    """One field of the child that the incoming record tells differently.

    Args:
        field: `name`, `birth_date` or `sex`.
        known: what is known, as text; empty if nothing is.
        incoming: what came, as text.
        is_contradiction: whether both cannot hold; otherwise the incoming one only adds, or is
            more exact.
    """

    field: str
    known: str
    incoming: str
    is_contradiction: bool


def dates_can_agree(one: PartialDate, other: PartialDate) -> bool:
    """Whether two dates can be the same day, as far as they are told."""
    return one.earliest <= other.latest and other.earliest <= one.latest


def demographic_differences(known: Patient, incoming: Patient) -> tuple[DemographicDifference, ...]:
    """Return what the incoming record tells of the child that is not known so.

    A field left empty, or told less exactly than it is known, is no difference. The child's
    number is not compared.
    """
    return tuple(_differences(known, incoming))


def _differences(known: Patient, incoming: Patient) -> Iterator[DemographicDifference]:
    names = (" ".join(known.name.split()), " ".join(incoming.name.split()))
    if names[1] and names[0] != names[1]:
        yield _difference("name", *names, is_contradiction=bool(names[0]))
    born, told = known.birth_date, incoming.birth_date
    if told is not None and born is None:
        yield _difference("birth_date", "", str(told), is_contradiction=False)
    elif told is not None and born is not None and born != told:
        can_agree = dates_can_agree(born, told)
        if not can_agree or len(str(told)) > len(str(born)):
            yield _difference("birth_date", str(born), str(told), is_contradiction=not can_agree)
    if incoming.sex not in (known.sex, Sex.UNKNOWN):
        is_known = known.sex is not Sex.UNKNOWN
        told_sex = known.sex.value if is_known else ""
        yield _difference("sex", told_sex, incoming.sex.value, is_contradiction=is_known)


def _difference(
    field: str, known: str, incoming: str, *, is_contradiction: bool
) -> DemographicDifference:
    return DemographicDifference(
        field=field, known=known, incoming=incoming, is_contradiction=is_contradiction
    )
