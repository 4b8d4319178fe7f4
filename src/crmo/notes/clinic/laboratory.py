"""Laboratory values: the test first, then its values, each with unit, range, flag and day."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

from attrs import evolve

from crmo.notes.clinic.laboratory_grid import grid_values
from crmo.notes.clinic.laboratory_words import RULE, ResultsInWords, source_of
from crmo.notes.clinic.not_of_blood import is_of_fluid, is_waited_for
from crmo.notes.clinic.numbers_told import Number, Told, numbers_in, told_at, unit_in_name
from crmo.notes.clinic.statements import term_mark
from crmo.notes.clinic.told_dates import date_after, date_before, day_of, latest_possible
from crmo.notes.context import DateMention, NoteContext, Sentence, Status, all_marks
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.reading import Mark, ReadEntry, Role
from crmo.notes.vocabulary import rules
from crmo.record import (
    Comparator,
    Measurement,
    PartialDate,
    Quantity,
    Subject,
)

_TOKEN = re.compile(r"[^\s,;:|&/]+")
_JOINS = re.compile(r"\s*(?:,|nor|and|&|/|\+|,\s*and|or|\band\s+(?:a|an|the|his|her))\s*\Z")
_FIRST_WORD = re.compile(r"[\s-]?([a-z]+)")
_AT_ITS_PEAK = re.compile(
    r"\b(?:peak|nadir|presenting|initial|baseline|previous|earlier|maximum|highest|admission) \Z"
)
# "61 (was 24 in August)": the first is the later one.
_WAS = re.compile(r"\s*[(,;]\s*(?:was|had been|(?:down |up )?from)\b")
# "61, 55 and 58 U/L", "60, 31, 14, 7": two values or more behind the first.
_NUMBERS = re.compile(
    r"\s{0,4},\s{0,4}\d[\d.]{0,9}(?:\s{0,4},?\s{0,4}and\s{1,4}|\s{0,4},\s{0,4})\d[\d.]{0,9}(?![\w/%-])"
)
_TIMES = frozenset(
    {"day", "days", "week", "weeks", "wk", "wks", "month", "months", "hours", "h", "year", "years"}
)
_ONLY = ("only ", "just ", "with ", "of only ")
_TIME = re.compile(r"\d{1,3}|days?|weeks?|wks?|months?|hours?|years?")
_DAY_BEFORE = re.compile(r"\b(?:day|week|month|cycle)\s\Z")
_CUT = re.compile(r"[(,;.]")
_NOT_FACTS = frozenset({"hypothetical", "question"})
_BRACKETS = "()[]~=*"
_FARTHEST_WORDS = 9


def read_laboratory(context: NoteContext) -> Iterator[ReadEntry]:
    """Yield a measurement for every value, and for every result told in a word."""
    in_tables, lines = grid_values(context)
    yield from in_tables
    taken = sorted(set(lines))
    for sentence, tests in _by_sentence(context):
        at = bisect_right(taken, (sentence.start, len(context.text)))
        if at and sentence.start <= taken[at - 1][1]:
            continue
        yield from _Line(context, sentence, tests).entries()


def _by_sentence(context: NoteContext) -> Iterator[tuple[Sentence, list[Mention]]]:
    tests = context.mentions_of(MentionKind.ANALYTE)
    for sentence, found in groupby(tests, key=lambda test: context.sentence_at(test.start)):
        if sentence is not None:
            yield sentence, list(found)


class _Line:
    """One sentence with its tests, read from left to right."""

    def __init__(self, context: NoteContext, sentence: Sentence, tests: Sequence[Mention]) -> None:
        self.context, self.sentence, self.tests = context, sentence, tests
        self.folded = context.folded
        self.words = ResultsInWords(context, sentence)
        self.units: dict[Mention, str] = {}
        self.waiting: list[Mention] = []
        self.last: Mention | None = None
        self.read: list[tuple[Mention, Number, Told]] = []

    def entries(self) -> Iterator[ReadEntry]:
        groups: list[list[Mention]] = []
        self._walk(groups)
        valued = {test for test, _, _ in self.read}
        yield from self._measured()
        for group in groups:
            if not valued.intersection(group):
                yield from self.words.results(group)
                yield from self.words.positive_or_not(group)

    # --- numbers -------------------------------------------------------------------------

    def _walk(self, groups: list[list[Mention]]) -> None:
        """Give the numbers of the sentence to its tests."""
        place = self.sentence.start
        events = self._events()
        for at, event in enumerate(events):
            if isinstance(event, Mention):
                if self.read and self.read[-1][0] is event:
                    place = max(place, event.end)  # its number stood before it
                    continue
                gap = self.folded[place : event.start]
                if self.waiting and (_JOINS.match(gap) or _is_list(gap)):
                    self.waiting.append(event)
                    groups[-1].append(event)
                else:
                    self.waiting = [event]
                    groups.append([event])
                analyte = self.context.knowledge.analytes[event.about]
                unit, place = unit_in_name(self.context.text, event.end, self.sentence.end, analyte)
                if unit is not None:
                    self.units[event] = unit
                continue
            if event.start < place:
                continue
            following = events[at + 1] if at + 1 < len(events) else None
            if isinstance(following, Mention) and self._is_before_its_test(event, following):
                place = self._take(following, event, place)
                self.last = None
                continue
            place = self._number(event, place)

    def _is_before_its_test(self, number: Number, test: Mention) -> bool:
        """Whether a number is of the test behind it: `35% neutrophils`, `only 0.5 neutrophils`."""
        if self.waiting:
            return False
        gap = self.folded[number.end : test.start]
        if gap.strip() == "%":
            return True
        begin = max(self.sentence.start, number.start - 12)
        return gap == " " and self.folded[begin : number.start].endswith(_ONLY)

    def _events(self) -> list[Mention | Number]:
        context, (start, end) = self.context, self.sentence[:2]
        taken = [(told.start, told.end) for told in context.dates_in(start, end)]
        taken += [(test.start, test.end) for test in self.tests]
        events: list[Mention | Number] = list(self.tests)
        for number in numbers_in(self.folded, start, end):
            if not any(first <= number.end - 1 < last for first, last in taken):
                events.append(number)
        return sorted(events, key=lambda event: event[0])

    def _number(self, number: Number, place: int) -> int:
        gap = self.folded[place : number.start]
        if self.last is not None and number.comparator is Comparator.GREATER and not gap.strip():
            number = number._replace(comparator=None)  # "88 > 61 > 22": it fell
            return self._take(self.last, number, place)
        if self.waiting:
            if not self._fills(gap, place):
                self.waiting, self.last = [], None
                return place
            return self._take(self.waiting[0], number, place)
        if self.last is not None and self._counts_time(number):
            return place
        if self.last is not None and self._leads_on(gap, place, number.start):
            return self._take(self.last, number, place)
        self.last = None
        return place

    def _take(self, test: Mention, number: Number, place: int) -> int:
        analyte = self.context.knowledge.analytes[test.about]
        told = told_at(self.context.text, self.folded, number, self.sentence.end, analyte)
        if isinstance(told, int):
            return told
        if analyte.unit is None:
            return place
        self.read.append((test, number, told))
        if self.waiting:
            self.waiting.pop(0)
        self.last = test
        return told.end

    def _fills(self, gap: str, start: int) -> bool:
        """Whether only harmless words, or a day, stand between a test and its value."""
        for told in reversed(self.context.dates_in(start, start + len(gap))):
            gap = gap[: told.start - start] + " " + gap[told.end - start :]
        words = [word.strip(_BRACKETS) for word in _TOKEN.findall(gap)]
        return len(words) <= _FARTHEST_WORDS and all(
            not word or word in _table("between") for word in words
        )

    def _counts_time(self, number: Number) -> bool:
        """Whether a number within a series tells when: `23 at two weeks and is now 4`."""
        word = _FIRST_WORD.match(self.folded, number.end, self.sentence.end)
        if word is not None and word[1] in _TIMES:
            return True
        begin = max(self.sentence.start, number.start - 8)
        return _DAY_BEFORE.search(self.folded, begin, number.start) is not None

    def _is_series(self) -> bool:
        return len(self.read) > 1 and self.read[-2][0] is self.read[-1][0]

    def _leads_on(self, gap: str, start: int, end: int) -> bool:
        """Whether words lead from one value of a test to the next."""
        if gap.strip() == "," and _NUMBERS.match(self.folded, start, self.sentence.end):
            return True
        if self._is_series() and gap.strip() in (",", "and", ", and", ", then", "/"):
            return True
        dates = self.context.dates_in(start, end)
        for told in reversed(dates):
            gap = gap[: told.start - start] + " " + gap[told.end - start :]
        words = [word.strip("()[]~=*.") for word in _TOKEN.findall(gap)]
        words = [word for word in words if word and not _TIME.fullmatch(word)]
        if any(word not in _table("series") for word in words):
            return False
        return bool(dates) or any(word in _table("strong") for word in words)

    # --- results -------------------------------------------------------------------------

    def _measured(self) -> Iterator[ReadEntry]:
        shared = self.words.flag_of_all(self.read[-1][2].end) if self.read else None
        for at, (test, number, told) in enumerate(self.read):
            if self._is_told(test, number):
                after = self.read[at + 1][1].start if at + 1 < len(self.read) else self.sentence.end
                quantity = self._with_unit(at)
                day, marks = self._day(test, number, told, after, at)
                entry = Measurement(
                    id=self.context.entry_id("lab", number.start, test.about),
                    on=day,
                    source=source_of(self.context, test, number.start, told.value_end),
                    analyte=test.about,
                    quantity=quantity,
                    flag=told.flag
                    or self.words.flag_between(test, number.start)
                    or self.words.flag_behind(told.end, is_last=at + 1 == len(self.read))
                    or shared,
                    reference_low=told.low,
                    reference_high=told.high,
                    text=self.context.text[number.start : told.value_end],
                )
                value = self.context.mark(
                    number.start, told.value_end, Role.VALUE, RULE, test.about
                )
                yield ReadEntry(entry, all_marks([term_mark(self.context, test), value, *marks]))
                if at == 0 or self.read[at - 1][0] is not test:
                    word = self.words.flag_between(test, number.start)
                    yield from self.words.finding(test, word, (term_mark(self.context, test),))

    def _with_unit(self, at: int) -> Quantity:
        """Return a value; of a series, the unit may stand at one of the values only."""
        quantity = self.read[at][2].quantity
        if quantity.unit is not None:
            return quantity
        named = self.units.get(self.read[at][0])
        unit = named or self._unit_before(at) or self._unit_behind(at)
        return quantity if unit is None else evolve(quantity, unit=unit)

    def _unit_before(self, at: int) -> str | None:
        if at == 0 or self.read[at - 1][0] is not self.read[at][0]:
            return None
        return self.read[at - 1][2].quantity.unit or self._unit_before(at - 1)

    def _unit_behind(self, at: int) -> str | None:
        """Return the unit of a later value of the same test: `45 to 6 mg/L`.

        "9 (previously 24) mg/L" does not say of which value the unit is.
        """
        test, _, told = self.read[at]
        for other, _, later in self.read[at + 1 :]:
            between = self.folded[told.end : later.value_end]
            if other is not test or "(" in between or ";" in between:
                return None
            if later.quantity.unit is not None:
                return later.quantity.unit
        return None

    def _day(
        self, test: Mention, number: Number, told: Told, after: int, at: int
    ) -> tuple[PartialDate | None, list[Mark]]:
        """Return the day of a value: told behind it, told before the test, or the note's own."""
        context = self.context
        found = date_after(context, told.end, after)
        if found is not None and self._belongs(told.end, found):
            return found.date, [context.mark(found.start, found.end, Role.DATE, found.rule)]
        shared = self._shared_date(at)
        if shared is not None:
            return shared.date, [context.mark(shared.start, shared.end, Role.DATE, shared.rule)]
        first = self.read[at - 1][2].end if at and self.read[at - 1][0] is test else test.start
        near = self.folded[first : number.start] + " " + self._said_behind(test, told, after, at)
        words = {word.strip("()[].") for word in _TOKEN.findall(near)}
        between = context.dates_in(first, number.start)
        if between and first == test.start:
            mark = context.mark(between[-1].start, between[-1].end, Role.DATE, between[-1].rule)
            return between[-1].date, [mark]
        if words & _table("now"):
            return day_of(context), []
        if self._is_earlier(test, words, at):
            return None, []
        before = date_before(context, self.sentence, test.start)
        if before is not None and latest_possible(before.date, context.on):
            mark = context.mark(before.start, before.end, Role.DATE, before.rule)
            return before.date, [mark]
        return day_of(context), []

    def _shared_date(self, at: int) -> DateMention | None:
        """Return the date behind a list: `CRP 3 and ESR 8 in May`, `CRP 2 ESR 11 (5/6/23)`."""
        joined = True
        while at + 1 < len(self.read) and self.read[at + 1][0] is not self.read[at][0]:
            gap = self.folded[self.read[at][2].end : self.read[at + 1][0].start]
            if gap.strip() not in ("and", "&", "", ",", ", and", "/"):
                return None
            joined = joined and gap.strip() in ("and", "&")
            at += 1
            after = self.read[at + 1][1].start if at + 1 < len(self.read) else self.sentence.end
            found = date_after(self.context, self.read[at][2].end, after)
            if found is not None and self._belongs(self.read[at][2].end, found):
                is_alone = len(self.context.dates_in(self.sentence.start, self.sentence.end)) == 1
                is_bracket = self.folded[found.start - 1] == "("
                return found if joined or (is_alone and is_bracket) else None
        return None

    def _said_behind(self, test: Mention, told: Told, after: int, at: int) -> str:
        """Return the words behind a value that speak of it and not of the next one."""
        behind = self.folded[told.end : min(after, told.end + 14)]
        has_next = at + 1 < len(self.read) and self.read[at + 1][0] is test
        cut = _CUT.search(behind)
        if cut:
            return behind[: cut.start()]
        return "" if has_next else behind

    def _belongs(self, start: int, found: DateMention) -> bool:
        gap = self.folded[start : found.start]
        return "since" not in gap and not re.search(r"[;:]|\. |, [a-z]{3,}", gap)

    def _is_earlier(self, test: Mention, words: set[str], at: int) -> bool:
        if words & _table("earlier"):
            return True
        if self.context.assertion(test).status is Status.PAST:
            return True
        if _AT_ITS_PEAK.search(self.folded, max(self.sentence.start, test.start - 16), test.start):
            return True
        # "45 to 6": all but the last value of a series are of earlier days.
        is_last = at + 1 == len(self.read) or self.read[at + 1][0] is not test
        if is_last:
            return False
        gap = self.folded[self.read[at][2].end : self.read[at + 1][1].start]
        return not set(_TOKEN.findall(gap.translate(_NO_BRACKETS))) & _table("earlier")

    # --- evidence ------------------------------------------------------------------------

    def _is_told(self, test: Mention, number: Number) -> bool:
        """Whether a number is a fact: whatever the section, but for "if CRP > 20" and the like."""
        if is_of_fluid(self.folded, self.sentence, test):
            return False
        if number.comparator and is_waited_for(self.folded, self.sentence, test):
            return False
        stands = self.context.assertion(test)
        of_family = stands.about is Subject.FAMILY
        if of_family and any(mark.start >= self.sentence.start for mark in stands.marks):
            return False  # but a family history in the same paragraph does not reach a value
        return not any(
            mark.end <= test.start and mark.about in _NOT_FACTS and not self._is_repeat(mark)
            for mark in stands.marks
        )

    def _is_repeat(self, mark: Mark) -> bool:
        return self.folded[mark.start : mark.end] == "repeat"


def _is_list(gap: str) -> bool:
    """Whether only tests without an entry of their own stand between: `CRP, LFTs, U&E and LDH`."""
    words = [word for word in _LIST_SIGNS.split(gap) if word]
    return (
        bool(words)
        and len(words) <= 8
        and all(_without_fillers(word) in _panels() for word in words)
    )


def _without_fillers(words: str) -> str:
    return _FILLERS.sub("", words).strip()


@cache
def _panels() -> frozenset[str]:
    return frozenset({"", *rules(RULE)["panels"]})


_LIST_SIGNS = re.compile(r"\s*(?:,|;|/|\+|\band\b|\bor\b|\bwith\b|\bincluding\b|\bplus\b)\s*|\s&\s")
_FILLERS = re.compile(r"\b(?:a|an|the|his|her|full|serum|also)\b")
_NO_BRACKETS = str.maketrans("()[]", "    ")


@cache
def _table(key: str) -> frozenset[str]:
    return frozenset(str(word) for word in rules(RULE)[key])
