"""One gate: what the record says of a thing that stands in the way of a drug."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from attrs import field, frozen

from crmo.assess.answer import any_of, ids, listed, remembered, shown_unit, spoken, told
from crmo.assess.due.done import named_encounters
from crmo.assess.facts import Facts, Measured, entry_order
from crmo.assess.measures import is_above_range, is_below_range
from crmo.assess.months import months_after
from crmo.assess.treatments.courses import belongs_to, courses_running
from crmo.knowledge import Knowledge
from crmo.record import Certainty, Diagnosis, Entry, FactStatus, Procedure, Sex, Subject


@frozen(slots=True)
class Found:
    """What one condition of a gate finds.

    Attributes:
        truth: True closes the gate, False opens it, None leaves it unknown.
        observed: what was seen, in short words.
        entries: ids of the entries it rests on.
        answers: what a missing value could be, closing answer first; empty if nothing lacks.
    """

    observed: str = ""
    entries: tuple[str, ...] = ()
    answers: tuple[str, str] = ("yes", "no")
    truth: bool | None = field(default=None, kw_only=True)


def gate(facts: Facts, row: Mapping[str, Any], since: date) -> Found:
    """Return what the record says of one gate.

    Args:
        facts: the record on a day.
        row: the gate in the rule; see knowledge/safety/bisphosphonate.yaml for its keys.
        since: values and findings older than this are not recent.
    """
    if "only" in row and _is_spared(facts, row["only"]):
        return Found("does not concern this child", truth=False)
    found = list(_conditions(facts, row, since))
    if len(found) == 1:
        return found[0]
    closing = [f for f in found if f.truth]
    if closing:
        return _joined(closing, truth=True)
    deciding = [f for f in found if f.truth is False]
    if "procedure_result" in row:
        deciding = [f for f in found[:1] if f.truth is False]
    elif "cleared_by" not in row:
        deciding = deciding if any_of(f.truth for f in found) is False else []
    return _joined(deciding, truth=False) if deciding else _joined(found, truth=None)


def _joined(found: list[Found], *, truth: bool | None) -> Found:
    if len(found) == 1 and found[0].truth is truth:
        return found[0]
    words = listed(dict.fromkeys(f.observed for f in found if f.observed))
    entries = tuple(dict.fromkeys(e for f in found for e in f.entries))
    answers = found[0].answers if found else ("yes", "no")
    return Found(words, entries, answers, truth=truth)


def _conditions(facts: Facts, row: Mapping[str, Any], since: date) -> Iterable[Found]:
    """Yield what each condition of the gate finds; a deciding test comes first."""
    if "procedure_result" in row:
        yield _tested(facts, row["procedure_result"], since)
    if "below" in row:
        yield _below(facts, row["below"], since)
    if "below_own_range" in row:
        # A value that was ever too low may point to an inborn disease, however old it is.
        old = date.min if row["below_own_range"].get("even_if_old") else since
        yield _out_of_range(facts, row["below_own_range"], since, low=True, closes_since=old)
    if "above_own_range" in row:
        yield _out_of_range(facts, row["above_own_range"], since, low=False, closes_since=since)
    if "findings" in row:
        limit = since if row.get("recent_only") else None
        yield _findings(facts, row["findings"], Subject(row.get("about", "patient")), limit)
    if "diseases" in row:
        yield _diseases(facts, row["diseases"])
    if "if_named" in row:
        named = _diseases(facts, row["if_named"]["diseases"])
        yield named if named.truth else Found(truth=False)
    if "cleared_by" in row:
        yield _cleared(facts, row["cleared_by"])
    if "in_use" in row:
        yield _in_use(facts, row["in_use"]["drug_classes"])


def _is_spared(facts: Facts, only: Mapping[str, Any]) -> bool:
    sex = facts.record.patient.sex
    if "sex" in only and sex in (Sex.FEMALE, Sex.MALE) and sex != only["sex"]:
        return True
    from_age = only.get("from_age_years", {}).get("value")
    age = facts.age_years()
    return from_age is not None and age is not None and age.compare("<", from_age) is True


def _newest(facts: Facts, analytes: Iterable[str]) -> Measured | None:
    # Measurements come in order of date, undated ones last.
    newest = [
        next((m for m in reversed(facts.measurements(analyte)) if m.entry.on is not None), None)
        for analyte in analytes
    ]
    dated = [measured for measured in newest if measured is not None]
    return max(dated, key=lambda m: entry_order(m.entry)) if dated else None


def _is_old(entry: Entry, since: date) -> bool:
    return entry.on is None or entry.on.earliest < since


def _label(facts: Facts, analyte: str) -> str:
    known = facts.knowledge.analytes.get(analyte)
    return known.label if known else analyte


def _below(facts: Facts, stated: Mapping[str, Any], since: date) -> Found:
    limit, unit = stated["value"], stated["unit"]
    shown = shown_unit(unit)
    answers = (
        (f"below {limit:g} {shown}", f"{limit:g} {shown} or more")
        if limit is not None
        else ("", "")
    )
    newest = _newest(facts, stated["analytes"])
    if newest is None or limit is None:
        return Found("not on record", (), answers)
    entry = newest.entry
    analyte = facts.knowledge.analytes[entry.analyte]
    when = spoken(entry.on) if entry.on else ""
    if newest.value is None:
        return Found(f"{analyte.label} on {when}: {newest.problem}", (entry.id,), answers)
    words = f"{analyte.label} {told(newest.value, analyte.unit or '')} on {when}"
    if _is_old(entry, since):
        return Found(f"{words}, too old", (entry.id,), answers)
    truth = newest.value.compare("<", analyte.to_own_unit(limit, unit))
    return Found(words, (entry.id,), answers, truth=truth)


def _out_of_range(
    facts: Facts, stated: Mapping[str, Any], since: date, *, low: bool, closes_since: date
) -> Found:
    """Ask the laboratory's own range or flag; no range of ours is used."""
    side = "below" if low else "above"
    answers = (f"{side} the laboratory's range", "within the laboratory's range")
    found = []
    for analyte in stated["analytes"]:
        newest = _newest(facts, [analyte])
        if newest is None:
            continue
        entry = newest.entry
        words = f"{_label(facts, analyte)} on {spoken(entry.on)}" if entry.on else ""
        truth = is_below_range(newest) if low else is_above_range(newest)
        if _is_old(entry, since) and (not truth or _is_old(entry, closes_since)):
            found.append(Found(f"{words} is too old", (entry.id,), answers))
            continue
        said = {True: f"{side} the range", False: f"not {side} the range", None: "without a range"}
        found.append(Found(f"{words} {said[truth]}", (entry.id,), answers, truth=truth))
    known = [f for f in found if f.truth is not None]
    if not found:
        return Found("not on record", (), answers)
    truth = any(f.truth for f in known) if known else None
    joined = _joined([f for f in found if f.truth is truth] or found, truth=truth)
    return Found(joined.observed, joined.entries, answers, truth=truth)


def _findings(facts: Facts, concepts: Iterable[str], about: Subject, since: date | None) -> Found:
    found = [_finding(facts, concept, about, since) for concept in concepts]
    truth = any_of(f.truth for f in found)
    return _joined([f for f in found if f.truth is truth], truth=truth)


def _finding(facts: Facts, concept: str, about: Subject, since: date | None) -> Found:
    family = " in the family" if about is Subject.FAMILY else ""
    if not _is_spoken_of(facts, concept):
        return _not_on_record(f"{_name(facts.knowledge, concept)}{family}")
    name = f"{_name(facts.knowledge, concept)}{family}"
    said = [f for f in facts.findings(concept, about) if since is None or not _is_old(f, since)]
    present = [f for f in said if f.status is FactStatus.PRESENT]
    if present:
        when = f", {spoken(present[-1].on)}" if present[-1].on else ""
        return Found(f"{name}{when}", ids(present), truth=True)
    if about is Subject.PATIENT and since is None:
        held = _diseases(facts, [concept])
        if held.truth is not None:
            return held
    wider = facts.wider_findings(concept, about)
    absent = [
        f
        for f in (*(f for f in said if f.concept == concept), *wider)
        if f.status is FactStatus.ABSENT and (since is None or not _is_old(f, since))
    ]
    if absent:
        return Found(f"no {name}", ids(absent), truth=False)
    return _not_on_record(name)


@lru_cache(maxsize=1024)
def _not_on_record(name: str) -> Found:
    return Found(f"{name} not on record")


@lru_cache(maxsize=1024)
def _name(knowledge: Knowledge, concept: str) -> str:
    known = knowledge.concepts.get(concept)
    return known.label if known else concept.replace("_", " ")


def _is_spoken_of(facts: Facts, concept: str) -> bool:
    """Whether the record says anything of a concept, of a kind of it, or of what it is."""
    said = remembered(facts, _concepts_said)
    return not (
        facts.tree.below(concept).isdisjoint(said) and facts.tree.above(concept).isdisjoint(said)
    )


def _concepts_said(facts: Facts) -> frozenset[str]:
    spoken_of = {entry.concept for entry in facts.all_findings}
    spoken_of |= {entry.concept for entry in facts.of_kind(Diagnosis)}
    return frozenset(spoken_of)


def _diseases(facts: Facts, concepts: Iterable[str]) -> Found:
    found = [_disease(facts, concept) for concept in concepts]
    truth = any_of(f.truth for f in found)
    return _joined([f for f in found if f.truth is truth], truth=truth)


def _disease(facts: Facts, concept: str) -> Found:
    name = _name(facts.knowledge, concept)
    if not _is_spoken_of(facts, concept):
        return _not_on_record(name)
    said = facts.diagnoses(concept)
    held = [d for d in said if d.certainty in (Certainty.CONFIRMED, Certainty.SUSPECTED)]
    excluded = [d for d in said if d.certainty is Certainty.EXCLUDED and d.concept == concept]
    if held and not (excluded and entry_order(excluded[-1]) > entry_order(held[-1])):
        return Found(name, ids(held), truth=True)
    if excluded:
        return Found(f"{name} excluded", ids(excluded), truth=False)
    return _not_on_record(name)


def _tested(facts: Facts, stated: Mapping[str, Any], since: date) -> Found:
    done = [p for p in facts.procedures(stated["procedure"]) if p.status is FactStatus.PRESENT]
    name = _name(facts.knowledge, stated["procedure"])
    answers = ("abnormal", "normal")
    if not done:
        return Found(f"{name} not on record", (), answers)
    last: Procedure = done[-1]
    words = f"{name} {spoken(last.on)}" if last.on else name
    if _is_old(last, since):
        return Found(f"{words}, too old", (last.id,), answers)
    said = {fact.concept: fact.status for fact in last.results}
    if any(said.get(r) is FactStatus.PRESENT for r in stated["results"]):
        return Found(f"{words}: abnormal", (last.id,), truth=True)
    is_clear = any(said.get(r) is FactStatus.PRESENT for r in stated["clear"]) or any(
        said.get(r) is FactStatus.ABSENT for r in stated["results"]
    )
    shown = "normal" if is_clear else "no result"
    return Found(f"{words}: {shown}", (last.id,), answers, truth=False if is_clear else None)


def _cleared(facts: Facts, stated: Mapping[str, Any]) -> Found:
    done: list[Entry] = [
        p
        for concept in stated.get("procedures", ())
        for p in facts.procedures(concept)
        if p.status is FactStatus.PRESENT
    ]
    done += named_encounters(facts, stated)
    if not done:
        return Found("no review on record")
    last = max(done, key=entry_order)
    when = f" {spoken(last.on)}" if last.on else ""
    return Found(f"reviewed{when}", (last.id,), truth=False)


def _in_use(facts: Facts, drug_classes: Iterable[str]) -> Found:
    running = [c for c in courses_running(facts) if belongs_to(facts.knowledge, c, drug_classes)]
    truth = any_of(c.runs_on(facts.on) for c in running)
    entries = tuple(e for c in running for e in c.entries)
    words = listed(c.label for c in running) or "none on record as taken"
    return Found(words, entries, truth=truth)


def recent_since(on: date, months: float | None) -> date:
    """Return the first day that still counts as recent."""
    return date.min if months is None else months_after(on, -int(months))
