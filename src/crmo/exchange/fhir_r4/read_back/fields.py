"""Our own extension, taken apart; and the small elements beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

from crmo.exchange.fhir_r4 import own_names as own
from crmo.exchange.fhir_r4.elements import first_code, listed
from crmo.exchange.fhir_r4.intake import Intake
from crmo.record import Fact, FactStatus, PartialDate, Source

Json = dict[str, Any]

_OFFSETS = ("start", "end")


class NotAsWrittenError(Exception):
    """The resource was changed since crmo wrote it; the general reader is to read it."""


class Fields:
    """What our extension of a resource holds.

    Args:
        url: which of our extensions it is.
        parts: the extensions inside it.
    """

    def __init__(self, url: str, parts: list[Json]) -> None:
        self.url = url
        self._parts: dict[str, list[Json]] = {}
        for part in parts:
            self._parts.setdefault(part["url"], []).append(part)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def all(self, name: str) -> list[Any]:
        """Return the values of a field that may repeat."""
        key = own.FIELDS[name].value
        return [part[key] for part in self._parts.get(name, ())]

    def value(self, name: str, default: Any = None) -> Any:
        """Return the value of a field, or the default."""
        found = self._parts.get(name)
        return default if found is None else found[0][own.FIELDS[name].value]

    def text(self, name: str) -> str:
        """Return a text, empty if there is none."""
        return str(self.value(name, ""))

    def state(self, name: str) -> FactStatus:
        """Return a four-state field, unknown if there is none."""
        return FactStatus(self.value(name, FactStatus.UNKNOWN))

    def day(self, name: str) -> PartialDate | None:
        """Return a partial date."""
        text = self.value(name)
        return None if text is None else PartialDate.parse(text)

    def exact_day(self, name: str) -> date | None:
        """Return a whole day."""
        day = self.day(name)
        return None if day is None else day.earliest

    def facts(self, name: str, intake: Intake) -> tuple[Fact, ...]:
        """Return four-state facts."""
        return tuple(_fact(part["extension"], intake) for part in self._parts.get(name, ()))

    def source(self) -> Source | None:
        """Return where the entry was read from in the first place."""
        if "source" not in self:
            return None
        parts = {part["url"]: part for part in self._parts["source"][0]["extension"]}
        told = {name: each["valueString"] for name, each in parts.items() if name not in _OFFSETS}
        at = {name: parts[name]["valueUnsignedInt"] for name in _OFFSETS if name in parts}
        is_blank = at == {"start": 0} and not told
        return Source(**({"document": ""} | told | ({} if is_blank else at)))

    @property
    def entry_id(self) -> str:
        """The id of the entry, in the record that was written."""
        return own.from_code(self.text("id"))


def own_fields(resource: Json) -> Fields | None:
    """Return our extension of a resource or component, or None."""
    for each in resource["extension"]:
        url = each.get("url")
        if url in (own.ENTRY, own.PART):
            return Fields(url, each["extension"])
    return None


def _fact(parts: list[Json], intake: Intake) -> Fact:
    inner = {part["url"]: part for part in parts}
    coded = {"coding": [inner["concept"]["valueCoding"]]}
    text = inner["text"]["valueString"] if "text" in inner else ""
    status = FactStatus(inner["status"]["valueCode"])
    return Fact(concept=intake.concepts.meaning(coded).id, status=status, text=text)


def presence_in(part: Json, intake: Intake) -> FactStatus:
    """Return the four-state answer in an Observation or component.

    Raises:
        NotAsWrittenError: it holds another kind of answer.
    """
    answer = part.get("valueBoolean")
    if answer is not None:
        return FactStatus.PRESENT if answer else FactStatus.ABSENT
    if "dataAbsentReason" not in part:
        raise NotAsWrittenError
    was_not_looked_for = first_code(part["dataAbsentReason"]) in intake.tables.not_looked_for
    return FactStatus.NOT_LOOKED_FOR if was_not_looked_for else FactStatus.UNKNOWN


def site_in(resource: Json) -> tuple[str | None, str]:
    """Return (our site, words) of a body site."""
    for site in listed(resource.get("bodySite")):
        for coding in site.get("coding") or ():
            if coding.get("system") == own.SITE:
                return str(coding["code"]), str(site.get("text") or "")
        return None, str(site.get("text") or "")
    return None, ""


def own_code(concept: Json, system: str) -> str:
    """Return the id that a CodeableConcept holds under one of our systems.

    Raises:
        NotAsWrittenError: it holds none.
    """
    for coding in concept.get("coding") or ():
        if coding.get("system") == system:
            return own.from_code(str(coding["code"]))
    raise NotAsWrittenError
