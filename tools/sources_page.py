"""The page of sources: what every number rests on, and which rules use it."""

from __future__ import annotations

from crmo.knowledge import Knowledge, SourceReference, load_knowledge

INTRODUCTION = """\
# Sources

Every clinical number in crmo names one of these.
"Seen" tells how much of the text was read when its facts were written down:
`full`, `abstract`, `secondary` (another text reports it) or `not_seen`.

| id | reference | seen | rules |
|---|---|---|---|
"""


def pages() -> dict[str, str]:
    """Return the page docs/reference/sources.md."""
    knowledge = load_knowledge()
    rows = (_row(source, knowledge) for _, source in sorted(knowledge.sources.items()))
    return {"reference/sources.md": INTRODUCTION + "\n".join(rows)}


def _row(source: SourceReference, knowledge: Knowledge) -> str:
    rules = sorted(rule.id for rule in knowledge.all_rules.values() if source.id in rule.sources)
    where = [
        f"doi {source.doi}" if source.doi else "",
        f"PMID {source.pmid}" if source.pmid else "",
    ]
    reference = "; ".join(part for part in (source.citation, *where, source.guideline) if part)
    users = ", ".join(f"`{rule}`" for rule in rules)
    return f"| `{source.id}` | {reference.replace('|', '/')} | {source.seen.value} | {users} |"
