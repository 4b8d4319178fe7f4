"""Whose disease it is where the words around it, and not before it alone, name a relative."""

from __future__ import annotations

import re

from attrs import evolve

from crmo.notes.context import Assertion, NoteContext, Status
from crmo.notes.mention import Mention
from crmo.notes.reading import Mark, Role
from crmo.record import Subject

RULE = "assertion.family"
_NEAR = 70
_RELATIVE = (
    r"(?:mother|father|brother|sister|mum|mom|mam|dad|mummy|daddy|parents?|grandmother"
    r"|grandfather|gran"
    r"|granny|grandma|grandpa|granddad|grandad|nan|nana|aunt|aunty|auntie|uncle|cousin|siblings?"
    r"|twin"
    r"|relatives?|family|side of the family|nephew|niece)"
)
# "Psoriasis on mother's side", "Crohn's in both parents", "IBD (father)".
_BEHIND = re.compile(
    r"[^.;,()]{0,25}?\s(?:in|on|of|among)\s+(?:(?:both|her|his|their|the|a|an|one|two|several"
    r"|some|great|maternal"
    rf"|paternal|older|younger|half|first-degree|first degree)[ -])*{_RELATIVE}\b"
    rf"|\s*\((?:(?:maternal|paternal|her|his|older|younger|half)[ -])*{_RELATIVE}\b"
)
# "His sister has just been told she's got Crohn's": told to the relative, not by the relative.
_TOLD = re.compile(
    rf"\b{_RELATIVE} (?:has|had|have|was|is|were)(?: just| recently| now"
    r"| also)?(?: been)? (?:told|diagnosed"
    r"|found|known|said|treated|under)\b[^.;]{0,50}\Z"
)
# "Grandma has rheumatoid arthritis".
_HAS = re.compile(
    rf"\b{_RELATIVE} (?:also |both )?(?:has|have|had|suffers? from|suffered from)"
    r"(?! (?:noticed|seen|observed|reported|noted|been|found|felt|brought|described|told|asked))"
    r"(?: \w+){0,3}? ?\Z"
)
# A letter from home: the writer is a parent.
_WRITER = re.compile(
    r"\b(?:i (?:also |myself )?(?:have|had|have got|suffer from)|i've(?: got| had)?)\s+"
    r"(?:(?:a|mild|bad|severe|some|bit|of|touch|also|the|terrible) ?)*\Z"
)
_NOBODY = re.compile(
    r"\b(?:nobody|no ?-?one|no relatives?|none of (?:the |her |his )?(?:family|relatives"
    r"|siblings))\b"
    r"(?:(?!think|thought|believ|suspect|suggest|feel|felt|consider)[^.;]){0,50}\Z"
)
# "Mum fears leukaemia", "her mother had read about CRMO": what is in a relative's mind.
_MINDS = re.compile(
    r"\s(?:(?:has|have|had|is|was|were|are|also|both|now|then|of course|naturally"
    r"|understandably|very|quite|rather|a bit|still|been|since|herself|himself)\s)*"
    r"(?:fear|worr|think|thought|believ|convinc|wonder|ask|quer|read\b|concern|anxious|mention"
    r"|suspect|googl|heard|suggest|hop(?:es|ed|ing)|dread|scared|afraid|raised|brought up)"
)


def is_in_mind(context: NoteContext, mention: Mention, stands: Assertion) -> bool:
    """Whether a relative only thinks of a disease, of the child's: `Mum fears leukaemia`."""
    relatives = [m for m in stands.marks if m.about == "family" and m.end <= mention.start]
    if not relatives:
        return False
    return _MINDS.match(context.folded, relatives[-1].end, mention.start) is not None


def of_relatives(context: NoteContext, mention: Mention, stands: Assertion) -> Assertion:
    """Return the assertion, about the family where the words around a disease say so.

    Args:
        context: the note.
        mention: a disease or another finding that runs in families.
        stands: how the writer stands to it by the cues of its sentence.
    """
    sentence = context.sentence_at(mention.start)
    if sentence is None or stands.about is Subject.FAMILY:
        return stands
    folded = context.folded
    begin = max(sentence.start, mention.start - _NEAR)
    nobody = _NOBODY.search(folded, begin, mention.start)
    if nobody:
        return _changed(stands, nobody.span(), status=Status.ABSENT)
    for pattern in (_TOLD, _HAS, _WRITER):
        match = pattern.search(folded, begin, mention.start)
        if match:
            return _changed(stands, match.span(), status=Status.PRESENT)
    match = _BEHIND.match(folded, mention.end, min(sentence.end, mention.end + _NEAR))
    return stands if match is None else _changed(stands, match.span(), status=stands.status)


def _changed(stands: Assertion, span: tuple[int, int], *, status: Status) -> Assertion:
    mark = Mark(*span, Role.CUE, RULE, "family")
    marks = tuple(sorted({*stands.marks, mark}))
    return evolve(stands, about=Subject.FAMILY, status=status, marks=marks)
