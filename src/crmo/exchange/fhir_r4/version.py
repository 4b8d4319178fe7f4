"""Tell which version of FHIR a file is written in, from what only that version has."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from crmo.exchange.fhir_r4.remarks import Remarks
from crmo.terminology.fhir_codes import Tables

R4 = "R4"
DSTU2, STU3, R5, OLDER = "DSTU2", "STU3", "R5", "DSTU2 or STU3"
_AGREE_WITH_R4 = frozenset({R4, "R4B"})
_PROFILE = re.compile(r"hl7\.org/fhir/(\d\.\d)/")


class Versions:
    """Hints at a version other than R4, each noted where the reader came across it."""

    def __init__(self, tables: Tables, remarks: Remarks) -> None:
        self._tables = tables
        self._remarks = remarks
        self._hints: Counter[str] = Counter()
        self._profiles: dict[str, str] = {}

    def note(self, version: str, evidence: str) -> None:
        """Note a hint: an element, kind of resource or profile that only this version has."""
        if version not in _AGREE_WITH_R4:
            self._hints[version] += 1
            self._remarks.add("other-version", f"{version}: {evidence}")

    def note_kind(self, kind: str) -> None:
        """Note a kind of resource that R4 does not have."""
        if version := self._tables.resource_versions.get(kind):
            self.note(version, kind)

    def note_declared(self, declared: Any) -> None:
        """Note the version that a statement of capabilities declares, such as `3.0.1`."""
        if isinstance(declared, str):
            version = self._tables.profile_versions.get(declared[:3])
            if version:
                self.note(version, "fhirVersion")

    def note_profiles(self, profiles: Any) -> None:
        """Note profiles whose address names a version."""
        for profile in profiles if isinstance(profiles, list) else ():
            version = self._profiles.get(profile)
            if version is None:
                match = _PROFILE.search(str(profile))
                version = self._tables.profile_versions.get(match[1], "") if match else ""
                self._profiles[profile] = version
            if version:
                self.note(version, "meta.profile")

    @property
    def likely(self) -> str:
        """The version most hints speak for; R4 without any."""
        if not self._hints:
            return R4
        exact = Counter({name: n for name, n in self._hints.items() if name != OLDER})
        return (exact or self._hints).most_common(1)[0][0]
