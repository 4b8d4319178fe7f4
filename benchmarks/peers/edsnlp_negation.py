"""EDS-NLP: sentences, matcher, negation with our cues in place of its French ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import edsnlp
from measured import run


def build(terms: list[str], cues: list[str]) -> Callable[[str], Any]:
    """Return the pipeline: sentences, terms, negation."""
    nlp = edsnlp.blank("eds")
    nlp.add_pipe("eds.sentences")
    nlp.add_pipe("eds.matcher", config={"terms": {"term": terms}, "attr": "LOWER"})
    negation = {
        "preceding": cues,
        "following": ["is absent"],
        "pseudo": ["no increase"],
        # One harmless French verb: with none given it takes all it knows.
        "verbs": ["éliminer"],
        "termination": ["but"],
    }
    nlp.add_pipe("eds.negation", config=negation)
    return lambda note: [(each.start_char, each._.negation) for each in nlp(note).ents]


run(build)
