"""Names of bones, findings, values, drugs and rules, from the skeleton and the knowledge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crmo.anatomy import all_bone_units, regions
from crmo.anatomy.body_map import lesion_status_scale
from crmo.anatomy.body_map.svg import SHEET_WORDS
from crmo.anatomy.site import all_sites
from crmo.anatomy.skeleton import groups
from crmo.assess.lesions.place import place_of
from crmo.assess.safety.overview import gate_label
from crmo.knowledge import Knowledge, load_knowledge
from tools.catalogues.message import Message

CONTEXT = "name"
_SHORTEST_TO_ABBREVIATE = 12


def name_messages() -> Iterator[Message]:
    """Yield every name, from head to toe, then by table of the knowledge."""
    knowledge = load_knowledge()
    for place, names in (*_of_anatomy(), *_of_knowledge(knowledge)):
        for name in names:
            if name:
                yield Message(id=name, context=CONTEXT, places=(place,))


def _of_anatomy() -> Iterator[tuple[str, Iterable[str]]]:
    units = all_bone_units()
    yield "anatomy/region", regions().values()
    yield "anatomy/bone", (unit.name for unit in units)
    yield "anatomy/bone-for-doctors", (unit.medical_name for unit in units)
    yield "anatomy/group", (group.label for group in groups().values())
    yield "anatomy/site", (site.label for site in all_sites().values())
    yield "anatomy/place", (place_of(site).label for site in all_sites())
    yield "anatomy/map", SHEET_WORDS
    yield "anatomy/map", (category.label for category in lesion_status_scale().categories)


def _of_knowledge(known: Knowledge) -> Iterator[tuple[str, Iterable[str]]]:
    tables: Mapping[str, Mapping[str, Any]] = {
        "concept": known.concepts,
        "analyte": known.analytes,
        "instrument": known.instruments,
        "drug": known.drugs,
        "drug-class": known.drug_classes,
    }
    for name, table in tables.items():
        yield f"knowledge/{name}", (entry.label for entry in table.values())
        yield f"knowledge/{name}-for-families", (entry.plain_label for entry in table.values())
        yield f"knowledge/{name}-short", map(_abbreviation, table.values())
    yield "knowledge/disease", (disease.label for disease in known.likelihoods.values())
    yield "knowledge/feature", (each.label for each in known.likelihood_features.values())
    yield "knowledge/rule", (rule.title for rule in known.all_rules.values())
    yield "knowledge/measure", _measures(known)
    yield "knowledge/due", _parts_due(known)
    yield "knowledge/gate", _gates(known)


def _abbreviation(entry: Any) -> str:
    """Return the short name that a drawing uses where the name is long, if there is one."""
    if len(entry.label) <= _SHORTEST_TO_ABBREVIATE:
        return ""
    return next((s for s in getattr(entry, "synonyms", ()) if len(s) <= 8 and s.isupper()), "")


def _measures(known: Knowledge) -> Iterator[str]:
    for row in known.rules("activity")["current_measures"].body["components"]:
        yield str(row["label"])


def _parts_due(known: Knowledge) -> Iterator[str]:
    for rule in known.rules("due").values():
        yield from (str(group["label"]) for group in rule.body["done_by"]["all_of"])


def _gates(known: Knowledge) -> Iterator[str]:
    for rule in known.rules("safety").values():
        yield from map(gate_label, rule.body["gates"])
