"""One rule in plain text: what it says, where each number comes from, how sure it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crmo.cli.terminal import plain
from crmo.knowledge import Knowledge, Rule, RuleKind
from crmo.report.rule_words import condition_lines

_BOLD = re.compile(r"\*\*(.+?)\*\*")
# Keys of a rule's body that are told with the number they belong to, not on lines of their own.
_PROVENANCE = ("source", "grade", "decision")


def rule_lines(rule: Rule, knowledge: Knowledge) -> Iterator[str]:
    """Yield the lines that explain a rule, as rich markup."""
    yield f"[bold]{plain(rule.title)}[/bold]  ({rule.id}, version {rule.version})"
    yield _status_words(rule)
    if rule.note:
        yield f"[dim]{plain(' '.join(rule.note.split()))}[/dim]"
    yield ""
    yield from _conditions(rule, knowledge)
    yield ""
    for caution in rule.cautions:
        yield f"! {plain(' '.join(caution.split()))}"
    for key in rule.sources:
        source = knowledge.sources[key]
        identifier = f"doi:{source.doi}" if source.doi else source.guideline
        yield f"Source {key}: {plain(source.citation)} {plain(identifier)}"


def _conditions(rule: Rule, knowledge: Knowledge) -> Iterator[str]:
    """Yield criteria sets and red flags in sentences, other rules by their fields."""
    if rule.kind not in (RuleKind.CRITERIA, RuleKind.RED_FLAG):
        yield from _block(rule.body, depth=0)
        return
    yield plain(rule.body.get("met_when_words") or rule.body.get("means") or "")
    for line in condition_lines(rule.body, knowledge):
        yield _styled(plain(line.rstrip()))


def _styled(line: str) -> str:
    """Turn a line of Markdown into rich markup: headings and strong words in bold."""
    if line.startswith("#"):
        return f"[bold]{line.lstrip('# ')}[/bold]"
    return _BOLD.sub(r"[bold]\1[/bold]", line)


def _status_words(rule: Rule) -> str:
    checked = (
        "checked against its source"
        if rule.is_verified
        else ("not verified: its text, or part of it, could not be compared with the source")
    )
    if not rule.is_overridden:
        return checked
    return f"changed by local rules, whose changes we did not check; as shipped: {checked}"


def _block(value: Any, *, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key not in _PROVENANCE:
                yield from _entry(f"{indent}{plain(str(key))}", item, depth=depth)
        if told := _provenance(value):
            yield f"{indent}[dim]{told}[/dim]"
    elif _is_list(value):
        for item in value:
            yield from _entry(f"{indent}-", item, depth=depth)
    else:
        yield f"{indent}{_scalar(value)}"


def _entry(label: str, item: Any, *, depth: int) -> Iterator[str]:
    if isinstance(item, Mapping) or (_is_list(item) and any(map(_is_nested, item))):
        yield label
        yield from _block(item, depth=depth + 1)
    elif _is_list(item):
        yield f"{label}: {', '.join(map(_scalar, item))}"
    else:
        yield f"{label}: {_scalar(item)}"


def _provenance(value: Mapping[str, Any]) -> str:
    told = [f"{key}: {' '.join(str(value[key]).split())}" for key in _PROVENANCE if key in value]
    return plain("; ".join(told))


def _scalar(value: Any) -> str:
    return "not known" if value is None else plain(" ".join(str(value).split()))


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _is_nested(value: Any) -> bool:
    return isinstance(value, Mapping) or _is_list(value)
