"""Selections of a definition as conditions on the rows of the event table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from attrs import field, frozen

from crmo.find.definition import Limits, value_limits
from crmo.find.definition.sites import sites_of
from crmo.find.duckdb_engine.sql_text import listed, literal
from crmo.find.duckdb_engine.stage import Stage, stage
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition, Select, ValueTest, selections

SitesOfSet = tuple[str, tuple[str, ...]]
"""What a selection names, and every site that lies within it."""

# What the laboratory marked counts beside the limits; a comparison with NULL says nothing. Where
# limit and mark contradict each other, both are believed.
_IS_HIGH = "(coalesce(value > ref_hi, FALSE) OR coalesce(flag = 'high', FALSE))"
_IS_LOW = "(coalesce(value < ref_lo, FALSE) OR coalesce(flag = 'low', FALSE))"
_CAN_SAY = "(flag = 'normal' OR value IS NOT NULL AND (ref_lo IS NOT NULL OR ref_hi IS NOT NULL))"
VALUE_TESTS = {
    ValueTest.ABOVE_RANGE: _IS_HIGH,
    ValueTest.BELOW_RANGE: _IS_LOW,
    ValueTest.IN_RANGE: f"NOT {_IS_HIGH} AND NOT {_IS_LOW} AND {_CAN_SAY}",
}


def in_code_set(column: str, code_set: str) -> str:
    """Return the condition that a column holds a code of a code set."""
    codes = f"SELECT code_id FROM code_set WHERE set_id = {literal(code_set)}"
    return f"{column} IN ({codes})"


def site_set_id(select: Select) -> str:
    """Return the name under which the SQL finds the sites of a selection: what it names itself."""
    return ", ".join(select.sites)


def site_sets_used(definition: CaseDefinition) -> tuple[SitesOfSet, ...]:
    """Return the sites of every selection that asks for some, each set once."""
    asked = {site_set_id(each): each for each in selections(definition) if each.sites}
    return tuple((name, sites_of(select)) for name, select in asked.items())


def _in_site_set(select: Select) -> str:
    return f"site IN (SELECT site FROM site_set WHERE set_id = {literal(site_set_id(select))})"


@frozen(kw_only=True)
class SelectionSql:
    """The selections of one definition, each made once however many criteria share it.

    Args:
        definition: the definition.
        knowledge: units of the analytes.
        analytes: code set to what its codes measure in the data at hand, where that is known.
    """

    definition: CaseDefinition
    knowledge: Knowledge
    analytes: Mapping[str, tuple[str, ...]] = field(factory=lambda: MappingProxyType({}))

    def conditions(self, select: Select) -> list[str]:
        """Return what is asked of an event beside its code, each to be joined with AND."""
        return [
            f"state IN ({listed(select.states)})",
            *([in_code_set("value_code_id", select.values)] if select.values else []),
            *([_in_site_set(select)] if select.sites else []),
            *([VALUE_TESTS[select.value]] if select.value else []),
            *self._limits(select),
        ]

    def table(self, select: Select) -> str:
        """Return the name of the table that holds the selected events."""
        return f"selected_{self._distinct().index(select) + 1}_{select.set}"

    def stages(self) -> Iterator[Stage]:
        """Yield one step for each different selection that a criterion asks for."""
        for select in self._distinct():
            asked = [in_code_set("code_id", select.set), *self.conditions(select)]
            condition = "\n    AND ".join(asked)
            query = f"SELECT *\nFROM chart\nWHERE {condition}"
            about = f"{self.definition.code_sets[select.set].label}: {in_words(select)}"
            yield stage(self.table(select), about, query)

    def _distinct(self) -> list[Select]:
        """Return the selections of the criteria (not of the index event), each once."""
        return list(dict.fromkeys(list(selections(self.definition))[1:]))

    def _limits(self, select: Select) -> list[str]:
        """Return the limits of the value, each in the unit that its analyte is kept in."""
        otherwise = value_limits(select, None, self.knowledge)
        if otherwise is None:
            return []
        differing: dict[Limits, list[str]] = {}
        for analyte in self._analytes(select):
            limits = value_limits(select, analyte, self.knowledge)
            if limits is not None and limits != otherwise:
                differing.setdefault(limits, []).append(analyte)
        if not differing:
            return [_kept(otherwise)]
        cases = "".join(
            f"\n        WHEN {_of_analytes(analytes)}\n        THEN {_kept(limits)}"
            for limits, analytes in differing.items()
        )
        return [f"CASE{cases}\n        ELSE {_kept(otherwise)}\n    END"]

    def _analytes(self, select: Select) -> list[str]:
        """Return what the codes of a selection may measure: as it names them, and in the data."""
        named = self.definition.code_sets[select.set].analytes
        return list(dict.fromkeys((*named, *self.analytes.get(select.set, ()))))


def _of_analytes(analytes: Iterable[str]) -> str:
    return (
        "code_id IN (SELECT code_id FROM code "
        f"WHERE concept_kind = 'analyte' AND concept IN ({listed(analytes)}))"
    )


def _kept(limits: Limits) -> str:
    """Return the condition that a value keeps limits."""
    conditions = [f"unit = {literal(limits.unit)}"]
    if limits.at_least is not None:
        conditions.append(f"value >= {literal(float(limits.at_least))}")
    if limits.below is not None:
        conditions.append(f"value < {literal(float(limits.below))}")
    return " AND ".join(conditions)


def in_words(select: Select) -> str:
    """Return what a selection asks beside its codes, for a comment of the SQL."""
    words = [" or ".join(select.states)]
    if select.values:
        words.append(f"with a value of {select.values}")
    if select.sites:
        words.append(f"in {', '.join(select.sites)}")
    if select.value:
        words.append(select.value.replace("_", " "))
    if select.at_least is not None:
        words.append(f"at least {select.at_least} {select.unit}")
    if select.below is not None:
        words.append(f"below {select.below} {select.unit}")
    return ", ".join(words)
