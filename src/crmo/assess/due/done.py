"""When something was last done, as far as the record tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from attrs import frozen

from crmo.assess.answer import remembered
from crmo.assess.facts import Facts, entry_order
from crmo.record import Encounter, Entry, FactStatus, PartialDate


@frozen(slots=True)
class Done:
    """One part of an item and when it was last done.

    Attributes:
        id: id of the part in the rule.
        label: its name.
        last: the last dated entry that counts, or None.
        last_on: its date, or None.
    """

    id: str
    label: str
    last: Entry | None = None
    last_on: PartialDate | None = None


def done_parts(facts: Facts, rule_id: str, body: Mapping[str, Any]) -> tuple[Done, ...]:
    """Return the parts of an item with what satisfies each."""
    known = remembered(facts, _no_parts)
    if rule_id not in known:
        known[rule_id] = tuple(_part(facts, group) for group in body["done_by"]["all_of"])
    return known[rule_id]


def _no_parts(facts: Facts) -> dict[str, tuple[Done, ...]]:
    del facts
    return {}


def _part(facts: Facts, group: Mapping[str, Any]) -> Done:
    found = [entry for entry in _counting(facts, group) if entry.on is not None]
    last = max(found, key=entry_order) if found else None
    return Done(group["id"], group["label"], last, last.on if last else None)


def _counting(facts: Facts, group: Mapping[str, Any]) -> Iterable[Entry]:
    for analyte in group.get("analytes", ()):
        yield from (measured.entry for measured in facts.measurements(analyte))
    for instrument in group.get("instruments", ()):
        yield from facts.scores(instrument)
    for concept in group.get("findings", ()):
        # "Not looked for" is on record as well, and is no examination.
        yield from (f for f in facts.findings(concept) if f.status.truth is not None)
    for concept in group.get("procedures", ()):
        yield from (p for p in facts.procedures(concept) if p.status is FactStatus.PRESENT)
    for modality in group.get("modalities", ()):
        yield from (study for study in facts.studies if study.modality == modality)
    yield from named_encounters(facts, group)


def named_encounters(facts: Facts, group: Mapping[str, Any]) -> list[Encounter]:
    """Return the contacts that a group's `words` or `departments` name."""
    if not _NAMING & group.keys():
        return []
    return [encounter for encounter in facts.encounters if _is_named(encounter, group)]


_NAMING = frozenset({"words", "departments", "contacts_without_department"})


def _is_named(encounter: Encounter, group: Mapping[str, Any]) -> bool:
    words, departments = group.get("words", ()), group.get("departments", ())
    if words and _begins(tuple(words)).search(f"{encounter.department} {encounter.reason}"):
        return True
    if departments and _begins(tuple(departments)).search(encounter.department):
        return True
    return not encounter.department and encounter.contact in group.get(
        "contacts_without_department", ()
    )


@cache
def _begins(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match a word that begins like this: "dental" must not be found in "accidental"."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE)
