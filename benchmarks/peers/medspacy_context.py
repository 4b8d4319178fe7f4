"""medspaCy as shipped: PyRuSH sentences, target matcher, ConText."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import medspacy
from loguru import logger
from measured import run
from medspacy.ner import TargetRule


def build(terms: list[str], _cues: list[str]) -> Callable[[str], Any]:
    """Return the pipeline; its own context rules stay, our cues are left aside."""
    logger.remove()  # it writes the words of the notes into its log
    nlp = medspacy.load()
    nlp.get_pipe("medspacy_target_matcher").add([TargetRule(term, "TERM") for term in terms])
    return lambda note: [(each.start_char, each._.is_negated) for each in nlp(note).ents]


run(build)
