"""Which codes are read from the event table: the fewer row groups are touched, the quicker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crmo.find.duckdb_engine.sql_text import listed
from crmo.knowledge.case_definition import CaseDefinition, selections

CodesOfSet = tuple[str, tuple[int, ...]]  # id of a code set, and the codes it stands for


def code_sets_used(definition: CaseDefinition) -> tuple[str, ...]:
    """Return the ids of the code sets that decide which events are read.

    Code sets of values (`Select.values`) are asked of another column and are not among them.
    """
    used = {select.set for select in selections(definition)}
    used |= {each.seen_by for each in definition.criteria.values() if each.seen_by}
    return tuple(sorted(used))


def wanted_codes(names: Iterable[str], code_sets: Sequence[CodesOfSet]) -> str:
    """Return the condition that the code of an event belongs to one of some code sets.

    Args:
        names: ids of the code sets.
        code_sets: the codes in the data; without any, the condition looks them up in `code_set`.
    """
    names = tuple(names)
    if not code_sets:
        return f"code_id IN (SELECT code_id FROM code_set WHERE set_id IN ({listed(names)}))"
    return code_ranges(
        sorted({code for name, codes in code_sets if name in names for code in codes})
    )


def code_ranges(codes: Sequence[int]) -> str:
    """Return the condition that `code_id` is one of some ids.

    The event table is sorted by code: ranges let whole row groups be skipped.

    Args:
        codes: increasing; neighbours become one range.
    """
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    either = [f"code_id BETWEEN {first} AND {last}" for first, last in ranges]
    return "\n    OR ".join(either) or "FALSE"
