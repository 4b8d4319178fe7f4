"""What our ids are in other people's code systems: the CodeableConcepts that are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from crmo.anatomy import resolve_site
from crmo.exchange.fhir_r4 import own_names as own
from crmo.exchange.fhir_r4.write_text import said
from crmo.knowledge import Knowledge
from crmo.knowledge.analytes import Analyte
from crmo.knowledge.codes import CODE_SYSTEMS
from crmo.record import Certainty, FactStatus, Flag, LesionStatus, Modality, Score
from crmo.record.units import is_ucum
from crmo.terminology.fhir_codes import WriteTables, write_tables

Json = dict[str, Any]

_ANY_IMAGING = "RAD"  # v2-0074, radiology
_STATEMENTS = {
    own.LESION: "Lesion of this bone site",
    own.LESION_SIZE: "Largest diameter",
    own.CLINICALLY_ACTIVE: "Painful, tender, warm or swollen",
}


@lru_cache(maxsize=4)
def codes_of(knowledge: Knowledge) -> Codes:
    """Return the codes of a knowledge, made once and then kept."""
    return Codes(knowledge, write_tables())


class Codes:
    """CodeableConcepts by our ids; each is made once, so callers must not change what they get.

    Our own code comes first and is always there. After it comes one code of each system for
    which the knowledge has one that was seen there; codes that are only read are not written.

    Args:
        knowledge: has the codes and names.
        tables: FHIR's own codes.
    """

    def __init__(self, knowledge: Knowledge, tables: WriteTables) -> None:
        self._knowledge = knowledge
        self.tables = tables
        self._made: dict[tuple[str, str, str], Json] = {}
        self._sites: dict[str, Json] = {}
        self._units: dict[str | None, Json] = {None: {}}
        systems = tables.systems
        self.absent = {
            FactStatus(status): _concept(systems["absent"], code)
            for status, code in tables.absent.items()
        }
        self.flags = {
            Flag(flag): [_concept(systems["flag"], code)] for flag, code in tables.flags.items()
        }
        self.categories = {
            name: [_concept(systems["category"], name)]
            for name in ("laboratory", "vital-signs", "survey", "imaging")
        }
        self.certainties = {
            Certainty(certainty): _concept(systems["certainty"], code)
            for certainty, code in tables.certainty.items()
        }
        self.lesion_statuses = {
            status: _concept(own.LESION_STATUS, status.value, text=status.value)
            for status in LesionStatus
        }
        self.statements = {
            code: _concept(own.STATEMENT, code, text=text) for code, text in _STATEMENTS.items()
        }
        self.sections = {
            Modality(modality): [
                _concept(systems["section"], each) for each in dict.fromkeys((_ANY_IMAGING, code))
            ]
            for modality, code in tables.sections.items()
        }

    def concept(self, concept_id: str) -> Json:
        """Return a finding, feature, disease, procedure, result or event."""
        return self._codeable(own.CONCEPT, concept_id, "")

    def drug(self, drug_id: str) -> Json:
        """Return a drug or a class of drugs."""
        return self._codeable(own.DRUG, drug_id, "")

    def analyte(self, analyte_id: str, unit: str | None) -> Json:
        """Return what is measured; the LOINC code is the one for the kind of unit."""
        return self._codeable(own.ANALYTE, analyte_id, _kind_of_unit(unit))

    def category(self, analyte: Json) -> list[Json]:
        """Return the category of a measurement, from the codes of what was measured."""
        is_vital = any(each["code"] in self.tables.vital_signs for each in analyte["coding"])
        return self.categories["vital-signs" if is_vital else "laboratory"]

    def instrument(self, score: Score) -> Json:
        """Return the scale of a score; LOINC only where the scale is the one it is for."""
        return self._codeable(
            own.INSTRUMENT, score.instrument, f"{score.scale_low:g} to {score.scale_high:g}"
        )

    def family_history(self, concept_id: str) -> Json:
        """Return the question for a disease in the family; never a code of the disease itself.

        Under its own code `false` would deny the disease of the patient.
        """
        name = self._name(own.CONCEPT, concept_id)
        coding = {"system": own.FAMILY_HISTORY, "code": own.as_code(concept_id)}
        return {"coding": [coding], "text": f"Family history: {name}"}

    def site(self, site_id: str, words: str = "") -> Json:
        """Return a bone site, with the source's words beside it if there are any."""
        coded = self._sites.get(site_id)
        if coded is None:
            site = resolve_site(site_id)
            label = site.label if site.unit is None else site.unit.medical_name
            coding = {"system": own.SITE, "code": site_id, "display": label}
            coded = self._sites[site_id] = {"coding": [coding]}
        return coded | {"text": words} if words else coded

    def unit(self, unit: str | None) -> Json:
        """Return a unit as a part of a Quantity; one that is not UCUM is words without a code."""
        told = self._units.get(unit)
        if told is None:
            told = {"unit": unit, "system": self.tables.systems["ucum"], "code": unit}
            if not is_ucum(str(unit)):
                clean = said(str(unit))
                told = {"unit": clean} if clean else {}
            self._units[unit] = told
        return told

    def is_condition(self, concept_id: str) -> bool:
        """Whether a finding is a disease too: Mondo, a list of diseases only, has it."""
        concept = self._knowledge.concepts.get(concept_id)
        return concept is not None and "mondo" in concept.named_codes

    def _codeable(self, system: str, own_id: str, variant: str) -> Json:
        key = (system, own_id, variant)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._make(system, own_id, variant)
        return made

    def _make(self, system: str, own_id: str, variant: str) -> Json:
        coding: list[Json] = [{"system": system, "code": own.as_code(own_id)}]
        coding += self._standard(system, own_id, variant)
        name = self._name(system, own_id)
        if system == own.INSTRUMENT:
            name = f"{name} ({variant})"
        return {"coding": coding, "text": name}

    def _name(self, system: str, own_id: str) -> str:
        known = self._table(system).get(own_id)
        if known is not None:
            return str(known.label)
        # `told:pus_at_surgery` and `text:pus` are words behind a mark.
        words = own_id.partition(":")[2] if own_id.startswith(("told:", "text:")) else ""
        return said(words.replace("_", " ")) or own.as_code(own_id)

    def _table(self, system: str) -> Mapping[str, Any]:
        known = self._knowledge
        if system == own.DRUG:
            return {**known.drug_classes, **known.drugs}
        tables: dict[str, Mapping[str, Any]] = {
            own.CONCEPT: known.concepts,
            own.ANALYTE: known.analytes,
            own.INSTRUMENT: known.instruments,
        }
        return tables[system]

    def _standard(self, system: str, own_id: str, variant: str) -> Iterator[Json]:
        known = self._knowledge
        if own_id not in self._table(system):
            yield from self._as_it_came(own_id)
        elif system == own.CONCEPT:
            concept = known.concepts[own_id]
            for name, named in concept.named_codes.items():
                if (code := concept.code_to_write(name)) is not None:
                    yield _coding(CODE_SYSTEMS[name].uri, code, named[code])
        elif system == own.ANALYTE:
            yield from self._loinc(known.analytes[own_id], variant)
        elif system == own.INSTRUMENT:
            scale = known.instruments[own_id]
            is_meant = scale.range and f"{scale.range.low:g} to {scale.range.high:g}" == variant
            if scale.loinc and is_meant:
                yield _coding(CODE_SYSTEMS["loinc"].uri, scale.loinc[0])
        elif own_id in known.drugs:
            drug = known.drugs[own_id]
            for name, codes in (("atc", drug.atc), ("rxnorm", drug.rxnorm)):
                yield from (_coding(CODE_SYSTEMS[name].uri, code) for code in codes[:1])

    def _loinc(self, analyte: Analyte, kind_of_unit: str) -> Iterator[Json]:
        """Yield the first LOINC code that is meant for the unit.

        LOINC has one code for a mass and another for an amount of the same substance. Where a
        value may be told as either, only a code of which we know which it is for is written.
        """
        for code in analyte.loinc:
            told = self.tables.loinc_per_volume.get(code)
            if analyte.molar_mass is None or told == kind_of_unit:
                yield _coding(CODE_SYSTEMS["loinc"].uri, code)
                return

    def _as_it_came(self, own_id: str) -> Iterator[Json]:
        """Yield the code in an id such as `loinc:20454-5`, under which a reader kept it."""
        short, _, code = own_id.partition(":")
        uri = CODE_SYSTEMS[short].uri if short in CODE_SYSTEMS else self.tables.uris.get(short)
        if uri and code and own.as_code(code) == code:
            yield _coding(uri, code)


def _concept(system: str, code: str, *, text: str = "") -> Json:
    concept: Json = {"coding": [{"system": system, "code": code}]}
    return concept | {"text": text} if text else concept


def _coding(system: str, code: str, display: str = "") -> Json:
    coding = {"system": system, "code": code}
    return coding | {"display": display} if display else coding


def _kind_of_unit(unit: str | None) -> str:
    if unit is None:
        return ""
    return "moles" if "mol" in unit else "mass"
