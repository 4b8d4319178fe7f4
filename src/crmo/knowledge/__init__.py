"""Concepts, analytes, drugs, rules and sources: medicine as data, and the loader that checks it."""

from crmo.knowledge.knowledge import Knowledge
from crmo.knowledge.load import load_knowledge
from crmo.knowledge.rule import Rule, RuleKind, RuleStatus
from crmo.knowledge.sources import SourceReference

__all__ = ["Knowledge", "Rule", "RuleKind", "RuleStatus", "SourceReference", "load_knowledge"]
