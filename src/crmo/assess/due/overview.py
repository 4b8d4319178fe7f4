"""What is due, what is overdue, and what has no sourced interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from crmo.assess.answer import answer, any_of, listed, spoken, verdict_of
from crmo.assess.assessment import Assessment, Reason
from crmo.assess.due.done import Done, done_parts
from crmo.assess.due.trigger import Trigger, trigger
from crmo.assess.due.window import Window, earliest, window
from crmo.assess.facts import Facts
from crmo.assess.flares.episode import Flare
from crmo.assess.flares.overview import all_flares
from crmo.knowledge import Knowledge, Rule
from crmo.record import PartialDate, PatientRecord

_ELSEWHERE = "Not on record here; it may have been done elsewhere."


def due(record: PatientRecord, knowledge: Knowledge, *, on: date) -> tuple[Assessment, ...]:
    """Return what is due: one assessment per item that applies to the child.

    MET: due or overdue on the day. NOT_MET: not yet, or done. CANNOT_TELL: no interval is
    known, because no source gives one or the start is not dated. Items that do not apply
    (a drug that is not taken, no diagnosis) are left out.

    Details: `last_on` (date as recorded, of the part done longest ago; None when a part was
    never recorded), `due_from`, `due_to` (dates or None), `overdue_days` (0 when not late),
    `state` (`overdue`, `due`, `later`, `done`, `no_interval`), `when` (the state in words, with
    its date), `why`, `interval_source` (ids),
    `interval_grade`, `interval_decision`, and `parts`: one mapping each: `id`, `label`,
    `last_on`, `entry`, `due_from`, `due_to`. `is_overridden` of the assessment says whether a
    local overlay changed the rule.

    Args:
        record: one child.
        knowledge: the rules.
        on: the day of the answer, inclusive.
    """
    return due_from(Facts(record, knowledge, on))


def due_from(facts: Facts) -> tuple[Assessment, ...]:
    """Return the same as `due` from facts that are already indexed."""
    found = []
    for rule in facts.knowledge.rules("due").values():
        why = trigger(facts, rule.body)
        if why is not None:
            found.append(_item(facts, rule, why))
    return tuple(found)


def _item(facts: Facts, rule: Rule, why: Trigger) -> Assessment:
    parts = done_parts(facts, rule.id, rule.body)
    visit = _last_visit(facts) if "each_visit" in rule.body["interval"] else None
    windows = [window(rule.body["interval"], part, why.since, visit, facts.on) for part in parts]
    if "months_since_start" in rule.body["interval"]:
        windows = [_unless_relapsed(facts, why, span) for span in windows]
    truth = any_of(w.is_due(facts.on) for w in windows)
    never = any(part.last is None for part in parts)
    overdue = max(w.overdue_days(facts.on) for w in windows)
    due_from_day = earliest(w.due_from for w in windows)
    due_to_day = earliest(w.due_to for w in windows)
    state = _state(windows, facts.on)
    when = _when(rule, windows, state)
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        f"{rule.title}: {when}; {_last(parts)} ({why.why}).",
        reasons=tuple(_reason(p, w, facts.on) for p, w in zip(parts, windows, strict=True)),
        entries=why.entries,
        details={
            "last_on": None
            if never
            else str(min((p.last_on for p in parts if p.last_on), key=_day)),
            "due_from": due_from_day and due_from_day.isoformat(),
            "due_to": due_to_day and due_to_day.isoformat(),
            "overdue_days": overdue,
            "state": state,
            "when": when,
            "why": why.why,
            **_stated(windows[0]),
            "parts": tuple(map(_part_details, parts, windows)),
        },
        cautions=(_ELSEWHERE,) if never else (),
    )


def _unless_relapsed(facts: Facts, why: Trigger, span: Window) -> Window:
    """A study's calendar says nothing of a child whose relapse has not been treated yet."""
    relapse = next((f for f in all_flares(facts) if f.end is None and _is_after(f, why)), None)
    if relapse is None or span.is_due(facts.on):
        return span
    note = (
        f"the study protocol has no date for an open relapse (since {spoken(relapse.start)}, "
        "no treatment begun since)"
    )
    return Window(None, None, is_known=False, stated=span.stated, note=note)


def _is_after(relapse: Flare, why: Trigger) -> bool:
    return why.since is None or relapse.start.earliest > why.since.latest


def _day(on: PartialDate) -> tuple[date, date]:
    return on.earliest, on.latest


def _last_visit(facts: Facts) -> PartialDate | None:
    rule = facts.knowledge.rules("due").get("due_visit")
    if rule is None:
        return None
    return done_parts(facts, rule.id, rule.body)[0].last_on


def _state(windows: Sequence[Window], on: date) -> str:
    if not all(w.is_known for w in windows):
        return "no_interval"
    if any(w.overdue_days(on) for w in windows):
        return "overdue"
    if any(w.is_due(on) for w in windows):
        return "due"
    return "later" if any(w.due_from for w in windows) else "done"


def _stated(first: Window) -> dict[str, object]:
    stated = first.stated or {}
    source = stated.get("source", ())
    return {
        "interval_source": (source,) if isinstance(source, str) else tuple(source),
        "interval_grade": stated.get("grade", ""),
        "interval_decision": stated.get("decision", ""),
    }


def _part_details(part: Done, span: Window) -> Mapping[str, object]:
    return {
        "id": part.id,
        "label": part.label,
        "last_on": str(part.last_on) if part.last_on else None,
        "entry": part.last.id if part.last else None,
        "due_from": span.due_from and span.due_from.isoformat(),
        "due_to": span.due_to and span.due_to.isoformat(),
    }


def _reason(part: Done, span: Window, on: date) -> Reason:
    return Reason(
        criterion=part.id,
        label=part.label,
        verdict=verdict_of(span.is_due(on)),
        entries=(part.last.id,) if part.last else (),
        observed=f"last on {spoken(part.last_on)}" if part.last_on else "not on record",
    )


def _when(rule: Rule, windows: Sequence[Window], state: str) -> str:
    """Say when it is due; a date of a study's calendar is called that."""
    note = next((span.note for span in windows if span.note), "")
    if note:
        return note
    first, last = earliest(w.due_from for w in windows), earliest(w.due_to for w in windows)
    if state == "overdue":
        return f"overdue since {spoken(last)}" if last else "overdue"
    if state == "due":
        return f"due since {spoken(first)}" if first else "due"
    if state == "later" and first:
        is_plan = "months_since_start" in rule.body["interval"]
        return f"{'next date of the study protocol' if is_plan else 'due from'} {spoken(first)}"
    return {"later": "not yet due", "done": "done"}.get(state, "no sourced interval")


def _last(parts: Sequence[Done]) -> str:
    """Say what was done last, and what was never recorded."""
    lacking = [part.label for part in parts if part.last is None]
    known = [part.last_on for part in parts if part.last_on]
    if len(lacking) == len(parts):
        return "not on record"
    if lacking:
        return f"not on record: {listed(lacking)}"
    return f"last {spoken(min(known, key=_day))}"
