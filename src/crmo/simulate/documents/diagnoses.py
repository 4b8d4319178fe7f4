"""Diagnoses and procedures in a note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crmo.record import Certainty, Diagnosis, Fact, FactStatus, PartialDate, Procedure
from crmo.simulate.documents.marked import Filling, Key, Marked, Pieces, around_cue
from crmo.simulate.documents.pen import Pen

_REPEATS = 0.75
_TELLS_DATE = 0.5


def diagnosis_clause(
    pen: Pen, diagnosis: Diagnosis, last_note: date, *, is_last: bool
) -> Pieces | None:
    """Return what a note says of a diagnosis, or None.

    A confirmed one is repeated in later notes; one that was given up is told once, when it was.
    """
    on, until = diagnosis.on, diagnosis.until
    if diagnosis.recorded_on is not None and diagnosis.recorded_on > pen.day:
        return None
    if on is None:
        return _held(pen, diagnosis, is_new=False) if is_last and until is None else None
    if on.latest > pen.day:
        return None
    if until is not None and until.latest <= pen.day:
        return _given_up(pen, diagnosis) if until.earliest > last_note else None
    if on.earliest > last_note:
        return _held(pen, diagnosis, is_new=True)
    is_repeated = diagnosis.certainty is Certainty.CONFIRMED and pen.luck.happens(_REPEATS)
    return _held(pen, diagnosis, is_new=False) if is_repeated else None


def _held(pen: Pen, diagnosis: Diagnosis, *, is_new: bool) -> Pieces:
    template = pen.one_of(pen.style.phrases[f"diagnosis_{diagnosis.certainty}"])
    certainty = (Key(diagnosis.id, "certainty"),)
    concept = (Key(diagnosis.id, "concept"),)
    on_noun = concept if template.has_cue else (*concept, *certainty)
    slots: dict[str, Filling] = {
        "disease": [pen.named("diseases", diagnosis.concept, *on_noun)],
        "on": _on(pen, diagnosis, is_new=is_new),
    }
    return pen.fill(template, certainty if template.has_cue else (), slots)


def _on(pen: Pen, diagnosis: Diagnosis, *, is_new: bool) -> Pieces:
    if diagnosis.on is None:
        return []
    if pen.is_today(diagnosis.on):
        pen.today(diagnosis.id)
        return []
    if not is_new and not pen.luck.happens(_TELLS_DATE):
        return []
    name = "diagnosed_on" if diagnosis.certainty is Certainty.CONFIRMED else "thought_on"
    return pen.say(name, date=[pen.dated(diagnosis.on, (diagnosis.id, "on"))])


def _given_up(pen: Pen, diagnosis: Diagnosis) -> Pieces:
    told = str(diagnosis.until)
    date = pen.dated(PartialDate.parse(told), (diagnosis.id, "until"))
    disease = pen.named("diseases", diagnosis.concept, Key(diagnosis.id, "concept"))
    cue = [Key(diagnosis.id, "until", told)]
    until = pen.say("diagnosed_until", date=[date])
    return pen.say("diagnosis_given_up", cue, disease=[disease], until=until)


def procedure_clause(pen: Pen, procedure: Procedure) -> Pieces | None:
    """Return what a note says of a procedure; None when it is not known whether it was done."""
    status = Key(procedure.id, "status")
    slots: dict[str, Filling] = {"at": procedure_site(pen, procedure)}
    if procedure.status is FactStatus.ABSENT:
        pen.today(*([procedure.id] if pen.is_today(procedure.on) else []))
        noun = pen.named("procedures", procedure.concept, Key(procedure.id, "concept"))
        return pen.say("procedure_not_done", [status], procedure=[noun], **slots)
    if procedure.status is not FactStatus.PRESENT:
        return None
    noun = pen.named("procedures", procedure.concept, Key(procedure.id, "concept"), status)
    results = result_items(pen, procedure)
    slots["procedure"] = [noun]
    slots["result"] = pen.say("procedure_result", list=pen.listed(results)) if results else ""
    if pen.is_today(procedure.on):
        pen.today(procedure.id)
    elif procedure.on is not None:
        slots["when"] = pen.say(
            "procedure_when", date=[pen.dated(procedure.on, (procedure.id, "on"))]
        )
    return pen.say("procedure_done", **slots)


def procedure_site(pen: Pen, procedure: Procedure) -> Pieces:
    """Return ` of the left ilium`, or nothing."""
    if procedure.site is None:
        return []
    return pen.say(
        "at_of", site=pen.site(procedure.site, Key(procedure.id, "site", procedure.site))
    )


def result_items(pen: Pen, procedure: Procedure) -> list[Pieces]:
    """Return one clause for each result that was looked for."""
    return [
        _result(pen, procedure, fact)
        for fact in _once(procedure.results)
        if fact.status.truth is not None
    ]


def _once(results: Sequence[Fact]) -> list[Fact]:
    """Return the results without those that are told twice."""
    concepts = [fact.concept for fact in results]
    return [fact for fact in results if concepts.count(fact.concept) == 1]


def _result(pen: Pen, procedure: Procedure, fact: Fact) -> Pieces:
    words = pen.words.words("results", fact.concept)
    name = Key(procedure.id, f"result:{fact.concept}")
    status = Key(procedure.id, f"result:{fact.concept}:status")
    if fact.status is FactStatus.PRESENT:
        if words.present:
            text = "".join(str(piece) for piece in pen.one_of(words.present).fill({}))
            return [Marked(text, (name, status))]
        noun = Marked(pen.noun(words), (name, status))
        return pen.say("result_present", result=[noun], yes=[pen.yes], **pen.verbs(noun.text))
    if words.absent:
        return around_cue(pen.one_of(words.absent).fill({}, (status,)), name)
    template = pen.one_of(pen.style.phrases["result_absent"])
    noun = Marked(pen.noun(words).removeprefix("a ").removeprefix("an "), (name,))
    slots: dict[str, Filling] = {
        "list": [noun],
        "result": [noun],
        "no": [Marked(pen.no, (status,))],
    }
    return pen.fill(template, (status,) if template.has_cue else (), slots)
