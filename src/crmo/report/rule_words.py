"""The conditions of a rule as Markdown, for the reference pages and the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crmo.assess.rules.describe import Description
from crmo.knowledge import Knowledge

GRADES = {
    "confirmed": "seen in the source",
    "secondary": "seen in another text that reports it",
    "derived": "calculated from the source",
    "memory": "from memory, not yet checked",
    "unknown": "not known to us",
}
SECTIONS = (
    ("eligible", "Entry"),
    ("excluded", "Exclusions"),
    ("criteria", "Criteria"),
)


def condition_lines(body: Mapping[str, Any], knowledge: Knowledge) -> Iterator[str]:
    """Yield Markdown that says when a criteria set or a red flag is met, criterion by criterion.

    Args:
        body: body of a rule of kind criteria or red flag.
        knowledge: for the labels.
    """
    words = Description(body, knowledge)
    for key, title in SECTIONS:
        if body.get(key):
            yield f"### {title}\n"
            for form in body[key]:
                yield from _condition(form, words)
            yield ""
    if "score" in body:
        yield from _score(body["score"], words)
    if "met_when" in body:
        yield "### Together\n"
        yield from _lines(body["met_when"], words, depth=0)
        yield ""
    if "presentation" in body:
        yield f"At presentation: {body['presentation']['decision']}\n"


def _condition(form: Mapping[str, Any], words: Description) -> Iterator[str]:
    yield f"- **{form['label']}**{_origin(form)}"
    lines = list(_lines(form["when"], words, depth=1))
    if lines != [f"    - {form['label'][0].lower()}{form['label'][1:]}"]:
        yield from lines


def _score(score: Mapping[str, Any], words: Description) -> Iterator[str]:
    yield "### Points\n"
    yield f"The sum must be {score['op']} {score['value']}.\n"
    for form in score["domains"]:
        if "when" in form:
            yield f"- **{form['label']}: {form['points']} points**{_origin(form)}"
            yield from _lines(form["when"], words, depth=1)
        else:
            most = f", at most {form['maximum']}" if form.get("maximum") else ""
            yield f"- **{form['label']}: points not known to us{most}**{_origin(form)}"
            if form.get("note"):
                yield f"    - {form['note']}"
    yield ""


def _lines(form: Any, words: Description, *, depth: int) -> Iterator[str]:
    for line in words.lines(form, depth):
        yield f"{'    ' * line.depth}- {line.text}"


def _origin(form: Mapping[str, Any]) -> str:
    return f" ({GRADES[form['grade']]})" if form.get("grade") else ""
