"""Sentences that teach: they speak of children in general and of no child."""

from __future__ import annotations

import re

from crmo.notes.context import NoteContext, Sentence

_OF_ALL = re.compile(
    r"\b(?:in|of|for|from) (?:(?:every|any|all|such|each|most|many|other|young|older) )+"
    r"(?:child|children|patients?|adolescents?|teenagers?|cases?|infants?)\b"
    r"|\b(?:in|of|for) (?:(?:a|an) (?:\w+ )?(?:child|patient|adolescent|infant)|children"
    r"|patients|adolescents|infants) (?:with|who|of|before|in whom)\b"
)
_TEACHES = re.compile(
    r"\b(?:should|must|may|can|could|does not|do not|cannot|is important|remind\w*|illustrat\w*"
    r"|highlight\w*|teach\w*|lesson|shows? that|underlin\w*|emphasi\w*|usually|often|commonly"
    r"|is needed)\b"
)


def is_general(context: NoteContext, sentence: Sentence) -> bool:
    """Whether a sentence teaches: `should be sought in every child with bone pain`.

    Args:
        context: the note.
        sentence: one of its sentences.
    """
    folded = context.folded
    if not _OF_ALL.search(folded, sentence.start, sentence.end):
        return False
    return _TEACHES.search(folded, sentence.start, sentence.end) is not None
