"""Coded answers: whether something is there, and the laboratory's mark."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from crmo.knowledge.codes import system_named
from crmo.record import FactStatus
from crmo.terminology.fhir_codes import tables

PRESENT, ABSENT, UNCERTAIN, UNKNOWN = "present", "absent", "uncertain", "unknown"

# Words of our own record, as its OMOP and FHIR writers spell them. A healed lesion was there.
OWN_STATES: Mapping[str, str] = MappingProxyType(
    {
        "present": PRESENT,
        "absent": ABSENT,
        "not_looked_for": UNKNOWN,
        "unknown": UNKNOWN,
        "uncertain": UNCERTAIN,
        "healed": PRESENT,
        "ruled_out": ABSENT,
        "ruled out": ABSENT,
        "suspected": UNCERTAIN,
        "confirmed": PRESENT,
    }
)
_MORE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "not present": ABSENT,
        "nondetected": ABSENT,
        "non-reactive": ABSENT,
        "reactive": PRESENT,
        "none detected": ABSENT,
        "no growth": ABSENT,
    }
)
# Names of OMOP's concepts of the domain `Meas Value`, which stand where FHIR has interpretations.
_FLAG_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "low": "low",
        "below reference range": "low",
        "below low normal": "low",
        "normal": "normal",
        "within reference range": "normal",
        "high": "high",
        "above reference range": "high",
        "above high normal": "high",
    }
)
# How a diagnosis that is not (yet) held is called where a source tells its status in words.
_DIAGNOSIS_WORDS: Mapping[str, str] = MappingProxyType(
    {
        **OWN_STATES,
        "provisional": UNCERTAIN,
        "preliminary": UNCERTAIN,
        "preliminary diagnosis": UNCERTAIN,
        "differential": UNCERTAIN,
        "unconfirmed": UNCERTAIN,
        "refuted": ABSENT,
    }
)


def state_of_code(system: str, code: str) -> str | None:
    """Return the state that a coded answer tells, or None if it tells something else."""
    short = system_named(system) if system else None
    found = tables().presence.get((short or "other", code))
    return _state(found)


def state_of_words(text: str) -> str | None:
    """Return the state that an answer in words tells, or None if it tells something else."""
    plain = " ".join(text.lower().split())
    if plain in OWN_STATES:
        return OWN_STATES[plain]
    if plain in _MORE_WORDS:
        return _MORE_WORDS[plain]
    return _state(tables().presence.get(("other", plain)))


def _state(found: FactStatus | None) -> str | None:
    if found is None:
        return None
    return PRESENT if found is FactStatus.PRESENT else ABSENT


def flag_of_words(text: str) -> str | None:
    """Return low, normal or high if these words are a laboratory's mark, else None."""
    return _FLAG_NAMES.get(" ".join(text.lower().split()))


def state_of_diagnosis(text: str) -> str | None:
    """Return the state of a diagnosis whose status is told in these words, or None."""
    return _DIAGNOSIS_WORDS.get(" ".join(text.lower().split()))
