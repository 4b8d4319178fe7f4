"""The tables of fhir_codes.yaml, turned round for looking up."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen

from crmo.knowledge.codes import system_named
from crmo.record import Certainty, FactStatus, Flag, Modality
from crmo.yaml12 import load


class Systems(dict[Any, str]):
    """Address of a code system -> its short name; empty for none and for unknown ones."""

    def __missing__(self, address: Any) -> str:
        self[address] = found = (system_named(str(address)) or "") if address else ""
        return found


@frozen(kw_only=True)
class Tables:
    """What FHIR's own codes mean to the reader.

    Args:
        systems: address of a code system -> short name, empty for an unknown one.
        presence: (short name or "other", code) -> present or absent.
        not_looked_for: reasons for an absent value which say that nobody looked.
        finding_carriers: codes of observations whose value names the finding.
        flags: interpretation code -> flag.
        certainty: verification status -> certainty.
        ended: clinical statuses of what is over.
        encounter_kinds: class code -> kind of encounter.
        modalities: modality or section code -> modality.
        imaging_categories: report categories that mean imaging.
        modality_words: words in the name of a study -> modality, in order of precedence.
        whole_body_words: words that say the whole skeleton was covered.
        site_words: words of a body site that name no bone.
        salts: words that may follow a drug's name without making it another.
        resource_versions: kind of resource -> the version that has it and R4 has not.
        profile_versions: `3.0` in a profile's address -> version.
        not_used: kinds of R4 resources that crmo makes no use of.
    """

    systems: Systems
    presence: Mapping[tuple[str, str], FactStatus]
    not_looked_for: frozenset[str]
    finding_carriers: frozenset[str]
    flags: Mapping[str, Flag]
    certainty: Mapping[str, Certainty]
    ended: frozenset[str]
    encounter_kinds: Mapping[str, str]
    modalities: Mapping[str, Modality]
    imaging_categories: frozenset[str]
    modality_words: tuple[tuple[str, Modality], ...]
    whole_body_words: tuple[str, ...]
    site_words: frozenset[str]
    salts: frozenset[str]
    resource_versions: Mapping[str, str]
    profile_versions: Mapping[str, str]
    not_used: frozenset[str]


@cache
def tables() -> Tables:
    """Return the tables, read once."""
    raw: dict[str, Any] = load(files(__package__) / "fhir_codes.yaml")
    words = raw["modality_words"].items()
    return Tables(
        systems=Systems(_turned(raw["systems"])),
        presence=_presence(raw["presence"]),
        not_looked_for=frozenset(raw["not_looked_for"]),
        finding_carriers=frozenset(raw["finding_carriers"]),
        flags={code: Flag(flag) for code, flag in _turned(raw["flags"]).items()},
        certainty={code: Certainty(word) for code, word in raw["certainty"].items()},
        ended=frozenset(raw["ended"]),
        encounter_kinds=_turned(raw["encounter_kinds"]),
        modalities={code: Modality(word) for code, word in _turned(raw["modalities"]).items()},
        imaging_categories=frozenset(raw["imaging_categories"]),
        modality_words=tuple((each, Modality(name)) for name, all_ in words for each in all_),
        whole_body_words=tuple(raw["whole_body_words"]),
        site_words=frozenset(raw["site_words"]),
        salts=frozenset(raw["salts"]),
        resource_versions=_turned(raw["versions"]),
        profile_versions=raw["profile_versions"],
        not_used=frozenset(raw["not_used"]),
    )


@frozen(kw_only=True)
class WriteTables:
    """FHIR's own codes as they are written.

    Args:
        systems: our name of a code system of FHIR -> its address.
        uris: short name of another code system, under which codes were kept -> its address.
        contacts: kind of encounter -> v3-ActCode.
        flags: flag -> v3-ObservationInterpretation.
        certainty: certainty -> verification status.
        absent: state of a fact -> reason for an absent value.
        sections: modality -> diagnostic service section (v2-0074).
        modality_names: modality -> its name in the title of a report.
        vital_signs: LOINC codes which R4 wants in the category of vital signs.
        loinc_per_volume: LOINC code -> `mass` or `moles`, of a volume.
    """

    systems: Mapping[str, str]
    uris: Mapping[str, str]
    contacts: Mapping[str, str]
    flags: Mapping[str, str]
    certainty: Mapping[str, str]
    absent: Mapping[str, str]
    sections: Mapping[str, str]
    modality_names: Mapping[str, str]
    vital_signs: frozenset[str]
    loinc_per_volume: Mapping[str, str]


@cache
def write_tables() -> WriteTables:
    """Return the tables for writing, read once."""
    raw: dict[str, Any] = load(files(__package__) / "fhir_codes.yaml")
    written = dict(raw["written"])
    return WriteTables(
        uris={
            short: addresses[0]
            for short, addresses in raw["systems"].items()
            if not short.startswith("crmo-")
        },
        vital_signs=frozenset(written.pop("vital_signs")),
        loinc_per_volume=_turned(written.pop("loinc_per_volume")),
        **written,
    )


def _turned(table: Mapping[str, list[str]]) -> dict[str, str]:
    return {code: meaning for meaning, codes in table.items() for code in codes}


def _presence(table: Mapping[str, Mapping[str, list[str]]]) -> dict[tuple[str, str], FactStatus]:
    return {
        (system, code): FactStatus(status)
        for status, systems in table.items()
        for system, codes in systems.items()
        for code in codes
    }
