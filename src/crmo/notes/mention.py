"""Mentions: words of a note that the knowledge or the rules know, with what they stand for."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class MentionKind(StrEnum):
    """What sort of word it is."""

    SIDE = "side"
    PART = "part"
    BONE = "bone"
    LEVEL = "level"
    NUMBER = "number"
    FEATURE = "feature"
    FINDING = "finding"
    DISEASE = "disease"
    PROCEDURE = "procedure"
    RESULT = "result"
    EVENT = "event"
    ANALYTE = "analyte"
    INSTRUMENT = "instrument"
    DRUG = "drug"
    MODALITY = "modality"
    CUE = "cue"


SITE_KINDS = frozenset(
    {
        MentionKind.SIDE,
        MentionKind.PART,
        MentionKind.BONE,
        MentionKind.LEVEL,
        MentionKind.NUMBER,
    }
)


class Mention(NamedTuple):
    """One known word or phrase.

    Args:
        start: first character, in the original text.
        end: character after the last.
        kind: what sort of word it is.
        about: id of the concept, analyte, drug, instrument or modality; of a cue, its class; of
            an anatomical word, what it means in the words of our site ids.
        rule: id of the rule or of the table that knows the word (`concept:fever`).
    """

    start: int
    end: int
    kind: MentionKind
    about: str
    rule: str
