"""The prepared note that extractors work on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import Generic, NamedTuple, Protocol, TypeVar

from attrs import define, field, frozen

from crmo.knowledge import Knowledge
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.reading import Contradiction, Mark, Role, Unread
from crmo.record import PartialDate, Source, Subject


class SectionKind(StrEnum):
    """What a part of a note is for."""

    HEADER = "header"
    INDICATION = "indication"
    TECHNIQUE = "technique"
    COMPARISON = "comparison"
    FINDINGS = "findings"
    IMPRESSION = "impression"
    ADDENDUM = "addendum"
    HISTORY = "history"
    BACKGROUND = "background"
    FAMILY = "family"
    EXAMINATION = "examination"
    LABORATORY = "laboratory"
    TREATMENT = "treatment"
    DIAGNOSES = "diagnoses"
    PLAN = "plan"
    IMAGING = "imaging"
    PATHOLOGY = "pathology"
    OTHER = "other"


class Section(NamedTuple):
    """A part of the note under one heading; `start` is that of the heading, `body` after it."""

    start: int
    body: int
    end: int
    kind: SectionKind
    rule: str


class Sentence(NamedTuple):
    """One statement: a sentence, a bullet, or a line of a template."""

    start: int
    end: int
    section: SectionKind
    section_index: int
    paragraph: int


class Status(StrEnum):
    """How the writer stands to what is mentioned."""

    PRESENT = "present"
    ABSENT = "absent"
    UNCERTAIN = "uncertain"
    PAST = "past"
    RESOLVED = "resolved"
    HYPOTHETICAL = "hypothetical"
    QUESTION = "question"
    NOT_LOOKED_FOR = "not_looked_for"


class Strength(StrEnum):
    """How far an uncertain statement leans to yes."""

    WEAK = "weak"
    MODERATE = "moderate"
    STRONG = "strong"


@frozen(slots=True)
class Assertion:
    """How the writer stands to one mention, and the cues that tell so.

    Args:
        status: the decision.
        about: the child, or the family.
        strength: of an uncertain statement; None otherwise.
        marks: the cue words, with the ids of their rules; empty for a plain statement.
    """

    status: Status = Status.PRESENT
    about: Subject = Subject.PATIENT
    strength: Strength | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def says_nothing(self) -> bool:
        """Whether nothing may be asserted: a question, a plan, a hypothesis."""
        return self.status in (Status.HYPOTHETICAL, Status.QUESTION)


class Place(NamedTuple):
    """A phrase that names one or several sites, which may be partial.

    Args:
        start: first character of the phrase.
        end: character after the last.
        sites: ids of bone units or partial sites, in the order told, without repetition.
        marks: the words each site was read from; `about` is the site's id.
        is_frame: whether it only says where to look ("left knee:" before the bones of the knee).
    """

    start: int
    end: int
    sites: tuple[str, ...]
    marks: tuple[Mark, ...]
    is_frame: bool = False


class DateMention(NamedTuple):
    """A date told in the note, as exactly as told."""

    start: int
    end: int
    date: PartialDate
    rule: str


class Asserter(Protocol):
    """Decides how the writer stands to a span of the note."""

    def __call__(self, context: NoteContext, start: int, end: int) -> Assertion:
        """Return how the writer stands to what is said from `start` to `end`."""

    def in_passing(self, context: NoteContext, start: int, end: int) -> Assertion:
        """Return the same, whatever the section is for."""


class Placer(Protocol):
    """Finds the place that a mention is told of."""

    def __call__(self, context: NoteContext, mention: Mention) -> Place | None:
        """Return the place, or None if the words near the mention tell none."""


_Told = TypeVar("_Told", Mention, Place, DateMention)


class _InOrder(Generic[_Told]):
    """What is told in a note, in the order of the text, to be asked for by place."""

    __slots__ = ("_starts", "told")

    def __init__(self, told: Iterable[_Told]) -> None:
        self.told: list[_Told] = list(told)
        self._starts = [each.start for each in self.told]

    def within(self, start: int, end: int) -> list[_Told]:
        """Return what begins in a span."""
        first = bisect_left(self._starts, start)
        return self.told[first : bisect_left(self._starts, end, first)]


_NO_MENTIONS: _InOrder[Mention] = _InOrder(())


@define(kw_only=True)
class NoteContext:
    """One note, prepared: what every extractor gets. See `crmo.notes` for how to use it."""

    text: str
    folded: str
    knowledge: Knowledge
    on: date | None
    document: str
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    places: tuple[Place, ...]
    dates: tuple[DateMention, ...]
    asserter: Asserter
    placer: Placer
    unread: list[Unread] = field(factory=list)
    contradictions: list[Contradiction] = field(factory=list)
    _mentions: _InOrder[Mention] = field(init=False)
    _by_kind: dict[MentionKind, _InOrder[Mention]] = field(init=False)
    _places: _InOrder[Place] = field(init=False)
    _dates: _InOrder[DateMention] = field(init=False)
    _sentence_starts: list[int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Put in order what is asked for again and again; nearly all of it, kind by kind."""
        by_kind: dict[MentionKind, list[Mention]] = {}
        for mention in self.mentions:
            by_kind.setdefault(mention.kind, []).append(mention)
        self._by_kind = {kind: _InOrder(mentions) for kind, mentions in by_kind.items()}
        self._mentions = _InOrder(self.mentions)
        self._places = _InOrder(self.places)
        self._dates = _InOrder(self.dates)
        self._sentence_starts = [sentence.start for sentence in self.sentences]

    # --- choosing ------------------------------------------------------------------------

    def mentions_of(self, *kinds: MentionKind) -> Iterator[Mention]:
        """Yield the mentions of some kinds, in the order of the text."""
        if len(kinds) == 1:
            return iter(self._of_kind(kinds[0]).told)
        return (mention for mention in self.mentions if mention.kind in kinds)

    def mentions_in(self, start: int, end: int, *kinds: MentionKind) -> list[Mention]:
        """Return the mentions that begin in a span, all kinds if none is named."""
        if len(kinds) == 1:
            return self._of_kind(kinds[0]).within(start, end)
        found = self._mentions.within(start, end)
        return [mention for mention in found if mention.kind in kinds] if kinds else found

    def places_in(self, start: int, end: int) -> Sequence[Place]:
        """Return the places that begin in a span."""
        return self._places.within(start, end)

    def dates_in(self, start: int, end: int) -> Sequence[DateMention]:
        """Return the dates that begin in a span."""
        return self._dates.within(start, end)

    def sentence_at(self, offset: int) -> Sentence | None:
        """Return the sentence that holds a character, or None between sentences."""
        at = bisect_right(self._sentence_starts, offset) - 1
        if at < 0 or offset >= self.sentences[at].end:
            return None
        return self.sentences[at]

    def _of_kind(self, kind: MentionKind) -> _InOrder[Mention]:
        return self._by_kind.get(kind, _NO_MENTIONS)

    # --- meaning -------------------------------------------------------------------------

    def assertion(self, mention: Mention) -> Assertion:
        """Tell how the writer stands to a mention."""
        return self.asserter(self, mention.start, mention.end)

    def assertion_at(self, start: int, end: int) -> Assertion:
        """Tell how the writer stands to a span that is no mention."""
        return self.asserter(self, start, end)

    def assertion_in_passing(self, start: int, end: int) -> Assertion:
        """Tell how the writer stands to a span, though its section only asks a question."""
        return self.asserter.in_passing(self, start, end)

    def place_of(self, mention: Mention) -> Place | None:
        """Return the place a symptom, sign or procedure is told of, or None."""
        return self.placer(self, mention)

    # --- making entries ------------------------------------------------------------------

    def mark(self, start: int, end: int, role: Role, rule: str, about: str = "") -> Mark:
        """Return a mark on the text."""
        return Mark(start, end, role, rule, about)

    def source(self, start: int, end: int, rule: str) -> Source:
        """Return the source of an entry that rests on these characters."""
        return Source(
            document=self.document, text=self.text[start:end], start=start, end=end, rule=rule
        )

    def entry_id(self, kind: str, start: int, about: str = "") -> str:
        """Return an id that is the same whenever this note is read: `note/finding/120/fever`."""
        tail = f"/{about}" if about else ""
        return f"{self.document}/{kind}/{start}{tail}"

    def tell_unread(self, start: int, end: int, why: str) -> None:
        """Keep words that seem to matter and were not understood."""
        self.unread.append(Unread(start, end, self.text[start:end], why))

    def tell_contradiction(
        self, about: str, entries: Iterable[str], marks: Iterable[Mark], why: str
    ) -> None:
        """Keep two statements that cannot both hold; neither is dropped."""
        self.contradictions.append(Contradiction(about, tuple(entries), all_marks(marks), why))


def all_marks(*groups: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return marks in the order of the text, each once."""
    # A dictionary keeps the order told, so that marks of one place always stand the same way.
    return tuple(sorted(dict.fromkeys(chain.from_iterable(groups)), key=_by_place))


def _by_place(mark: Mark) -> tuple[int, int, str]:
    return mark.start, mark.end, mark.about
