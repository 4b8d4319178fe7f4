"""One gate: what the record says of a thing that stands in the way of a drug."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from attrs import frozen

from crmo.assess.answer import any_of, ids, listed, remembered, spoken
from crmo.assess.due.done import named_encounters
from crmo.assess.facts import Facts, Measured, entry_order
from crmo.assess.measures import is_above_range, is_below_range
from crmo.assess.months import months_after
from crmo.assess.safety.limit import Found, as_written, below
from crmo.assess.safety.limit import is_old as _is_old
from crmo.assess.safety.limit import newest as _newest
from crmo.assess.treatments.courses import belongs_to, courses_running
from crmo.knowledge import Knowledge
from crmo.record import (
    Certainty,
    Diagnosis,
    Entry,
    FactStatus,
    Finding,
    Procedure,
    Sex,
    Subject,
)


@frozen(slots=True)
class Age:
    """How old what is on record may be to decide a gate.

    Attributes:
        clears: first day from which an absence or a normal test opens it.
        closes: first day from which a presence or an abnormal test closes it.
    """

    clears: date
    closes: date


def _age(row: Mapping[str, Any], on: date, otherwise: date) -> Age:
    clears, closes = row.get("clears_within"), row.get("closes_within")
    return Age(
        on - timedelta(days=clears["value"])
        if clears and clears["value"] is not None
        else otherwise,
        on - timedelta(days=closes["value"])
        if closes and closes["value"] is not None
        else otherwise,
    )


def gate(
    facts: Facts, row: Mapping[str, Any], since: date, conversion_error_percent: float = 0.0
) -> Found:
    """Return what the record says of one gate.

    Args:
        facts: the record on a day.
        row: the gate in the rule; see knowledge/safety/bisphosphonate.yaml for its keys.
        since: values and tests older than this are not recent.
        conversion_error_percent: how close to a limit a converted value decides nothing.
    """
    if "only" in row and _is_spared(facts, row["only"]):
        return Found("does not concern this child", truth=False)
    found = list(_conditions(facts, row, since, conversion_error_percent))
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


def _conditions(
    facts: Facts, row: Mapping[str, Any], since: date, conversion_error_percent: float
) -> Iterable[Found]:
    """Yield what each condition of the gate finds; a deciding test comes first."""
    if "procedure_result" in row:
        yield _tested(facts, row["procedure_result"], _age(row, facts.on, since))
    if "below" in row:
        yield below(facts, row["below"], since, conversion_error_percent)
    if "below_own_range" in row:
        # A value that was ever too low may point to an inborn disease, however old it is.
        old = date.min if row["below_own_range"].get("even_if_old") else since
        yield _out_of_range(facts, row["below_own_range"], since, low=True, closes_since=old)
    if "above_own_range" in row:
        yield _out_of_range(facts, row["above_own_range"], since, low=False, closes_since=since)
    if "findings" in row:
        age = _age(row, facts.on, date.min)
        yield _findings(facts, row["findings"], Subject(row.get("about", "patient")), age)
    if "diseases" in row:
        yield _diseases(facts, row["diseases"])
    if "if_named" in row:
        named = _diseases(facts, row["if_named"]["diseases"])
        yield named if named.truth else Found(truth=False)
    if "cleared_by" in row:
        yield _cleared(facts, row["cleared_by"])
    if "in_use" in row:
        yield _in_use(facts, row["in_use"]["drug_classes"])
    if "given_with" in row:
        yield _given_with(facts, row["given_with"]["drugs"])


def _is_spared(facts: Facts, only: Mapping[str, Any]) -> bool:
    sex = facts.record.patient.sex
    if "sex" in only and sex in (Sex.FEMALE, Sex.MALE) and sex != only["sex"]:
        return True
    from_age = only.get("from_age_years", {}).get("value")
    age = facts.age_years()
    return from_age is not None and age is not None and age.compare("<", from_age) is True


def _label(facts: Facts, analyte: str) -> str:
    known = facts.knowledge.analytes.get(analyte)
    return known.label if known else analyte


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
        known = facts.knowledge.analytes.get(analyte)
        written = as_written(newest, (known and known.unit) or "")
        words = " ".join(filter(None, (_label(facts, analyte), written)))
        words = f"{words} on {spoken(entry.on)}" if entry.on else words
        truth = is_below_range(newest) if low else is_above_range(newest)
        if _is_old(entry, since) and (not truth or _is_old(entry, closes_since)):
            ever = _ever_out(facts, analyte, low=low) if stated.get("even_if_old") else None
            was = (
                f"; was {side} the range on {spoken(ever.entry.on)}"
                if ever and ever.entry.on
                else ""
            )
            found.append(Found(f"{words} is too old{was}", (entry.id,), answers))
            continue
        said = {True: f"{side} the range", False: f"not {side} the range", None: "without a range"}
        found.append(Found(f"{words} {said[truth]}", (entry.id,), answers, truth=truth))
    decided = [f for f in found if f.truth is not None]
    if not found:
        return Found("not on record", (), answers)
    truth = any(f.truth for f in decided) if decided else None
    joined = _joined([f for f in found if f.truth is truth] or found, truth=truth)
    return Found(joined.observed, joined.entries, answers, truth=truth)


def _ever_out(facts: Facts, analyte: str, *, low: bool) -> Measured | None:
    is_out = is_below_range if low else is_above_range
    return next((m for m in reversed(facts.measurements(analyte)) if is_out(m)), None)


def _findings(facts: Facts, concepts: Iterable[str], about: Subject, age: Age) -> Found:
    found = [_finding(facts, concept, about, age) for concept in concepts]
    truth = any_of(f.truth for f in found)
    return _joined([f for f in found if f.truth is truth], truth=truth)


def _finding(facts: Facts, concept: str, about: Subject, age: Age) -> Found:
    family = " in the family" if about is Subject.FAMILY else ""
    if not _is_spoken_of(facts, concept):
        return _not_on_record(f"{_name(facts.knowledge, concept)}{family}")
    name = f"{_name(facts.knowledge, concept)}{family}"
    said = facts.findings(concept, about)
    present = [f for f in said if f.status is FactStatus.PRESENT]
    closing = [f for f in present if _counts(f, age.closes)]
    if closing:
        return Found(f"{name}{_when(closing[-1])}", ids(closing), truth=True)
    if about is Subject.PATIENT and age.closes == date.min:
        held = _diseases(facts, [concept])
        if held.truth is not None:
            return held
    wider = facts.wider_findings(concept, about)
    absent = [
        f
        for f in (*(f for f in said if f.concept == concept), *wider)
        if f.status is FactStatus.ABSENT
    ]
    clearing = [f for f in absent if _counts(f, age.clears)]
    if clearing:
        return Found(f"no {name}{_when(clearing[-1])}", ids(clearing), truth=False)
    return _only_old(name, present, absent)


def _counts(entry: Entry, since: date) -> bool:
    return since == date.min or not _is_old(entry, since)


def _when(entry: Entry) -> str:
    return f", {spoken(entry.on)}" if entry.on else ""


def _only_old(name: str, present: list[Finding], absent: list[Finding]) -> Found:
    """Tell what was said too long ago to decide, the newest of it."""
    old = [f for f in (*present, *absent) if f.on is not None]
    if not old:
        return _not_on_record(name)
    last = max(old, key=entry_order)
    negation = "no " if last.status is FactStatus.ABSENT else ""
    return Found(f"{negation}{name}{_when(last)}, too old to tell of today", (last.id,))


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
        facts.knowledge.descendants(concept).isdisjoint(said)
        and facts.knowledge.ancestors(concept).isdisjoint(said)
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


def _tested(facts: Facts, stated: Mapping[str, Any], age: Age) -> Found:
    done = [p for p in facts.procedures(stated["procedure"]) if p.status is FactStatus.PRESENT]
    name = _name(facts.knowledge, stated["procedure"])
    answers = ("abnormal", "normal")
    if not done:
        return Found(f"{name} not on record", (), answers)
    last: Procedure = done[-1]
    words = f"{name} {spoken(last.on)}" if last.on else name
    said = {fact.concept: fact.status for fact in last.results}
    is_abnormal = any(said.get(r) is FactStatus.PRESENT for r in stated["results"])
    is_clear = any(said.get(r) is FactStatus.PRESENT for r in stated["clear"]) or any(
        said.get(r) is FactStatus.ABSENT for r in stated["results"]
    )
    shown = "abnormal" if is_abnormal else ("normal" if is_clear else "no result")
    if _is_old(last, age.closes if is_abnormal else age.clears):
        return Found(f"{words}: {shown}, too old", (last.id,), answers)
    truth = True if is_abnormal else (False if is_clear else None)
    return Found(f"{words}: {shown}", (last.id,), answers, truth=truth)


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
    last = max(done, key=lambda entry: (entry.on is not None, *entry_order(entry)[1:]))
    when = f" {spoken(last.on)}" if last.on else ""
    months = stated.get("within", {}).get("value")
    if months is not None and _is_old(last, months_after(facts.on, -months)):
        return Found(
            f"reviewed{when}, too old" if when else "reviewed on an unknown date", (last.id,)
        )
    return Found(f"reviewed{when}", (last.id,), truth=False)


def _in_use(facts: Facts, drug_classes: Iterable[str]) -> Found:
    running = [c for c in courses_running(facts) if belongs_to(facts.knowledge, c, drug_classes)]
    # A record that names none does not say that none is taken elsewhere.
    truth = any_of(c.runs_on(facts.on) for c in running) or None
    entries = tuple(e for c in running for e in c.entries)
    words = (
        listed(c.label for c in running) or "none on record as taken; the record may not hold all"
    )
    return Found(words, entries, truth=truth)


def _given_with(facts: Facts, drugs: Iterable[str]) -> Found:
    """Ask for a drug that belongs to another one; silence does not say that it is not given."""
    running = [c for c in courses_running(facts) if belongs_to(facts.knowledge, c, drugs)]
    given = [c for c in running if c.runs_on(facts.on)]
    if given:
        entries = tuple(e for c in given for e in c.entries)
        return Found(listed(c.label for c in given), entries, ("no", "yes"), truth=False)
    return Found("not on record as taken", (), ("no", "yes"))


def recent_since(on: date, months: float | None) -> date:
    """Return the first day that still counts as recent."""
    return date.min if months is None else months_after(on, -int(months))
