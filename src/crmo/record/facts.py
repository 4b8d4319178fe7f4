"""The four states of a fact, and small facts that belong to a larger entry."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from attrs import field, frozen

from crmo.record.checked import a_name, a_word_of, all_of


class FactStatus(StrEnum):
    """What is known of a fact. A test that was not done is never a normal test."""

    PRESENT = "present"
    ABSENT = "absent"
    NOT_LOOKED_FOR = "not_looked_for"
    UNKNOWN = "unknown"

    @property
    def truth(self) -> bool | None:
        """True for present, False for absent, None for both kinds of not knowing."""
        return _TRUTH[self]


_TRUTH = {
    FactStatus.PRESENT: True,
    FactStatus.ABSENT: False,
    FactStatus.NOT_LOOKED_FOR: None,
    FactStatus.UNKNOWN: None,
}


@frozen(kw_only=True)
class Fact:
    """One four-state fact inside an entry: a lesion's feature, a biopsy's result.

    Args:
        concept: id of a concept in the knowledge (`marrow_oedema`, `bacterial_growth`).
        status: present, absent, not looked for, unknown.
        text: the words it was told in, if any.
    """

    concept: str = field(validator=a_name)
    status: FactStatus = field(validator=a_word_of(FactStatus))
    text: str = ""


def to_facts(values: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return facts as a tuple; anything else is refused (converter of attrs fields)."""
    return all_of(values, Fact, "facts")
