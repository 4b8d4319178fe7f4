"""A rule's conditions in plain words, made from the same YAML that is evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from crmo.assess.rules.predicates.lesion_words import site_label
from crmo.assess.rules.words import MODALITY_WORDS, analyte_label, concept_label, joined, number
from crmo.knowledge import Knowledge
from crmo.record import Modality

Form = Mapping[str, Any]

_OPERATORS = {"<": "below", "<=": "at most", ">": "above", ">=": "at least", "==": "exactly"}
_CHOICES = {
    "presentation": "at presentation",
    "latest": "latest value",
    "highest": "highest value",
    "lowest": "lowest value",
    "any": "any value so far",
}
_SEVERAL = {
    "all": "all of",
    "any": "any of",
    "either": "told in one of these ways",
    "first_known": "the first of these that is known",
}


@frozen
class Line:
    """One line of a description.

    Attributes:
        depth: how far it is indented, from 0.
        text: the words.
    """

    depth: int
    text: str


class Description:
    """Puts the conditions of one rule into words.

    Args:
        body: the rule's body; its criteria give their labels to what refers to them.
        knowledge: for the labels of concepts, analytes, drugs and other rules.
    """

    def __init__(self, body: Form, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names: dict[str, str] = {}
        for key in ("eligible", "excluded", "criteria"):
            self.names.update({form["id"]: form["label"] for form in body.get(key, ())})

    def lines(self, form: Form | str, depth: int = 0) -> Iterator[Line]:
        """Yield the lines that say when a condition holds.

        Args:
            form: a condition of the body, or the id of one of its criteria.
            depth: indentation of the first line.
        """
        if isinstance(form, str):
            yield Line(depth, self.names[form])
            return
        for word, label in _SEVERAL.items():
            if word in form:
                yield from self._several(f"{label}:", form[word], depth)
                return
        if "at_least" in form:
            inner = form["at_least"]
            yield from self._several(f"at least {inner['n']} of:", inner["of"], depth)
        elif "not" in form:
            yield from self._negated(form["not"], depth)
        elif "stated" in form:
            inner = form["stated"]
            yield from self._several("as stated:", (inner["statement"],), depth)
            ruled_out = (inner["ruled_out"],)
            yield from self._several("or else ruled out by:", ruled_out, depth)
        elif "unless" in form:
            inner = form["unless"]
            yield from self._several("as stated:", (inner["statement"],), depth)
            yield from self._several("unless there is any of:", inner["refuted_by"], depth)
        elif "rule" in form:
            yield Line(depth, f"the rule “{self.knowledge.rule(form['rule']).title}”")
        else:
            yield Line(depth, leaf_words(form, self.knowledge))

    def _several(self, label: str, forms: Iterable[Form | str], depth: int) -> Iterator[Line]:
        yield Line(depth, label)
        for form in forms:
            yield from self.lines(form, depth + 1)

    def _negated(self, form: Form | str, depth: int) -> Iterator[Line]:
        if isinstance(form, Mapping) and "disease" in form:
            yield Line(depth, f"{concept_label(self.knowledge, form['disease'])} excluded")
        elif isinstance(form, Mapping) and "finding" in form:
            yield Line(depth, f"no {leaf_words(form, self.knowledge)}")
        elif isinstance(form, Mapping) and "lesions" in form and form["value"] == 1:
            yield Line(depth, f"no lesion{_lesion_words(form['lesions'], self.knowledge)}")
        else:
            yield from self._several("not:", (form,), depth)


def leaf_words(form: Form, knowledge: Knowledge) -> str:
    """Return one question to the record in words."""
    word = next((word for word in _LEAVES if word in form), None)
    if word is None:
        raise KeyError(f"no words for {', '.join(form)}")
    return _LEAVES[word](form, knowledge)


def _finding(form: Form, knowledge: Knowledge) -> str:
    words = concept_label(knowledge, form["finding"])
    if form.get("about") == "family":
        words = f"{words} in the family"
    if form.get("when") == "latest":
        words = f"{words} as last recorded{_recent(form)}"
    if form.get("besides"):
        others = [concept_label(knowledge, concept) for concept in form["besides"]]
        words = f"{words} other than {joined(others, 'or')}"
    return words


def _recent(form: Form) -> str:
    days = form.get("within_days")
    return f", not more than {days} days ago" if days else ""


def _disease(form: Form, knowledge: Knowledge) -> str:
    now = " as last recorded" if form.get("when") == "latest" else ""
    return f"{concept_label(knowledge, form['disease'])} confirmed{now}"


def _analyte(form: Form, knowledge: Knowledge) -> str:
    label, choice = analyte_label(knowledge, form["analyte"]), _CHOICES[form["choose"]]
    if "flag" in form:
        return f"{label} {form['flag']} by the laboratory's own mark or limits ({choice})"
    if form["value"] is None:
        return f"{label}: the cut-off is not known to us"
    words = f"{label} {_compared(form)} {form['unit']} ({choice})"
    if form.get("undefined_at_limit"):
        words = f"{words}; exactly {number(form['value'])} is left open"
    return words


def _compared(form: Form) -> str:
    return f"{_OPERATORS[form['op']]} {number(form['value'])}"


def _lesion_words(form: Form, knowledge: Knowledge) -> str:
    parts = []
    if form.get("site"):
        parts.append(f"in: {site_label(form['site'])}")
    if form.get("features"):
        parts.append(f"with {joined(_labels(form['features'], knowledge), 'and')}")
    if form.get("any_features"):
        parts.append(f"with {joined(_labels(form['any_features'], knowledge), 'or')}")
    if form.get("modalities"):
        names = [MODALITY_WORDS[Modality(name)] for name in form["modalities"]]
        parts.append(f"on {joined(names, 'or')}")
    if form.get("within_days"):
        parts.append(f"not older than {form['within_days']} days")
    if form.get("latest"):
        parts.append("not called clear or healed since")
    return f" ({'; '.join(parts)})" if parts else ""


def _labels(concepts: tuple[str, ...], knowledge: Knowledge) -> list[str]:
    return [concept_label(knowledge, concept) for concept in concepts]


def _lesions(form: Form, knowledge: Knowledge) -> str:
    unit = "affected bones" if form["lesions"].get("by") == "bone" else "separate lesions"
    if form["value"] == 1:
        unit = "affected bone" if form["lesions"].get("by") == "bone" else "lesion"
    return f"{_compared(form)} {unit}{_lesion_words(form['lesions'], knowledge)}"


def _symmetric(form: Form, knowledge: Knowledge) -> str:
    return f"the same lesion site on both sides{_lesion_words(form['symmetric'], knowledge)}"


def _pictures_show(form: Form, knowledge: Knowledge) -> str:
    return f"a picture shows a lesion{_lesion_words(form['pictures_show'], knowledge)}"


def _imaging_done(form: Form, knowledge: Knowledge) -> str:
    inner = form["imaging_done"]
    whole = "whole-body imaging" if inner.get("whole_body") else "imaging"
    return f"{whole} done{_lesion_words({'modalities': inner['modalities']}, knowledge)}"


def _sample(form: Form, knowledge: Knowledge) -> str:
    inner = form["sample"]
    parts = [f"a {joined(_labels(inner['procedures'], knowledge), 'or')}"]
    if inner.get("results"):
        parts.append(f"with {joined(_labels(inner['results'], knowledge), 'and')}")
    if inner.get("any_results"):
        parts.append(f"with {joined(_labels(inner['any_results'], knowledge), 'or')}")
    if inner.get("no_results"):
        parts.append(f"and not: {joined(_labels(inner['no_results'], knowledge), 'nor')}")
    if inner.get("any_no_results"):
        parts.append(f"and not: {joined(_labels(inner['any_no_results'], knowledge), 'or not')}")
    return " ".join(parts)


def _symptom_weeks(form: Form, knowledge: Knowledge) -> str:
    names = _labels(form["symptom_weeks"]["findings"], knowledge)
    return f"{joined(names, 'or')} for {_compared(form)} weeks"


def _age_at_onset(form: Form, knowledge: Knowledge) -> str:
    names = _labels(form["age_at_onset"]["findings"], knowledge)
    return f"age {_compared(form)} years when the first of these began: {joined(names, 'or')}"


def _failed(form: Form, knowledge: Knowledge) -> str:
    inner = form["failed"]
    label = knowledge.drug_classes[inner["drug_class"]].label
    return f"{label} failed after at least {number(inner['weeks'])} weeks"


def _complete(form: Form, knowledge: Knowledge) -> str:
    inner = form["complete_sustained_response"]
    label = knowledge.drug_classes[inner["drug_class"]].label
    return f"complete and lasting response to a course of {label} without another drug beside it"


def _painful_places(form: Form, knowledge: Knowledge) -> str:
    label = concept_label(knowledge, form["painful_places"]["finding"])
    return f"{label} in {_compared(form)} separate places"


_LEAVES: dict[str, Callable[[Form, Knowledge], str]] = {
    "finding": _finding,
    "disease": _disease,
    "analyte": _analyte,
    "lesions": _lesions,
    "symmetric": _symmetric,
    "pictures_show": _pictures_show,
    "imaging_done": _imaging_done,
    "sample": _sample,
    "symptom_weeks": _symptom_weeks,
    "observed_months": lambda form, _: f"observed for {_compared(form)} months",
    "age": lambda form, _: f"age {_compared(form)} completed years",
    "age_at_onset": _age_at_onset,
    "age_at_presentation": lambda form, _: f"age {_compared(form)} years at presentation",
    "failed": _failed,
    "complete_sustained_response": _complete,
    "painful_places": _painful_places,
    "unknowable": lambda form, _: f"cannot be told: {form['unknowable']}",
}
