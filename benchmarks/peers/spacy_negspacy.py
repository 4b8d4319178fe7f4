"""spaCy without a model, its entity ruler, and negspacy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import negspacy.negation  # noqa: F401  # registers the component
import spacy
from measured import run


def build(terms: list[str], cues: list[str]) -> Callable[[str], Any]:
    """Return the pipeline: sentences, terms, negation."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns([{"label": "TERM", "pattern": term} for term in terms])
    termset = {
        "pseudo_negations": ["no increase"],
        "preceding_negations": cues,
        "following_negations": ["is absent"],
        "termination": ["but"],
    }
    nlp.add_pipe("negex", config={"neg_termset": termset})
    return lambda note: [(each.start_char, each._.negex) for each in nlp(note).ents]


run(build)
