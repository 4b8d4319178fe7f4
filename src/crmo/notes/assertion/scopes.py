"""How far each cue of a sentence reaches."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crmo.notes.assertion.clause_words import (
    ATTRIBUTE,
    BOTH,
    BRACKET_ENDS,
    ELIDED,
    EXTENT,
    HEALED_NOUN,
    IN_BRACKETS,
    IN_RELATIVE,
    LIKEWISE,
    LOCATIVE,
    MEASURED,
    NEW_PREDICATE,
    NONE_IN,
    OF_SHAPE,
    ONLY_VERBS,
    OTHER_ONE,
    OTHER_SUBJECT,
    REST_OF,
    THIS,
    TOO,
)
from crmo.notes.assertion.cues import LETTER, PREDICATES, STANDS, VERDICTS, Cue, column
from crmo.notes.assertion.separators import SEPARATOR, Separator, before_bracket, outside

_GOES_ON = frozenset({"or", "nor", "/"})
_CLOSES = frozenset({";", ")", "but"})
_OPENS = frozenset({";", "(", "but"})
_HAS_LETTERS = re.compile(r"[a-z]{2}")
_FARTHEST = 14
_BUT = 6  # characters back over "but " into the clause before it
_NOUN_AFTER = 14  # characters to the noun of "absent marrow oedema"
_ACTIVE = frozenset({"absent"})


class Scope(NamedTuple):
    """What a cue reaches: characters from `start` to before `end`."""

    start: int
    end: int
    cue: Cue


class Sentence:
    """One sentence with its separators and what stands between them.

    Args:
        folded: the folded note.
        span: the sentence.
        cues: its cues, in order.
        terms: where medical terms begin and end, in order.
        places: where places begin and end, in order.
    """

    def __init__(
        self,
        folded: str,
        span: tuple[int, int],
        cues: Sequence[Cue],
        terms: Sequence[tuple[int, int]],
        places: Sequence[tuple[int, int]],
    ) -> None:
        self.folded, self.span, self.cues = folded, span, cues
        self._terms = [term[0] for term in terms]
        self._places = [place[0] for place in places]
        self._stands = [cue for cue in cues if cue.kind in STANDS]
        self._courses = {cue.end for cue in cues if cue.kind == "persisting"}
        self._course_starts = [cue.start for cue in cues if cue.kind == "persisting"]
        self._separators = list(outside(SEPARATOR.finditer(folded, *span), [*terms, *places]))
        self._breaks = [cue.start for cue in cues if cue.kind == "break"]
        self._exceptions = [cue.start for cue in cues if cue.kind == "exception"]

    # --- what stands between two characters ----------------------------------------------

    def has_term(self, start: int, end: int) -> bool:
        """Whether a medical term begins there."""
        return bisect_left(self._terms, start) < bisect_left(self._terms, end)

    def has_place(self, start: int, end: int) -> bool:
        """Whether a place begins there."""
        return bisect_left(self._places, start) < bisect_left(self._places, end)

    def has_mention(self, start: int, end: int) -> bool:
        """Whether a term or a place begins there."""
        return self.has_term(start, end) or self.has_place(start, end)

    def has_cue(self, start: int, end: int, kinds: Iterable[str]) -> bool:
        """Whether a cue of some class begins there."""
        first = bisect_left(self._stands, (start,))
        last = bisect_left(self._stands, (end,))
        return any(cue.kind in kinds for cue in self._stands[first:last])

    # --- clauses -------------------------------------------------------------------------

    def clause_end(self, at: int) -> int:
        """Return where the clause that holds a character ends."""
        end = self.span[1]
        for separator in self._after(at):
            if separator.word in _CLOSES:
                end = separator.start
                break
        later = bisect_left(self._breaks, at)
        return min(end, self._breaks[later]) if later < len(self._breaks) else end

    def clause_start(self, at: int) -> int:
        """Return where the clause that holds a character begins."""
        start = self.span[0]
        for separator in reversed(self._before(at)):
            if separator.word in _OPENS:
                start = separator.end
                break
        earlier = bisect_left(self._breaks, at) - 1
        return max(start, self._breaks[earlier]) if earlier >= 0 else start

    def _after(self, at: int) -> Sequence[Separator]:
        return self._separators[bisect_left(self._separators, (at,)) :]

    def _before(self, at: int) -> Sequence[Separator]:
        return self._separators[: bisect_left(self._separators, (at,))]

    # --- reach ---------------------------------------------------------------------------

    def scope(self, cue: Cue) -> Scope:
        """Return what a cue reaches."""
        if cue.kind == "family":
            return self._family(cue)
        if cue.kind in ("hypothetical", "question"):
            if cue.reach == "forward":
                return Scope(cue.start, self._to_break(cue), cue)
            return Scope(self.span[0], cue.start, cue)
        if cue.kind == "rest":
            return self._rest(cue)
        if cue.kind == "exception":
            return Scope(cue.start, self._exception_end(cue), cue)
        if self.folded.startswith("otherwise", cue.start) and self._is_apposed(cue):
            # "oedema of the left patella, otherwise unremarkable": not said of the patella.
            return Scope(cue.start, cue.end, cue)
        if cue.reach != "forward" and self._is_bracketed(cue):
            return Scope(self._before_bracket(cue), cue.end, cue)
        if cue.kind == "persisting":
            return Scope(self.clause_start(cue.start), self.clause_end(cue.end), cue)
        if self._reaches_forward(cue):
            return Scope(cue.start, self._forward(cue), cue)
        if LIKEWISE.match(self.folded, cue.end, self.span[1]):
            return Scope(self._backward(cue), self._to_break(cue), cue)
        return self._closing(cue)

    def _closing(self, cue: Cue) -> Scope:
        """A verdict after what it is said of: `the spine is normal`, `Fever N`."""
        at = before_bracket(self.folded, self._before(cue.start), cue.start, self.has_mention)
        begin = self._backward(cue._replace(start=at))
        if cue.rule == LETTER:
            return Scope(max(column(self.folded, self.span[0], at), begin), cue.end, cue)
        likewise = TOO.match(self.folded, cue.end, self.span[1])
        if likewise and cue.kind in VERDICTS and not self.has_term(cue.end, likewise.end()):
            return Scope(begin, likewise.end(), cue)
        end = self._forward(cue) if self._names_where(cue) else cue.end
        return Scope(begin, end, cue)

    def _rest(self, cue: Cue) -> Scope:
        """`the ribs and the remaining vertebrae are normal`: an adjective is said of its noun."""
        start, end = self.clause_start(cue.start), self.clause_end(cue.end)
        # "no other uptake - spine and pelvis quiet": what stands after the dash is told itself.
        dash = self.folded.find(" - ", cue.end, end)
        end = dash if dash >= 0 and self.has_term(cue.end, dash) else end
        if OTHER_ONE.match(self.folded, cue.start, end):
            return Scope(cue.start, cue.end, cue)
        match = REST_OF.match(self.folded, cue.start, end)
        if match is None or not self.has_place(start, end):
            return Scope(start, end, cue)
        commas = (each.start for each in self._after(cue.end) if each.word == ",")
        return Scope(cue.start, min(end, next(commas, end)), cue)

    def _names_where(self, cue: Cue) -> bool:
        """`absent in the right fibula`, `resolved at T8`: the place stands after the verdict."""
        match = LOCATIVE.match(self.folded, cue.end, self.span[1])
        if match is None or cue.kind not in VERDICTS:
            return False
        until = min(self._piece(cue)[1], match.end() + 40)
        return self.has_place(match.end(), until) and not self.has_term(match.end(), until)

    def _is_apposed(self, cue: Cue) -> bool:
        begin, _ = self._piece(cue)
        return begin > self.span[0] and not self.has_mention(begin, cue.start)

    def _is_bracketed(self, cue: Cue) -> bool:
        before = self.folded[max(self.span[0], cue.start - 20) : cue.start]
        if not IN_BRACKETS.search(before) or not BRACKET_ENDS.match(self.folded, cue.end):
            return False
        end = self.folded.find(")", cue.end, self.span[1])
        return not self.has_mention(cue.end, end if end >= 0 else cue.end)

    def _before_bracket(self, cue: Cue) -> int:
        """Return where the piece before the bracket begins."""
        bracket = max(self.folded.rfind("(", 0, cue.start), self.folded.rfind("[", 0, cue.start))
        before = self._before(bracket)
        return before[-1].end if before else self.span[0]

    def _reaches_forward(self, cue: Cue) -> bool:
        begin, end = self._piece(cue)
        if self.folded.startswith("no longer", cue.start) and self.has_term(cue.end, cue.end + 2):
            # "is no longer oedematous": whatever stands before it.
            return True
        if NONE_IN.match(self.folded, cue.start, end) and not self.has_mention(begin, cue.start):
            return True
        if cue.kind == "resolved" and self.folded.startswith(":", cue.end):
            # `Not seen any more: T4, right cuboid`
            return not self.has_mention(begin, cue.start)
        if cue.reach == "backward":
            return self.folded[cue.start : cue.end] in _ACTIVE and self._is_attribute(cue, begin)
        of = self.folded.endswith("of ", 0, cue.start)
        is_now = cue.kind == "resolved" and self.folded.endswith("now normal", 0, cue.end)
        if (
            (cue.kind == "normality" or is_now)
            and not of
            and ATTRIBUTE.match(self.folded, cue.end, end)
        ):
            # "with normal alignment": said of the noun that follows, whatever it is.
            return True
        if cue.kind == "resolved" and self.folded[cue.start : cue.end] in ("healed", "resolved"):
            before = self.folded[max(begin, cue.start - 5) : cue.start].rstrip(" -:")
            is_verb = before.endswith(("is", "are", "has", "have", "was", "were", "had"))
            if not is_verb and HEALED_NOUN.match(self.folded, cue.end, end):
                return True
        if cue.reach == "forward":
            # "Fever: no." denies what stands before it.
            is_last = not _HAS_LETTERS.search(self.folded, cue.end, end)
            return not (is_last and cue.kind == "negation" and self.has_mention(begin, cue.start))
        return self.has_mention(cue.end, end) and not self.has_mention(begin, cue.start)

    def _is_attribute(self, cue: Cue, begin: int) -> bool:
        """`Absent oedema in T8`, `MRI excluded a lesion`: said of the noun after it."""
        nearest = self.folded[cue.end : cue.end + 1] == " " and self.has_term(
            cue.end, cue.end + _NOUN_AFTER
        )
        return nearest and not self.has_mention(begin, cue.start)

    def _piece(self, cue: Cue) -> tuple[int, int]:
        before, after = self._before(cue.start), self._after(cue.end)
        return (
            before[-1].end if before else self.span[0],
            after[0].start if after else self.span[1],
        )

    def _to_break(self, cue: Cue) -> int:
        later = bisect_left(self._breaks, cue.end)
        return self._breaks[later] if later < len(self._breaks) else self.span[1]

    def _exception_end(self, cue: Cue) -> int:
        for separator in self._after(cue.end):
            if separator.word in (",", ";", ")", "but"):
                return separator.start
        return self._to_break(cue)

    def _family(self, cue: Cue) -> Scope:
        """`mother has psoriasis`, or `psoriasis in her mother`."""
        before = self.folded[max(self.span[0], cue.start - 12) : cue.start]
        start = self.clause_start(cue.start)
        if IN_RELATIVE.search(before) and self.has_mention(start, cue.start):
            return Scope(start, cue.end, cue)
        end = self.clause_end(cue.end)
        other = OTHER_SUBJECT.search(self.folded, cue.end, end)
        return Scope(cue.start, other.start() if other else end, cue)

    def _forward(self, cue: Cue) -> int:
        """Follow a list: `no fever, weight loss or night sweats`."""
        end = self.clause_end(cue.end)
        later = bisect_left(self._exceptions, cue.end)
        if later < len(self._exceptions):
            end = min(end, self._exceptions[later])
        if cue.kind == "negation":
            is_seen = NONE_IN.match(self.folded, cue.start, end)
            begin = is_seen.end() if is_seen else cue.end
            verb = NEW_PREDICATE.search(self.folded, begin, end)
            end = verb.start() if verb else end
        separators = [each for each in self._after(cue.end)[:_FARTHEST] if each.start < end]
        for at, separator in enumerate(separators):
            piece_end = separators[at + 1].start if at + 1 < len(separators) else end
            if not self._list_goes_on(cue, separators, at, piece_end):
                return separator.start
        return end

    def _list_goes_on(
        self, cue: Cue, separators: Sequence[Separator], at: int, piece_end: int
    ) -> bool:
        separator = separators[at]
        if separator.word in _GOES_ON:
            return True
        start = separator.end
        if self.has_cue(start, piece_end, STANDS) or self._has_course(start, piece_end):
            return False
        has_said = self.has_mention(cue.end, separator.start)
        if separator.word == "with":
            return not has_said
        if (
            separator.word in (",", "and")
            and has_said
            and EXTENT.match(self.folded, start, piece_end)
        ):
            # "no collection, small effusion": how much there is, is told of what is there.
            return any(each.word in _GOES_ON for each in separators[at + 1 :])
        if separator.word == "(":
            # "possible CNO (oedema of the left femur)": what it rests on is told without doubt.
            return not (cue.kind == "uncertainty" and has_said)
        if not self.has_mention(start, piece_end):
            follows = separators[at + 1].word if at + 1 < len(separators) else ""
            is_empty = not self.folded[start:piece_end].strip()
            return follows in ("or", "nor", ",", "/") or (is_empty and follows == "and")
        if self._is_of_others(cue, separator, piece_end):
            return False
        both = self.has_term(start, piece_end) and self.has_place(start, piece_end)
        if both and self.has_place(cue.end, separator.start):
            return False
        is_measured = MEASURED.search(self.folded, start, piece_end) is not None
        return not (is_measured and self.has_term(start, piece_end))

    def _has_course(self, start: int, end: int) -> bool:
        """`no oedema, sclerosis persists`: a term with a course of its own."""
        at = bisect_left(self._course_starts, end) - 1
        return at >= 0 and self.has_term(start, self._course_starts[at])

    def _subject_clause(self, cue: Cue) -> int:
        """Return where the clause with the subject begins: `... abnormal, but is now normal`."""
        limit = self.clause_start(cue.start)
        is_elided = limit > self.span[0] and ELIDED.fullmatch(self.folded, limit, cue.start + 4)
        if not is_elided or OF_SHAPE.match(self.folded, cue.end):
            return limit
        if cue.kind not in ("normality", "resolved"):
            return limit
        return self.clause_start(max(self.span[0], limit - _BUT))

    def _is_of_others(self, cue: Cue, separator: Separator, piece_end: int) -> bool:
        """`without oedema, the ulna and the talus have healed`: places of another statement."""
        before = cue.end, separator.start
        if cue.kind != "negation" or separator.word != "," or not self.has_term(*before):
            return False
        after = separator.end, piece_end
        return not self.has_place(*before) and self.has_place(*after) and not self.has_term(*after)

    def _backward(self, cue: Cue) -> int:
        """Follow a list back: `T5, T6 and the sacrum are normal`."""
        limit = self._subject_clause(cue)
        separators = [each for each in self._before(cue.start) if each.start >= limit]
        last = separators[-1].end if separators else limit
        is_apposition = not self.has_mention(last, cue.start)
        if is_apposition and self.has_cue(last, cue.start, ("rest",)):
            # "the ribs and the remaining vertebrae are normal": one more of the list.
            is_apposition = not REST_OF.search(self.folded, last, cue.start)
        if is_apposition and THIS.match(self.folded, last, cue.start):
            return self.span[0]
        is_gone = is_apposition and cue.kind == "resolved"
        if is_gone and BOTH.fullmatch(self.folded, last, cue.start):
            # (femur and fibula at the time, both long since burnt out): said of each of them.
            return limit
        is_open = is_apposition and bool(separators)
        if is_open and not ONLY_VERBS.fullmatch(self.folded, last, cue.start):
            return last
        end = cue.start
        for at in range(len(separators) - 1, max(-1, len(separators) - _FARTHEST), -1):
            separator = separators[at]
            start = separators[at - 1].end if at else limit
            if is_apposition:
                # "..., of doubtful significance": said of the nearest place or sight before it.
                is_apposition = not self.has_mention(start, separator.start)
            elif not self._includes(cue, start, separator, end):
                return separator.end
            end = separator.start
        return limit

    def _includes(self, cue: Cue, start: int, separator: Separator, end: int) -> bool:
        """Whether the piece before a separator belongs to what the cue says, too."""
        if self.has_cue(start, separator.start, PREDICATES):
            return False
        if separator.start in self._courses:
            # "L tibia active, R femur inactive": the first has its own verdict.
            return False
        has_term = self.has_term(start, separator.start)
        if cue.kind == "normality":
            # "distal metaphysis 14 mm, proximal metaphysis normal"
            return not has_term and not MEASURED.search(self.folded, start, separator.start)
        is_own = self.folded.endswith("with ", 0, start + 1) or MEASURED.search(
            self.folded, start, separator.start
        )
        if has_term and is_own and self.has_place(separator.end, end):
            # "tibia with a 5 mm focus, fibula negative"
            return False
        is_statement = has_term and self.has_place(start, separator.start)
        return not (is_statement and separator.word == "," and self.has_term(separator.end, end))
