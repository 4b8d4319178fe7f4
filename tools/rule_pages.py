"""Pages docs/reference/rules/*.md: each rule in words, its sources, and its worked cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.spec.worked_cases import Case, Chapter, Table, chapters

from crmo.knowledge import Knowledge, Rule, RuleKind, load_knowledge
from crmo.report.rule_words import condition_lines

FOLDER = "reference/rules"
VERDICTS = {
    "met": "met",
    "not_met": "not met",
    "cannot_tell": "cannot tell",
    "not_eligible": "not eligible",
    "excluded": "excluded",
}
FLAG_VERDICTS = {**VERDICTS, "met": "raised", "not_met": "looked for, absent"}


def pages() -> dict[str, str]:
    """Return one page per rule that has worked cases, and an index of them."""
    knowledge = load_knowledge()
    worked = {chapter.rule: chapter for chapter in chapters()}
    found = {
        f"{FOLDER}/{rule}.md": "\n".join(_page(knowledge.rule(rule), chapter, knowledge))
        for rule, chapter in worked.items()
    }
    found[f"{FOLDER}/README.md"] = "\n".join(_index(worked, knowledge))
    return found


def _index(worked: Mapping[str, Chapter], knowledge: Knowledge) -> Iterator[str]:
    yield "# Rules, with worked cases\n"
    yield "Each page says when a rule is met, where it comes from, what could not be checked,"
    yield "and shows cases that are run against the code at every change.\n"
    for kind, title in ((RuleKind.CRITERIA, "Criteria sets"), (RuleKind.RED_FLAG, "Red flags")):
        yield f"## {title}\n"
        yield "| Rule | Text compared with its source | Worked cases |\n|---|---|---|"
        for key, rule in knowledge.rules(kind).items():
            if key in worked:
                n = sum(len(table.cases) for table in worked[key].tables)
                compared = "yes" if rule.is_verified else "not yet"
                yield f"| [{rule.title}]({key}.md) | {compared} | {n} |"
        yield ""


def _page(rule: Rule, chapter: Chapter, knowledge: Knowledge) -> Iterator[str]:
    body = rule.body
    yield f"# {rule.title}\n"
    yield f"{body.get('purpose') or body['means']}\n"
    checked = "compared with its source" if rule.is_verified else "**not yet compared** in full"
    yield f"- Id `{rule.id}`, version {rule.version}; its text is {checked}."
    for caution in rule.cautions:
        yield f"- {caution}"
    if body.get("diseases"):
        names = ", ".join(knowledge.concepts[disease].label for disease in body["diseases"])
        yield f"- Points to: {names}."
    yield "\n## When it is met\n"
    if body.get("met_when_words"):
        yield f"{body['met_when_words']}\n"
    yield from condition_lines(body, knowledge)
    yield "\n## What could not be checked, and how wording is read\n"
    yield f"{rule.note}\n"
    yield from _sources(rule, knowledge)
    yield from _worked(chapter, is_flag=rule.kind is RuleKind.RED_FLAG)


def _sources(rule: Rule, knowledge: Knowledge) -> Iterator[str]:
    if not rule.sources:
        return
    yield "## Sources\n"
    for key in rule.sources:
        source = knowledge.sources[key]
        numbers = [f"doi {source.doi}"] if source.doi else []
        numbers += [f"PubMed {source.pmid}"] if source.pmid else []
        numbers += [source.guideline] if source.guideline else []
        yield f"- `{key}`: {source.citation} {', '.join(numbers)}. Seen: {source.seen.value}."
    yield ""


# the worked cases -------------------------------------------------------------------------------


def _worked(chapter: Chapter, *, is_flag: bool) -> Iterator[str]:
    yield "## Worked cases\n"
    yield "Asked on 2024-06-01 of a child born on 2014-01-01, unless the row says otherwise;"
    yield "entries without a date are of 2024-05-01."
    yield "The way of writing is explained in `tests/spec/short_facts.py`.\n"
    for table in chapter.tables:
        yield from _table(table, FLAG_VERDICTS if is_flag else VERDICTS)


def _table(table: Table, verdicts: Mapping[str, str]) -> Iterator[str]:
    yield f"### {table.title}\n"
    if table.base:
        yield f"In every row: {_facts(table.base)}\n"
    has_score = any(case.score is not None for case in table.cases)
    has_missing = any(case.missing for case in table.cases)
    heads = ["Case", "Known", "Answer"]
    heads += ["Points"] if has_score else []
    heads += ["What a missing fact would make of it"] if has_missing else []
    yield f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}"
    for case in table.cases:
        cells = [case.title, _facts(case.facts) or "nothing more", verdicts[case.verdict]]
        cells += [_points(case)] if has_score else []
        cells += [_missing(case, verdicts)] if has_missing else []
        yield f"| {' | '.join(cells)} |"
    yield ""


def _facts(facts: tuple[str, ...]) -> str:
    return ", ".join(f"`{fact}`" for fact in facts)


def _points(case: Case) -> str:
    if case.score is None:
        return ""
    low, high = case.score
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _missing(case: Case, verdicts: Mapping[str, str]) -> str:
    facts = (case.missing or {}).items()
    return "; ".join(
        f"{fact.replace('_', ' ')}: "
        + ", ".join(f"{answer} → {verdicts[verdict]}" for answer, verdict in what_if.items())
        for fact, what_if in facts
    )
