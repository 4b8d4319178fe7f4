"""Concepts, analytes, drugs, rules and sources: medicine as data, and the loader that checks it."""

from crmo.knowledge.analytes import Analyte
from crmo.knowledge.concepts import Concept, ConceptKind
from crmo.knowledge.drugs import Drug, DrugClass
from crmo.knowledge.instruments import Instrument
from crmo.knowledge.knowledge import Knowledge
from crmo.knowledge.layers import Override
from crmo.knowledge.load import load_knowledge
from crmo.knowledge.overlay_in_use import OverlayInUse
from crmo.knowledge.rule import Rule, RuleKind, RuleStatus
from crmo.knowledge.sources import SourceReference

__all__ = [
    "Analyte",
    "Concept",
    "ConceptKind",
    "Drug",
    "DrugClass",
    "Instrument",
    "Knowledge",
    "OverlayInUse",
    "Override",
    "Rule",
    "RuleKind",
    "RuleStatus",
    "SourceReference",
    "load_knowledge",
]
