"""The decision on one mention, from the scopes of its sentence and the kind of its section."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.notes.assertion.cues import MARK, cues_in
from crmo.notes.assertion.scopes import Scope
from crmo.notes.assertion.scopes import Sentence as Parsed
from crmo.notes.context import Assertion, NoteContext, SectionKind, Sentence, Status, Strength
from crmo.notes.mention import MentionKind
from crmo.notes.reading import Mark, Role
from crmo.record import Subject

_PRIOR = {
    SectionKind.INDICATION: Status.QUESTION,
    SectionKind.PLAN: Status.HYPOTHETICAL,
    SectionKind.COMPARISON: Status.PAST,
    SectionKind.TECHNIQUE: Status.QUESTION,
}
_FAMILY = frozenset({SectionKind.FAMILY})
_TELLING = _PRIOR.keys() | _FAMILY
_NEUTRAL = frozenset({"break", "affirm", "reporter"})
_NOT_TERMS = frozenset({MentionKind.CUE, MentionKind.MODALITY})
_PLAIN = Assertion()


class SentenceAsserter:
    """Decides for each span of one note; what it worked out for a sentence, it keeps."""

    def __init__(self) -> None:
        self._scopes: dict[int, list[Scope]] = {}
        self._told: dict[tuple[int, int], Assertion] = {}

    def __call__(self, context: NoteContext, start: int, end: int) -> Assertion:
        """Tell how the writer stands to what is said from `start` to `end`."""
        told = self._told.get((start, end))
        if told is None:
            told = self._told[start, end] = self._decide(context, start, end)
        return told

    def in_passing(self, context: NoteContext, start: int, end: int) -> Assertion:
        """Tell how the writer stands to it whatever the section is for.

        An indication asks a question about diseases, but tells symptoms.
        """
        sentence = context.sentence_at(start)
        if sentence is None:
            return _PLAIN
        return self._decide(context, start, end, sentence._replace(section=SectionKind.OTHER))

    def _decide(
        self, context: NoteContext, start: int, end: int, sentence: Sentence | None = None
    ) -> Assertion:
        sentence = sentence or context.sentence_at(start)
        if sentence is None:
            return _PLAIN
        reached = [
            scope
            for scope in self.scopes(context, sentence)
            if scope.start <= start < scope.end
            and not (start <= scope.cue.start and scope.cue.end <= end)
        ]
        if not reached and sentence.section not in _TELLING:
            return _PLAIN
        return _decided(sentence, reached)

    def scopes(self, context: NoteContext, sentence: Sentence) -> list[Scope]:
        """Return what the cues of a sentence reach."""
        known = self._scopes.get(sentence.start)
        if known is None:
            known = self._scopes[sentence.start] = _scopes_of(context, sentence)
        return known


def _scopes_of(context: NoteContext, sentence: Sentence) -> list[Scope]:
    span = sentence.start, sentence.end
    cues = context.mentions_in(*span, MentionKind.CUE)
    if not cues and not MARK.search(context.folded, *span):
        return []
    mentions = context.mentions_in(*span)
    terms = [(each.start, each.end) for each in mentions if each.kind not in _NOT_TERMS]
    places = [(place.start, place.end) for place in context.places_in(*span)]
    parsed = Parsed(context.folded, span, cues_in(context.folded, span, cues), terms, places)
    return [parsed.scope(cue) for cue in parsed.cues if cue.kind not in _NEUTRAL]


def _decided(sentence: Sentence, reached: Sequence[Scope]) -> Assertion:
    by_kind: dict[str, list[Scope]] = {}
    for scope in reached:
        by_kind.setdefault(scope.cue.kind, []).append(scope)
    is_family = "family" in by_kind or sentence.section in _FAMILY
    about = Subject.FAMILY if is_family else Subject.PATIENT
    status, used = _status(sentence, by_kind)
    strength = None
    if status is Status.UNCERTAIN:
        strength = min((scope.cue.strength or Strength.WEAK for scope in used), key=_LEANING.index)
    marks = tuple(
        Mark(scope.cue.start, scope.cue.end, Role.CUE, scope.cue.rule, scope.cue.kind)
        for scope in sorted({*used, *by_kind.get("family", ())})
    )
    if status is Status.PRESENT and not marks and not is_family:
        return _PLAIN
    return Assertion(status, about, strength, marks)


_LEANING = [Strength.WEAK, Strength.MODERATE, Strength.STRONG]


def _status(sentence: Sentence, by_kind: dict[str, list[Scope]]) -> tuple[Status, list[Scope]]:
    for kind, status in (("question", Status.QUESTION), ("hypothetical", Status.HYPOTHETICAL)):
        if kind in by_kind:
            return status, by_kind[kind]
    prior = _PRIOR.get(sentence.section)
    if prior in (Status.QUESTION, Status.HYPOTHETICAL):
        return prior, []
    if "not_imaged" in by_kind:
        return Status.NOT_LOOKED_FOR, by_kind["not_imaged"]
    if "exception" in by_kind:
        return Status.PRESENT, by_kind["exception"]
    denied = by_kind.get("negation", []) + by_kind.get("normality", [])
    if "resolved" in by_kind and "negation" not in by_kind:
        return Status.RESOLVED, by_kind["resolved"]
    if denied:
        return _denied(by_kind, denied)
    if "uncertainty" in by_kind:
        return Status.UNCERTAIN, by_kind["uncertainty"]
    if ("past" in by_kind or prior is Status.PAST) and "persisting" not in by_kind:
        return Status.PAST, by_kind.get("past", [])
    return Status.PRESENT, by_kind.get("persisting", [])


def _denied(by_kind: dict[str, list[Scope]], denied: list[Scope]) -> tuple[Status, list[Scope]]:
    if "rest" in by_kind:
        # "No lesion elsewhere" says nothing of any one place.
        return Status.QUESTION, by_kind["rest"]
    if "past" in by_kind and "negation" in by_kind and _is_gone(by_kind):
        return Status.RESOLVED, [*by_kind["past"], *denied]
    return Status.ABSENT, denied


def _is_gone(by_kind: dict[str, list[Scope]]) -> bool:
    """`The previously seen oedema is not seen today`: it was there, and is not any more."""
    is_seen = any(scope.cue.rule == "past.seen" for scope in by_kind["past"])
    return is_seen or any(scope.cue.reach == "backward" for scope in by_kind["negation"])
