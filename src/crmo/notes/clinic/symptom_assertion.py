"""How a note stands to a symptom: what an indication, a parent or a question says of it."""

from __future__ import annotations

import re

from attrs import evolve

from crmo.notes.clinic.relatives import of_relatives
from crmo.notes.context import Assertion, NoteContext, SectionKind, Sentence, Status
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.reading import Role
from crmo.notes.vocabulary import rules
from crmo.record import Subject

# What a parent tells is the child's, unless the words say that the parent has it.
_TELLERS = frozenset(
    {"mum", "mom", "mother", "dad", "father", "parent", "parents", "mummy", "daddy"}
)
_HAS_IT = re.compile(
    r"\b(?:has|had|have|having|suffers?|suffered|with|takes|(?:is|was) (?:an?|known|under)|also)\b"
    r"(?! (?:noticed|seen|observed|reported|noted|been worried|worried|concerned|felt|brought"
    r"|described"
    r"|sure|clear|keen|told|recorded|been))"
)
_TELLS = re.compile(
    r"\s*(?:has |have |had |also |has also )?(?:describ|notic|report|say|said|stat|tell|told|feel"
    r"|felt|observ|note"
    r"|think|thought|worr|concern|mention|bring|brought|complain|find|found|see|saw)"
)
_CHILDS = re.compile(r"\b(?:her|his|the child's|their)\s+(?:\w+ )?\Z")
_SUSPECTED = re.compile(
    r"\s(?:had|has|have|was|were) (?:been )?(?:clinically )?(?:suspected|queried)\b"
)
_CROSSED = re.compile(r"[øØ∅]\s?\Z")
# A form that is filled in by a letter or a word: `Fever N   Night pain N`, `Fevers - nope`.
_TICKED_NO = re.compile(
    r"(?:[ \t](?:sx|symptoms|signs))?[ \t]{0,8}(?:[:=(]|[-–—](?![\w]))?[ \t]{0,8}"
    r"(?:N|NO|No|no|Nil|nil|None|none|Nope|nope|nah|Nah|Neg|neg|never|Never|not really|not yet"
    r"|Not yet)\)?(?=[ \t]{2,}|[ \t]{0,8}(?:[;,|/.\n!(]|\Z))"
)
_TICKED_YES = re.compile(r"[ \t]{0,8}[:=-]?[ \t]{0,8}(?:Y|Yes|YES|yes)(?=[ \t]|[;,|/.\n!(]|\Z)")
# "(-) fever", "+ back pain, - fever", "fever -, rash -", "nights undisturbed by pain".
_MINUS_BEFORE = re.compile(
    r"\(\s?[-–]\s?\)\s?\Z|\+[^\n.;]{1,60}[,;]\s?[-–]\s?\Z|(?:\A|[\s,;])-ve (?:for )?\Z"
    r"|\b(?:undisturbed|untroubled|unaffected|unbothered|not (?:troubled|bothered|disturbed|woken"
    r"|limited)) by (?:any )?\Z"
)
_MINUS_AFTER = re.compile(r"[ ]?(?:-(?:ve)?|–|\(\s?[-–]\s?\))(?=\s*[,;.])")
_USED_TO = re.compile(r"\bused to (?:have |get |be |suffer from |complain of )?\Z")
_DENIAL = re.compile(r"\b(?:no|not|denies|without|nil|negative)\b")
_BY_REST = re.compile(
    r"\s(?:after|with|by|on|at|during)\s(?:rest|resting|sleep|sitting|lying|stopping|a rest)\b"
)


def stands_for(context: NoteContext, mention: Mention, sentence: Sentence) -> Assertion:
    """Return how the writer stands to a symptom, which even an indication tells.

    Args:
        context: the note.
        mention: the symptom.
        sentence: where it stands.
    """
    stands = context.assertion(mention)
    is_prior = stands.says_nothing and not any(mark.role is Role.CUE for mark in stands.marks)
    if is_prior and sentence.section is SectionKind.INDICATION:
        stands = context.assertion_in_passing(mention.start, mention.end)
    if stands.status is Status.QUESTION and _is_asked_of_another(context, mention, stands):
        return Assertion()
    if stands.status is Status.PRESENT and _SUSPECTED.match(context.folded, mention.end):
        return evolve(stands, status=Status.UNCERTAIN)
    if stands.status is Status.PRESENT and _CROSSED.search(
        context.folded, max(0, mention.start - 4), mention.start
    ):
        return evolve(stands, status=Status.ABSENT)
    if stands.status is Status.PRESENT and _is_marked_absent(context, mention):
        return evolve(stands, status=Status.ABSENT)
    if stands.status is Status.PRESENT and _USED_TO.search(
        context.folded, max(0, mention.start - 30), mention.start
    ):
        return evolve(stands, status=Status.PAST)
    if stands.status is Status.ABSENT and _TICKED_YES.match(context.text, mention.end):
        return evolve(stands, status=Status.PRESENT, marks=())
    if stands.status is Status.RESOLVED and _is_eased(context, stands):
        return Assertion()
    is_relative = stands.about is Subject.FAMILY and sentence.section is not SectionKind.FAMILY
    if is_relative and _told_by_parent(context, mention, stands):
        return evolve(stands, about=Subject.PATIENT)
    if mention.about in rules("finding_patterns")["run_in_families"]:
        return of_relatives(context, mention, stands)
    is_heading = stands.about is Subject.FAMILY and not any(
        mark.start >= sentence.start for mark in stands.marks
    )
    return evolve(stands, about=Subject.PATIENT) if is_heading else stands


def _is_marked_absent(context: NoteContext, mention: Mention) -> bool:
    """Whether a letter or a minus denies a finding: `Fever N`, `rash -,`, `(-) weight loss`."""
    if _TICKED_NO.match(context.text, mention.end) or _MINUS_AFTER.match(
        context.folded, mention.end
    ):
        return True
    begin = max(0, mention.start - 70)
    return _MINUS_BEFORE.search(context.folded, begin, mention.start) is not None


def _is_asked_of_another(context: NoteContext, mention: Mention, stands: Assertion) -> bool:
    """Whether it is a disease that is asked for: `painful chest x 1 yr. SAPHO?`."""
    if not stands.marks or any(mark.rule != "question.mark" for mark in stands.marks):
        return False
    mark = stands.marks[0]
    asked = context.mentions_in(mention.end, mark.start, MentionKind.DISEASE)
    if not asked or asked[-1].end < mark.start - 2:
        return False
    sentence = context.sentence_at(mention.start)
    begin = sentence.start if sentence else 0
    return not _DENIAL.search(context.folded, begin, mention.start)


def _is_eased(context: NoteContext, stands: Assertion) -> bool:
    """Whether a symptom only eases with rest: `pain on running, gone after rest`."""
    return any(_BY_REST.match(context.folded, mark.end) for mark in stands.marks)


def _told_by_parent(context: NoteContext, mention: Mention, stands: Assertion) -> bool:
    """Whether a relative tells of a symptom of the child: `Mum brings him with pain`."""
    relatives = [mark for mark in stands.marks if mark.about == "family"]
    if not relatives or context.knowledge.is_a(mention.about, "autoimmune_disease"):
        return False
    if mention.about in rules("finding_patterns")["run_in_families"]:
        return False
    return all(
        context.folded[mark.start : mark.end] in _TELLERS
        and mark.end <= mention.start
        and (
            _TELLS.match(context.folded, mark.end) is not None
            or _CHILDS.search(context.folded, mark.end, mention.start) is not None
            or not _HAS_IT.search(context.folded, mark.end, mention.start)
        )
        for mark in relatives
    )
