"""From the YAML body of a rule to expressions over numbered leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from crmo.assess.rules.compiled_rule import CompiledRule, Criterion, Part
from crmo.assess.rules.expression import (
    All,
    AnyOf,
    AtLeast,
    Either,
    Expression,
    FirstKnown,
    LeafRef,
    Not,
    Stated,
    Unless,
    Unsettled,
)
from crmo.assess.rules.implications import implications
from crmo.assess.rules.leaf import Leaf
from crmo.assess.rules.leaf_forms import LeafReader
from crmo.assess.rules.predicates.chosen_values import Presentation
from crmo.assess.rules.score import Domain, Item, Score
from crmo.errors import KnowledgeError
from crmo.knowledge import Knowledge, Rule

Form = Mapping[str, Any]


@cache
def compiled_rule(knowledge: Knowledge, rule_id: str) -> CompiledRule:
    """Return a rule ready to be asked, made once per knowledge.

    Raises:
        KnowledgeError: there is no such rule, or its body does not follow the rule language.
    """
    return compile_rule(knowledge, knowledge.rule(rule_id))


def compile_rule(knowledge: Knowledge, rule: Rule) -> CompiledRule:
    """Return a rule ready to be asked, also one that stands in no file of rules.

    Raises:
        KnowledgeError: its body does not follow the rule language.
    """
    try:
        return _Compiler(knowledge).compile(rule)
    except (KeyError, ValueError, TypeError) as error:
        raise KnowledgeError(
            f"The body of rule {rule.id} cannot be read: {error!r}.",
            where=rule.file,
            expected="criteria, domains and conditions as the rule language has them",
            todo="See docs/reference/rule-language.md.",
        ) from error


@cache
def _pool(knowledge: Knowledge) -> dict[Leaf, Leaf]:
    """Return every leaf read so far from the rules of a knowledge."""
    del knowledge
    return {}


class _Compiler:
    """Numbers the leaves while it builds the expressions."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.leaves: dict[Leaf, int] = {}
        self.named: dict[str, Expression] = {}
        self.reader = LeafReader(knowledge, Presentation())

    def compile(self, rule: Rule) -> CompiledRule:
        body = rule.body
        criteria = self._criteria(body)
        score = self._score(body.get("score"))
        if score is not None:
            criteria += self._domain_lines(body["score"]["domains"], score)
        core: Expression
        if "met_when" in body:
            core = self.expression(body["met_when"])
        elif score is not None:
            core = score
        else:
            core = All(tuple(c.expression for c in criteria if c.part is Part.CRITERION))
        eligible = [c.expression for c in criteria if c.part is Part.ELIGIBLE]
        excluded = [c.expression for c in criteria if c.part is Part.EXCLUDED]
        leaves = tuple(self.leaves)
        pairs = tuple(implications(leaves, self.knowledge))
        return CompiledRule(
            rule=rule,
            leaves=leaves,
            criteria=tuple(criteria),
            eligible=All(tuple(eligible)) if eligible else None,
            excluded=AnyOf(tuple(excluded)) if excluded else None,
            core=core,
            score=score,
            implications=pairs,
            implied=frozenset(index for pair in pairs for index in pair),
            branches=tuple(body.get("branches", ())),
            details=_details(body, criteria),
        )

    # criteria -------------------------------------------------------------------------------

    def _criteria(self, body: Form) -> list[Criterion]:
        self.reader = LeafReader(self.knowledge, _presentation(body))
        sections = ((Part.ELIGIBLE, "eligible"), (Part.EXCLUDED, "excluded"))
        sections += ((Part.CRITERION, "criteria"),)  # type: ignore[assignment]
        found = []
        for part, key in sections:
            for form in body.get(key, ()):
                expression = self.expression(form["when"])
                self.named[form["id"]] = expression
                found.append(
                    Criterion(
                        id=form["id"],
                        label=form["label"],
                        part=part,
                        expression=expression,
                        source=_first_source(form),
                    )
                )
        return found

    def _score(self, form: Form | None) -> Score | None:
        if form is None:
            return None
        domains = tuple(self._domain(domain) for domain in form["domains"])
        return Score(domains=domains, operator=form["op"], threshold=form["value"])

    def _domain(self, form: Form) -> Domain:
        if "when" in form:
            when = self.expression(form["when"])
            self.named[form["id"]] = when
            return Domain(id=form["id"], categories=(Item(points=form["points"], when=when),))
        items = tuple(
            Item(points=category["points"], when=self.expression(category["when"]))
            for category in form["categories"] or ()
        )
        return Domain(id=form["id"], categories=items, maximum=form.get("maximum"))

    def _domain_lines(self, forms: Iterable[Form], score: Score) -> list[Criterion]:
        return [
            Criterion(
                id=form["id"],
                label=form["label"],
                part=Part.DOMAIN,
                expression=self._domain_expression(form, domain),
                domain=domain,
                source=_first_source(form),
            )
            for form, domain in zip(forms, score.domains, strict=True)
        ]

    def _domain_expression(self, form: Form, domain: Domain) -> Expression:
        giving = [item.when for item in domain.categories if item.points != 0]
        if giving:
            return giving[0] if len(giving) == 1 else AnyOf(tuple(giving))
        return Unsettled(tuple(self.expression(shown) for shown in form.get("shows", ())))

    # expressions ----------------------------------------------------------------------------

    def expression(self, form: Form | str) -> Expression:
        """Return the expression that a form, or the id of a criterion above, stands for."""
        if isinstance(form, str):
            return self.named[form]
        if "all" in form:
            return All(self._several(form["all"]))
        if "any" in form:
            return AnyOf(self._several(form["any"]))
        if "not" in form:
            return Not(self.expression(form["not"]))
        if "at_least" in form:
            return AtLeast(form["at_least"]["n"], self._several(form["at_least"]["of"]))
        if "either" in form:
            return Either(self._several(form["either"]))
        if "first_known" in form:
            return FirstKnown(self._several(form["first_known"]))
        if "stated" in form:
            inner = form["stated"]
            return Stated(self.expression(inner["statement"]), self.expression(inner["ruled_out"]))
        if "unless" in form:
            inner = form["unless"]
            refuted_by = self._several(inner["refuted_by"])
            return Unless(self.expression(inner["statement"]), refuted_by)
        if "rule" in form:
            return self._other_rule(form["rule"])
        return LeafRef(self._number(self.reader.read(form)))

    def _several(self, forms: Iterable[Form | str]) -> tuple[Expression, ...]:
        return tuple(self.expression(form) for form in forms)

    def _number(self, leaf: Leaf) -> int:
        # Equal leaves of different rules are one object: looking up its answer compares nothing.
        one = _pool(self.knowledge).setdefault(leaf, leaf)
        return self.leaves.setdefault(one, len(self.leaves))

    def _other_rule(self, rule_id: str) -> Expression:
        """Build another rule's condition from the same leaves, under its own names."""
        mine, reader = self.named, self.reader
        self.named = {}
        body = self.knowledge.rule(rule_id).body
        criteria = self._criteria(body)
        core = (
            self.expression(body["met_when"])
            if "met_when" in body
            else All(tuple(c.expression for c in criteria))
        )
        self.named, self.reader = mine, reader
        return core


def _details(body: Form, criteria: Iterable[Criterion]) -> Mapping[str, object]:
    details: dict[str, object] = {
        "parts": MappingProxyType({line.id: line.part.value for line in criteria}),
        "purpose": body.get("purpose") or body.get("means", ""),
    }
    if "means" in body:
        details |= {"points_to": tuple(body["diseases"]), "means": body["means"]}
    return MappingProxyType(details)


def _presentation(body: Form) -> Presentation:
    form = body.get("presentation")
    if form is None:
        return Presentation()
    return Presentation(findings=tuple(form["findings"]), within_days=form["within_days"])


def _first_source(form: Form) -> str:
    source = form.get("source", "")
    return source if isinstance(source, str) else source[0]
