"""A verdict that stands alone after its place (`R fifth rib. Not seen today.`)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crmo.notes.context import NoteContext, Sentence
from crmo.notes.lesions.gather import Told
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.reading import Role
from crmo.record import LesionStatus

_STATUS = {
    "resolved": LesionStatus.HEALED,
    "negation": LesionStatus.ABSENT,
    "normality": LesionStatus.ABSENT,
    "uncertainty": LesionStatus.UNCERTAIN,
}
_ENDS = re.compile(
    r"(?:[ ](?:today|now|any ?more|any longer|only|at best|this time|on this scan))*[ ]*"
    r"(?:[.;,(!]|$)"
)
_LEADS = re.compile(r"[ ]*(?:(?:now|today|is|this is|entirely|completely|fully|only)[ ]+)*")
_TERMS = (
    MentionKind.FEATURE,
    MentionKind.FINDING,
    MentionKind.DISEASE,
    MentionKind.PROCEDURE,
    MentionKind.ANALYTE,
)


def take_answer(
    context: NoteContext, sentence: Sentence, before: Sentence | None, told: Sequence[Told]
) -> bool:
    """Take in a verdict on the places that the statement before it, on the same line, only named.

    Args:
        context: the note.
        sentence: what may be no more than a verdict.
        before: the statement with the places, if any.
        told: what it told of them; changed.

    Returns:
        Whether the sentence was such a verdict.
    """
    if before is None or not told or context.folded.find("\n", before.end, sentence.start) >= 0:
        return False
    if sentence.start < before.end or context.mentions_in(sentence.start, sentence.end, *_TERMS):
        return False
    cue = _verdict(context, sentence)
    if cue is None:
        return False
    status = _STATUS[cue.about]
    meant = [one for one in told if status is LesionStatus.HEALED or not one.features]
    for one in meant:
        one.status = status
        one.features = {}
        one.marks.append(context.mark(cue.start, cue.end, Role.CUE, cue.rule, cue.about))
    return bool(meant)


def _verdict(context: NoteContext, sentence: Sentence) -> Mention | None:
    leads = _LEADS.match(context.folded, sentence.start, sentence.end)
    begin = leads.end() if leads else sentence.start
    for cue in context.mentions_in(sentence.start, sentence.end, MentionKind.CUE):
        is_first = cue.start in (begin, sentence.start)
        if is_first and cue.about in _STATUS and _ENDS.match(context.folded, cue.end, sentence.end):
            return cue
    return None
