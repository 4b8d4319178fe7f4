"""All that crmo knows of medicine, as immutable values behind one door."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from crmo.errors import UserError
from crmo.knowledge.analytes import Analyte
from crmo.knowledge.concepts import Concept
from crmo.knowledge.drugs import Drug, DrugClass
from crmo.knowledge.files import TABLES
from crmo.knowledge.immutable import immutable
from crmo.knowledge.instruments import Instrument
from crmo.knowledge.layers import Layers, Override
from crmo.knowledge.likelihoods import (
    DiseaseLikelihood,
    LikelihoodFeature,
    LikelihoodGroup,
    LikelihoodTest,
)
from crmo.knowledge.lookup import Lookup
from crmo.knowledge.overlay_in_use import OverlayInUse, overlays_in_use
from crmo.knowledge.parameters import ParameterGroup
from crmo.knowledge.population import PopulationTopic, Statement
from crmo.knowledge.published_quantities import PublishedQuantity
from crmo.knowledge.refusal import not_built
from crmo.knowledge.rule import Rule, RuleKind
from crmo.knowledge.sources import SourceReference
from crmo.knowledge.virtual_kinds import VirtualKind

if TYPE_CHECKING:
    from crmo.knowledge.case_definition import CaseDefinition

Entry = TypeVar("Entry")


class Knowledge(Lookup):
    """The knowledge folder, perhaps with a local overlay.

    A file is parsed when something in it is first asked for. Every table is an immutable mapping
    from id to value. How to find an entry by code or by words is in `Lookup`.

    Args:
        layers: the shipped files and the overlay.
    """

    def __init__(self, layers: Layers) -> None:
        self._layers = layers

    @cached_property
    def sources(self) -> Mapping[str, SourceReference]:
        """Every source by id."""
        return self._table("sources", SourceReference)

    @cached_property
    def concepts(self) -> Mapping[str, Concept]:
        """Findings, features, diseases, procedures, results and events by id."""
        return self._table("concepts", Concept)

    @cached_property
    def analytes(self) -> Mapping[str, Analyte]:
        """Laboratory values and body measures by id."""
        return self._table("analytes", Analyte)

    @cached_property
    def drugs(self) -> Mapping[str, Drug]:
        """Drugs by id."""
        return self._table("drugs", Drug)

    @cached_property
    def drug_classes(self) -> Mapping[str, DrugClass]:
        """Classes of drugs by id."""
        return self._table("drug_classes", DrugClass)

    @cached_property
    def instruments(self) -> Mapping[str, Instrument]:
        """Scales and counts by id."""
        return self._table("instruments", Instrument)

    @cached_property
    def population(self) -> Mapping[str, PopulationTopic]:
        """Published figures by topic."""
        return self._table("population", PopulationTopic)

    @cached_property
    def statements(self) -> Mapping[str, Statement]:
        """What is often said and not supported, with what is."""
        return self._table("statements", Statement)

    @cached_property
    def natural_history(self) -> Mapping[str, ParameterGroup]:
        """What virtual patients are made from, by part of the natural history."""
        return self._table("natural_history", ParameterGroup)

    @cached_property
    def virtual_kinds(self) -> Mapping[str, VirtualKind]:
        """Kinds of virtual children by id."""
        return self._table("virtual_kinds", VirtualKind)

    @cached_property
    def published_quantities(self) -> Mapping[str, PublishedQuantity]:
        """Published numbers that virtual patients are held against, by id."""
        return self._table("published_quantities", PublishedQuantity)

    @cached_property
    def likelihoods(self) -> Mapping[str, DiseaseLikelihood]:
        """Diseases with how often each feature is found in each, by id."""
        return self._table("likelihoods", DiseaseLikelihood)

    @cached_property
    def likelihood_features(self) -> Mapping[str, LikelihoodFeature]:
        """Features of a record that speak for or against diseases, by id."""
        return self._table("likelihood_features", LikelihoodFeature)

    @cached_property
    def likelihood_groups(self) -> Mapping[str, LikelihoodGroup]:
        """Groups of features that tell of the same thing, by id."""
        return self._table("likelihood_groups", LikelihoodGroup)

    @cached_property
    def likelihood_tests(self) -> Mapping[str, LikelihoodTest]:
        """Tests that tell several features at once, by id."""
        return self._table("likelihood_tests", LikelihoodTest)

    @cached_property
    def likelihood_model(self) -> Mapping[str, ParameterGroup]:
        """Numbers of the model that weighs diseases, by topic."""
        return self._table("likelihood_model", ParameterGroup)

    @cached_property
    def case_definitions(self) -> Mapping[str, CaseDefinition]:
        """Whom case finding is to propose, by id of the definition."""
        from crmo.knowledge.case_definition_table import read_definitions

        return read_definitions(self._layers)

    @property
    def layers(self) -> Layers:
        """The files behind the tables, for whoever lays a file of their own over them."""
        return self._layers

    @cached_property
    def all_rules(self) -> Mapping[str, Rule]:
        """Every rule by id, in the order of the files."""
        changed = {override.id for override in self._layers.overrides("rules")}
        return MappingProxyType(
            {
                key: self._rule(key, entry, is_overridden=key in changed)
                for key, entry in self._layers.table("rules").items()
            }
        )

    @cached_property
    def _rules_by_kind(self) -> Mapping[RuleKind, Mapping[str, Rule]]:
        found: dict[RuleKind, dict[str, Rule]] = {kind: {} for kind in RuleKind}
        for key, rule in self.all_rules.items():
            found[rule.kind][key] = rule
        return MappingProxyType({kind: MappingProxyType(rules) for kind, rules in found.items()})

    def rules(self, kind: RuleKind | str) -> Mapping[str, Rule]:
        """Return the rules of one kind by id, in the order of the files.

        Raises:
            ValueError: there is no such kind.
        """
        return self._rules_by_kind[RuleKind(kind)]

    def rule(self, key: str) -> Rule:
        """Return one rule.

        Raises:
            UserError: there is no rule with that id.
        """
        if key not in self.all_rules:
            near = get_close_matches(key, self.all_rules, n=3)
            raise UserError(
                "There is no rule with this id.",
                came=key,
                expected=f"perhaps {' or '.join(near)}"
                if near
                else "an id that `crmo rules` lists",
                todo="Run `crmo rules`.",
            )
        return self.all_rules[key]

    @cached_property
    def overrides(self) -> tuple[Override, ...]:
        """Everything the overlay changed or added."""
        if not self._layers.overlay:
            return ()
        return tuple(
            override for table in sorted(TABLES) for override in self._layers.overrides(table)
        )

    @cached_property
    def overlays(self) -> tuple[OverlayInUse, ...]:
        """Every overlay file in use, in their order, with what it changed; also one that did not.

        Empty when crmo works with its own rules and values alone.
        """
        return overlays_in_use(self._layers.overlay, self.overrides)

    def _table(self, table: str, entry_type: type[Entry]) -> Mapping[str, Entry]:
        return MappingProxyType(
            {
                key: self._built(table, entry_type, key, entry)
                for key, entry in self._layers.table(table).items()
            }
        )

    def _rule(self, key: str, entry: dict[str, Any], *, is_overridden: bool) -> Rule:
        values = {name: immutable(value) for name, value in entry.items()}
        file = self._layers.file_of("rules", key).name
        extra = {"file": file, "is_overridden": is_overridden}
        return self._built("rules", Rule, key, {**values, **extra})

    def _built(
        self, table: str, entry_type: type[Entry], key: str, entry: Mapping[str, Any]
    ) -> Entry:
        try:
            return entry_type(**{**entry, "id": key})
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            raise not_built(self._layers, table, entry_type, key, error) from None
