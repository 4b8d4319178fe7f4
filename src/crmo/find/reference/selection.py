"""Which events of a person a selection means."""

from __future__ import annotations

from collections.abc import Iterator

from crmo.find.definition.match_codes import CodeTable
from crmo.find.definition.sites import sites_of
from crmo.find.reference.person_events import Event, PersonEvents
from crmo.knowledge.case_definition import Select, ValueTest


def selected(select: Select, person: PersonEvents, codes: CodeTable) -> Iterator[Event]:
    """Yield the events that a selection means, whenever they were.

    An event counts if its code belongs to the code set and its state is one of `states`; if
    `values` names a code set, its coded value must belong to that; if `sites` names any, it must
    lie in them for certain; if `value` is set, see
    `stands`; if a limit is set, the value must have come in the unit of its analyte (of the
    selection, where the code is no analyte) and keep the limits.

    Args:
        select: from a definition.
        person: the person.
        codes: the code sets of the definition.
    """
    values = codes.code_ids[select.values] if select.values else None
    for event in person.events:
        if event.code_id not in codes.code_ids[select.set] or event.state not in select.states:
            continue
        if values is not None and event.value_code_id not in values:
            continue
        if select.sites and event.site not in sites_of(select):
            continue
        if select.value is not None and not stands(event, select.value):
            continue
        limits = codes.limits.get((select, event.code_id))
        if limits is None or limits.hold(event.value, event.unit):
            yield event


def stands(event: Event, test: ValueTest) -> bool:
    """Whether a value stands as asked to the range that came with it.

    Above: above the upper limit, or flagged high. Below: below the lower limit, or flagged low.
    In range: neither of these, and either flagged normal or a value that came with at least one
    limit. A value with neither limit nor flag stands in no way. Where limit and flag contradict
    each other, both are believed.
    """
    value, low, high = event.value, event.ref_lo, event.ref_hi
    is_above = event.flag == "high" or (value is not None and high is not None and value > high)
    is_below = event.flag == "low" or (value is not None and low is not None and value < low)
    if test is ValueTest.ABOVE_RANGE:
        return is_above
    if test is ValueTest.BELOW_RANGE:
        return is_below
    has_limit = value is not None and (low is not None or high is not None)
    return not is_above and not is_below and (event.flag == "normal" or has_limit)
