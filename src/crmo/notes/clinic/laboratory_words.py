"""Results told in words: `CRP and ESR were normal`, `raised LDH`, `ANA negative`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from crmo.notes.clinic.statements import term_mark
from crmo.notes.clinic.told_dates import date_before, day_of, latest_possible
from crmo.notes.context import NoteContext, Sentence, Status, all_marks
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.reading import Mark, ReadEntry, Role
from crmo.notes.vocabulary import rules
from crmo.record import FactStatus, Finding, Flag, Measurement, PartialDate, Source, Subject

RULE = "laboratory"
_POSITIVE = re.compile(
    r"(?:\s*\([^()\n]{1,16}\))?[\s:=-]*"
    r"(?:(?:was|were|is|are|both|all|titre|titer|strongly|weakly|of|at|came back|test)\s+)*"
    r"(?P<told>positive|pos\b|negative|neg\b|not detected|1\s?[:/]\s?\d{2,5})"
)


_NEITHER = re.compile(r"\b(?:neither|nor)\b[^.;:]*\Z")


def source_of(context: NoteContext, test: Mention, start: int, end: int) -> Source:
    """Return the source of a result: from the test to the result, whichever comes first."""
    return context.source(min(test.start, start), max(test.end, end), RULE)


_OTHERS = (MentionKind.FINDING, MentionKind.PROCEDURE, MentionKind.DISEASE, MentionKind.FEATURE)


class ResultsInWords:
    """Reads the results of one sentence that are told without a number.

    Args:
        context: the note.
        sentence: where the tests stand.
    """

    def __init__(self, context: NoteContext, sentence: Sentence) -> None:
        self.context, self.sentence, self.folded = context, sentence, context.folded

    def results(self, group: Sequence[Mention]) -> Iterator[ReadEntry]:
        """Yield results told without a number: `CRP and ESR were normal`, `raised CRP`."""
        found = self._word_after(group[-1].end) or self._word_before(group[0].start)
        found = found or self._word_after(self._after_panels(group[-1].end))
        if found is None:
            return
        flag, start, end = found
        if flag is not Flag.NORMAL and self._is_denied(group[0].start, start):
            flag = Flag.NORMAL
        for test in group:
            if self._is_told(test) and test.about not in rules(RULE)["positives"]:
                entry = Measurement(
                    id=self.context.entry_id("lab", test.start, test.about),
                    on=self._day_of_word(test),
                    source=source_of(self.context, test, start, end),
                    analyte=test.about,
                    flag=flag,
                    text=self.context.text[start:end],
                )
                value = self.context.mark(start, end, Role.VALUE, RULE, test.about)
                yield ReadEntry(entry, all_marks([term_mark(self.context, test), value]))
                yield from self.finding(test, flag, (term_mark(self.context, test), value))

    def finding(
        self, test: Mention, flag: Flag | None, marks: Sequence[Mark]
    ) -> Iterator[ReadEntry]:
        """Yield the finding that a word beside a test makes: `ALP has been low`."""
        made = rules(RULE)["word_findings"].get(test.about, {})
        denied = rules(RULE)["denied_findings"].get(test.about)
        is_denied = flag is Flag.NORMAL and denied is not None
        concept = denied if is_denied else made.get(str(flag))
        if concept is None:
            return
        entry = Finding(
            id=self.context.entry_id("finding", test.start, concept),
            on=self._day_of_word(test),
            source=self.context.source(test.start, test.end, RULE),
            concept=concept,
            status=FactStatus.ABSENT if is_denied else FactStatus.PRESENT,
        )
        yield ReadEntry(entry, tuple(marks))

    def positive_or_not(self, group: Sequence[Mention]) -> Iterator[ReadEntry]:
        """Yield tests told as positive, negative or with a titre, and the finding that makes."""
        for test in group:
            if test.about not in rules(RULE)["positives"] or not self._is_told(test):
                continue
            match = _POSITIVE.match(self.folded, group[-1].end, self.sentence.end)
            if match is None:
                continue
            start, end = match.span("told")
            marks = (
                term_mark(self.context, test),
                self.context.mark(start, end, Role.VALUE, RULE, test.about),
            )
            source = source_of(self.context, test, start, end)
            lab = Measurement(
                id=self.context.entry_id("lab", test.start, test.about),
                on=self._day_of_word(test),
                source=source,
                analyte=test.about,
                text=self.context.text[start:end],
            )
            yield ReadEntry(lab, marks)
            yield from self._positive_finding(test, match["told"], lab, marks)

    def _positive_finding(
        self, test: Mention, told: str, lab: Measurement, marks: tuple[Mark, ...]
    ) -> Iterator[ReadEntry]:
        concept = rules(RULE)["positives"][test.about]
        if concept is None:
            return
        is_negative = told.startswith(("neg", "not"))
        entry = Finding(
            id=self.context.entry_id("finding", test.start, concept),
            on=lab.on,
            source=lab.source,
            concept=concept,
            status=FactStatus.ABSENT if is_negative else FactStatus.PRESENT,
        )
        yield ReadEntry(entry, marks)

    def _day_of_word(self, test: Mention) -> PartialDate | None:
        if self.context.assertion(test).status in (Status.PAST, Status.RESOLVED):
            return None
        before = date_before(self.context, self.sentence, test.start)
        if before is not None and latest_possible(before.date, self.context.on):
            return before.date
        return day_of(self.context)

    def _word_after(self, start: int) -> tuple[Flag, int, int] | None:
        match = _flag_after().match(self.folded, start, self.sentence.end)
        return match and (_flags()[match["flag"]], match.start("flag"), match.end("flag"))

    def _after_panels(self, start: int) -> int:
        """Return where tests end that follow in the list: `LDH, LFTs and bone profile normal`."""
        match = _panels_after().match(self.folded, start, self.sentence.end)
        if match is None or self.context.mentions_in(start, match.end(), *_OTHERS):
            return start
        return match.end()

    def _word_before(self, start: int) -> tuple[Flag, int, int] | None:
        begin = max(self.sentence.start, start - 40)
        match = _flag_before().search(self.folded, begin, start)
        if not match or re.search(
            r"\b(?:no|not|without|nor)\b", self.folded[begin : match.start()]
        ):
            return None
        return _flags()[match["flag"]], match.start("flag"), match.end("flag")

    def _is_denied(self, start: int, flag: int) -> bool:
        """Whether the tests are denied before their names: `neither CRP nor ESR was raised`."""
        if flag < start:
            return False
        begin = max(self.sentence.start, start - 60)
        return bool(_NEITHER.search(self.folded, begin, start))

    def flag_between(self, test: Mention, end: int) -> Flag | None:
        """Return the flag told between a test and its value: `CRP raised at 45`."""
        match = _flag_after().match(self.folded, test.end, end)
        return _flags()[match["flag"]] if match else None

    def flag_behind(self, end: int, *, is_last: bool) -> Flag | None:
        """Return the flag told behind a value: `CRP 45, raised`."""
        match = _flag_behind().match(self.folded, end, self.sentence.end)
        if match is None or (match["all"] and not is_last):
            return None
        return _flags()[match["flag"]]

    def flag_of_all(self, end: int) -> Flag | None:
        """Return the flag told behind several values: `ALP 449, CRP 34, both raised`."""
        match = _flag_behind().match(self.folded, end, self.sentence.end)
        return _flags()[match["flag"]] if match and match["all"] else None

    def _is_told(self, test: Mention) -> bool:
        """Whether a result is told at all: not of the family, not planned, not asked for."""
        stands = self.context.assertion(test)
        if stands.about is Subject.FAMILY:
            return False
        if stands.says_nothing and not self._waits_for_another(test, stands.marks):
            return False
        return stands.status is not Status.NOT_LOOKED_FOR

    def _waits_for_another(self, test: Mention, marks: Sequence[Mark]) -> bool:
        """Whether it is a later test that is awaited: `ANA negative, HLA-B27 pending`."""
        return bool(marks) and all(
            mark.start >= test.end
            and self.context.mentions_in(test.end, mark.start, MentionKind.ANALYTE)
            for mark in marks
        )


@cache
def _flags() -> dict[str, Flag]:
    return {word: Flag(flag) for flag, words in rules(RULE)["flags"].items() for word in words}


def _alternatives() -> str:
    return "|".join(sorted(map(re.escape, _flags()), key=len, reverse=True))


_FILLER = (
    r"(?:was|were|is|are|level|levels|count|counts|result|results|both|also|all|again|has"
    r"|have|been|had|always|remains|remained|still|now|only|today|this"
    r"|slightly|mildly|moderately|markedly|clearly|minimally|persistently|came back|came|back"
    r"|within"
    r"|the|a|very|just|marginally|quite|significantly|=|:|-|\()"
)


@cache
def _panels_after() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, rules(RULE)["panels"]), key=len, reverse=True))
    return re.compile(
        rf"(?:\s*(?:,|/|\+|&|and|or|with|plus)+\s*(?:a |the |his |her )?(?:and )?(?:(?:{names})\b"
        r"|['\"]?[a-z]{3,12}(?: [a-z]{3,12})?['\"]?(?=\s*(?:,|and\b|(?:is|are|was|were)\b))))+"
    )


@cache
def _flag_after() -> re.Pattern[str]:
    return re.compile(
        rf"\s*(?:\b|(?=[=:(-]))(?:{_FILLER}\s*)*(?P<flag>{_alternatives()})\b(?! (?:range|limit))"
    )


@cache
def _flag_behind() -> re.Pattern[str]:
    return re.compile(
        r",?\s*\(?(?:(?P<all>both|all)\s+)?(?:(?:which |that )?(?:is|are|was"
        r"|were) )?(?:(?:slightly|mildly"
        r"|moderately|markedly|clearly|just|very|persistently)\s+)?"
        rf"(?P<flag>{_alternatives()})\b(?!\s+(?:range|limit|\w+ (?:of|at) \d|[a-z]+ (?:is|was"
        r"|were|are)))"
        r"(?=\s*(?:[,.;)]|$|and\b|for\b|but\b|$))"
    )


@cache
def _flag_before() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?P<flag>{_alternatives()})\s+(?:\w+ ?(?:and|,) )?(?:the |a |his |her |serum "
        rf"|plasma |blood )?\Z"
    )
