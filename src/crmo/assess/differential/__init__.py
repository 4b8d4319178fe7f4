"""What could this be: diseases weighed against one another, and what to rule out and ask first."""

from crmo.assess.differential.differential import CAUTIONS, differential, differential_of
from crmo.assess.differential.values import (
    Argument,
    Candidate,
    Differential,
    ExcludingTest,
    PossibleAnswer,
    Question,
    RuleOut,
    UnknownFact,
)

__all__ = [
    "CAUTIONS",
    "Argument",
    "Candidate",
    "Differential",
    "ExcludingTest",
    "PossibleAnswer",
    "Question",
    "RuleOut",
    "UnknownFact",
    "differential",
    "differential_of",
]
