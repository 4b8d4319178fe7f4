"""Imaging studies and the lesions seen, or not seen, on them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from attrs import field, frozen
from attrs.validators import optional

from crmo.errors import InvalidValueError
from crmo.record.checked import a_number, a_word_of, all_of, to_texts
from crmo.record.entry import Entry, require_site
from crmo.record.facts import Fact, FactStatus, to_facts


class Modality(StrEnum):
    """How the picture was made."""

    RADIOGRAPH = "radiograph"
    MRI = "mri"
    CT = "ct"
    BONE_SCAN = "bone_scan"
    PET = "pet"
    ULTRASOUND = "ultrasound"
    DXA = "dxa"
    OTHER = "other"


class LesionStatus(StrEnum):
    """What one study says of one bone unit."""

    PRESENT = "present"
    ABSENT = "absent"
    UNCERTAIN = "uncertain"
    HEALED = "healed"


@frozen(kw_only=True)
class Lesion:
    """What one study, or one examination, says of one place in the skeleton.

    Multifocal, symmetric, new, persistent and resolved are derived from these, never entered.

    Args:
        bone_unit: bone unit id; or a partial site (`femur_distal`) when the report left out
            the side or the segment.
        status: present, absent (looked at and clear), uncertain, or healed.
        features: four-state features (`marrow_oedema`, `lysis`, `sclerosis`, `hyperostosis`,
            `periosteal_reaction`, `soft_tissue_swelling`, `height_loss`, `physis_involved`).
        size_mm: largest diameter in millimetres, above 0, or None.
        clinically_active: whether the place hurts, is tender, warm or swollen.
        note: free text about this place.

    Raises:
        InvalidValueError: the site is unknown or the size is not above 0.
    """

    bone_unit: str
    status: LesionStatus = field(validator=a_word_of(LesionStatus))
    features: tuple[Fact, ...] = field(default=(), converter=to_facts)
    size_mm: float | None = field(default=None, validator=optional(a_number))
    clinically_active: FactStatus = field(
        default=FactStatus.UNKNOWN, validator=a_word_of(FactStatus)
    )
    note: str = ""

    def __attrs_post_init__(self) -> None:
        require_site(self, "bone_unit")
        if self.size_mm is not None and not self.size_mm > 0:
            raise InvalidValueError(
                "a lesion's size is not above zero.",
                where="lesion",
                field="size_mm",
                came=self.size_mm,
                expected="millimetres above 0",
                todo="Leave the size out when it was not measured.",
            )

    def feature(self, concept: str) -> FactStatus:
        """Return the state of a feature; unknown if not spoken of, or told both ways."""
        told = {fact.status for fact in self.features if fact.concept == concept}
        return told.pop() if len(told) == 1 else FactStatus.UNKNOWN


def to_lesions(values: Iterable[Lesion]) -> tuple[Lesion, ...]:
    """Return lesions as a tuple; anything else is refused (converter of an attrs field)."""
    return all_of(values, Lesion, "lesions")


@frozen(kw_only=True)
class ImagingStudy(Entry):
    """One study, with what it covered and what it said.

    Args:
        modality: radiograph, MRI, CT, bone scan, PET, ultrasound, DXA or other.
        whole_body: whether the whole skeleton was covered.
        covers: sites the study looked at, beside those of its lesions; empty if not told.
        lesions: what it says, place by place.
        unlisted: what holds for covered places it does not list: absent when the report says
            that the rest is clear, else unknown.
        sequences: MRI sequences as told (`STIR`, `T1`).
        contrast: whether contrast medium was given.
        conclusion: the report's own conclusion, as text.
    """

    modality: Modality = field(validator=a_word_of(Modality))
    whole_body: FactStatus = field(default=FactStatus.UNKNOWN, validator=a_word_of(FactStatus))
    covers: tuple[str, ...] = field(default=(), converter=to_texts)
    lesions: tuple[Lesion, ...] = field(default=(), converter=to_lesions)
    unlisted: FactStatus = field(default=FactStatus.UNKNOWN, validator=a_word_of(FactStatus))
    sequences: tuple[str, ...] = field(default=(), converter=to_texts)
    contrast: FactStatus = field(default=FactStatus.UNKNOWN, validator=a_word_of(FactStatus))
    conclusion: str = ""

    def _check(self) -> None:
        for site in self.covers:
            require_site(self, "covers", site)
