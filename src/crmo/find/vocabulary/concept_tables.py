"""The vocabulary tables of an OMOP source, asked for the concepts that occur."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from crmo.find.events.database import records, table_of
from crmo.find.vocabulary.omop_vocabulary import ConceptRow, OmopVocabulary
from crmo.knowledge.codes import system_named

if TYPE_CHECKING:
    from crmo.find.events.source import Desk

_CONCEPTS = """SELECT concept_id, concept_name, domain_id, vocabulary_id, concept_code
FROM ({table}) JOIN {ids} USING (concept_id) WHERE concept_code IS NOT NULL"""
_MAPS_TO = """SELECT DISTINCT concept_id_1 AS source, concept_id_2 AS target
FROM ({table}) JOIN occurring ON concept_id = concept_id_1
WHERE relationship_id = 'Maps to' AND concept_id_1 <> concept_id_2
  AND coalesce(invalid_reason, '') = '' ORDER BY ALL"""
_WIDER = """SELECT DISTINCT descendant_concept_id AS narrow, ancestor_concept_id AS wide,
  min_levels_of_separation AS level
FROM ({table}) JOIN occurring ON concept_id = descendant_concept_id
WHERE ancestor_concept_id <> descendant_concept_id ORDER BY ALL"""


def read_vocabulary(desk: Desk, tables: Mapping[str, str], occurring: set[int]) -> OmopVocabulary:
    """Return what the source's vocabulary tables say of the concepts that occur.

    Args:
        desk: the desk.
        tables: those of `concept`, `concept_relationship` and `concept_ancestor` that are there,
            as queries with the wanted columns.
        occurring: concept ids of the clinical tables.
    """
    _ids(desk, "occurring", occurring)
    rows: dict[int, ConceptRow] = {}
    maps_to: defaultdict[int, tuple[int, ...]] = defaultdict(tuple)
    wider: defaultdict[int, tuple[tuple[int, int], ...]] = defaultdict(tuple)
    if "concept_relationship" in tables:
        query = _MAPS_TO.format(table=tables["concept_relationship"])
        for row in records(desk.connection, query):
            maps_to[row["source"]] += (row["target"],)
    targets = {target for found in maps_to.values() for target in found}
    _ids(desk, "occurring", occurring | targets)
    if "concept_ancestor" in tables:
        query = _WIDER.format(table=tables["concept_ancestor"])
        for row in records(desk.connection, query):
            wider[row["narrow"]] += ((row["level"] or 0, row["wide"]),)
    ancestors = {wide for found in wider.values() for _, wide in found}
    if "concept" in tables:
        _ids(desk, "asked", occurring | targets | ancestors)
        for row in records(desk.connection, _CONCEPTS.format(table=tables["concept"], ids="asked")):
            rows[row["concept_id"]] = ConceptRow(
                row["concept_id"],
                row["concept_name"] or "",
                row["domain_id"] or "",
                row["vocabulary_id"] or "",
                row["concept_code"],
            )
    return OmopVocabulary(
        desk.knowledge, desk.known, desk.mapping, rows=rows, maps_to=maps_to, wider=wider
    )


def _ids(desk: Desk, table: str, ids: set[int]) -> None:
    table_of(desk.connection, table, {"concept_id": "int64"}, [(each,) for each in sorted(ids)])


def system_of_vocabulary(vocabulary: str) -> str:
    """Return our short name of an OMOP vocabulary, or its name in small letters."""
    return system_named(vocabulary) or vocabulary.lower()
