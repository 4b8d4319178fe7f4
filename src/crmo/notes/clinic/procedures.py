"""Biopsies, cultures and other examinations that were done, with their results."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from attrs import define, field

from crmo.anatomy import is_site
from crmo.notes.clinic.phrases import Phrases
from crmo.notes.clinic.statements import sentence_of, status_of, term_mark
from crmo.notes.clinic.told_dates import day_of, is_since, latest_possible
from crmo.notes.context import (
    Assertion,
    NoteContext,
    SectionKind,
    Sentence,
    Status,
    all_marks,
)
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.reading import Mark, ReadEntry
from crmo.notes.reading import Role as MarkRole
from crmo.notes.vocabulary import rules
from crmo.record import Fact, FactStatus, PartialDate, Procedure, Subject

RULE = "procedures"
_SAMPLES = frozenset({"bone_biopsy", "bone_culture", "blood_culture"})
_LONGEST_REPORT = 80
_NEAR_PLACE = 60
_NEAR_DATE = 40
_PLAIN = re.compile(
    r"[\s:=,-]*(?:(?:was|were|is|are|all|both|came back|returned|result|results|remained"
    r"|today|(?:taken|drawn|sent|done|obtained|collected|on|from|of)\b|at \d+ (?:days|hours|weeks)"
    r"|\((?!neg|pos|not)[^()\n]{1,24}\)"
    r"|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?|\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9}(?: \d{4})?"
    r"|for \w+|x ?\d|so far)\s*:?\s*)*"
    r"(?P<word>negative|neg\b|no growth|not detected|"
    r"positive|pos\b|detected|normal|unremarkable|sterile)"
)
_STAIN = re.compile(
    r"(?:,? (?:and |or )?[\w-]+){0,2} (?:stains?|stainings?|cultures?|smears?)\b"
    r"(?:[: ]*(?:is |are |was |were |both )*(?P<answer>negative|neg|positive|pos)\b)?"
)
_NOT_DONE = re.compile(
    r"\s*(?:was|were|has|have|had|is|:)?\s*(?:not|never)\s*(?:yet\s*)?(?:been\s*)?"
    r"(?:sent|taken|done|performed|obtained|required|needed|carried out|undertaken)\b"
)
_CORRELATE = re.compile(r"(?:correlat\w+ with|await\w*|pending|if)\s+(?:the\s+)?\Z")
_GIVEN = re.compile(r"\b(?:given|administered|received|had)\b")
_VACCINATIONS = frozenset({"vaccination", "live_vaccination"})
_NEGATIVE = frozenset({"negative", "neg", "not detected", "sterile", "no growth"})
_NORMAL = frozenset({"normal", "unremarkable"})


@define
class _Done:
    """An examination as the note tells of it so far."""

    concept: str
    mention: Mention
    status: FactStatus
    on: PartialDate | None
    site: str | None
    marks: list[Mark]
    results: dict[str, Fact] = field(factory=dict)
    paragraph: int = 0


def read_procedures(context: NoteContext) -> Iterator[ReadEntry]:
    """Yield a procedure for each examination done, or said not to have been done."""
    found: list[_Done] = []
    here: list[_Done] = []
    for mention in context.mentions_of(MentionKind.PROCEDURE, MentionKind.RESULT):
        sentence = sentence_of(context, mention)
        if sentence is None:
            continue
        here = [done for done in here if sentence.paragraph - done.paragraph <= 1]
        if mention.kind is MentionKind.PROCEDURE:
            done = _procedure(context, mention, sentence)
            if done is not None:
                done = _same(found, done)
                here = [each for each in here if each is not done] + [done]
        else:
            _result(context, mention, sentence, here, found)
    if "specimen" in context.folded:
        _antibiotics_of_report(context, found)
    for done in found:
        yield _entry(context, done)


# --- the examination -------------------------------------------------------------------------


def _procedure(context: NoteContext, mention: Mention, sentence: Sentence) -> _Done | None:
    table = rules(RULE)
    if mention.about in table["not_here"] or _is_other_tissue(context, mention):
        return None
    stands = _without_waiting(context, mention)
    plain = _PLAIN.match(context.folded, mention.end, sentence.end)
    status = _status(context, mention, stands, has_answer=plain is not None)
    if status is None:
        return None
    on, dates = _day(context, mention, sentence)
    site, places = _site(context, mention)
    marks = [term_mark(context, mention), *dates, *places]
    done = _Done(mention.about, mention, status, on, site, marks, paragraph=sentence.paragraph)
    if status is FactStatus.PRESENT:
        if plain is not None:
            _plain_result(context, done, plain)
        _antibiotics(context, done, sentence)
    else:
        done.marks += stands.marks
    return done


def _antibiotics_of_report(context: NoteContext, found: Sequence[_Done]) -> None:
    """Read what a laboratory's report notes apart: `patient on flucloxacillin at sampling`."""
    sampled = [done for done in found if done.concept in _SAMPLES]
    if len(sampled) != 1 or "antibiotics_at_sampling" in sampled[0].results:
        return
    for sentence in context.sentences[:_LONGEST_REPORT]:
        _antibiotics(context, sampled[0], sentence)


def _is_other_tissue(context: NoteContext, mention: Mention) -> bool:
    before = context.folded[max(0, mention.start - 14) : mention.start].rstrip(" -")
    return mention.about == "bone_biopsy" and before.endswith(tuple(rules(RULE)["other_tissue"]))


def _status(
    context: NoteContext, mention: Mention, stands: Assertion, *, has_answer: bool
) -> FactStatus | None:
    """Return present if it was done, absent if it was not, None if it is only planned."""
    if stands.about is Subject.FAMILY or _is_only_named(context, mention):
        return None
    if _NOT_DONE.match(context.folded, mention.end):
        return FactStatus.ABSENT
    words = {context.folded[mark.start : mark.end] for mark in stands.marks}
    if stands.says_nothing:
        waits = any(word in rules(RULE)["done_though"] for word in words)
        return FactStatus.PRESENT if words and waits and len(words) == 1 else None
    if stands.status is Status.NOT_LOOKED_FOR:
        return FactStatus.ABSENT
    if stands.status is Status.ABSENT:
        is_answer = has_answer or all(mark.start >= mention.end for mark in stands.marks)
        if is_answer:
            return FactStatus.PRESENT
        return FactStatus.ABSENT if mention.about in rules(RULE)["results_of"] else None
    return FactStatus.PRESENT


def _is_only_named(context: NoteContext, mention: Mention) -> bool:
    """Whether an examination is only spoken of: `correlate with culture`."""
    if _CORRELATE.search(context.folded, max(0, mention.start - 20), mention.start):
        return True
    sentence = context.sentence_at(mention.start)
    if mention.about not in _VACCINATIONS or sentence is None:
        return False
    words = context.folded[sentence.start : sentence.end]
    return not _GIVEN.search(words) or "not be given" in words or "up to date" in words


def _day(
    context: NoteContext, mention: Mention, sentence: Sentence
) -> tuple[PartialDate | None, list[Mark]]:
    dates = [
        told
        for told in context.dates_in(sentence.start, sentence.end)
        if not is_since(context, told) and latest_possible(told.date, context.on)
    ]
    dates.sort(key=lambda told: abs(told.start - mention.end))
    if dates and abs(dates[0].start - mention.end) <= _NEAR_DATE:
        told = dates[0]
        return told.date, [context.mark(told.start, told.end, MarkRole.DATE, told.rule)]
    if sentence.section is SectionKind.PATHOLOGY:
        return day_of(context), []
    return None, []


def _site(context: NoteContext, mention: Mention) -> tuple[str | None, tuple[Mark, ...]]:
    place = context.place_of(mention)
    if place is None or len(place.sites) != 1 or not is_site(place.sites[0]):
        return None, ()
    first, last = min(mention.end, place.end), max(mention.start, place.start)
    if last - first > _NEAR_PLACE or ". " in context.folded[first:last]:
        return None, ()
    return place.sites[0], place.marks


def _same(found: list[_Done], done: _Done) -> _Done:
    """Return the examination already told of that this one is, or keep it as a new one."""
    for old in found:
        if old.concept == done.concept and old.status is done.status and _may_be_same(old, done):
            old.on, old.site = old.on or done.on, old.site or done.site
            old.marks += done.marks
            old.results.update(
                {key: fact for key, fact in done.results.items() if key not in old.results}
            )
            old.paragraph = done.paragraph
            return old
    found.append(done)
    return done


def _may_be_same(old: _Done, new: _Done) -> bool:
    same_day = old.on is None or new.on is None or old.on == new.on
    return same_day and (old.site is None or new.site is None or old.site == new.site)


# --- its results -----------------------------------------------------------------------------


def _plain_result(context: NoteContext, done: _Done, match: re.Match[str]) -> None:
    """Read `PCR negative`, `blood culture positive`, `slit lamp normal`."""
    word, table = match["word"], rules(RULE)
    if word in _NORMAL:
        result, status = table["normal"].get(done.concept), FactStatus.PRESENT
    elif word in _NEGATIVE:
        result, told = table["negative"].get(done.concept, (None, "absent"))
        status = FactStatus(told)
    else:
        result, status = table["positive"].get(done.concept), FactStatus.PRESENT
    if result:
        start, end = match.span("word")
        _add(done, result, status, [context.mark(start, end, MarkRole.VALUE, RULE, result)])


def _antibiotics(context: NoteContext, done: _Done, sentence: Sentence) -> None:
    """Read whether antibiotics were being given when the sample was taken."""
    if done.concept not in _SAMPLES:
        return
    for found in _about_antibiotics().find(context.folded, sentence.start, sentence.end):
        behind = context.folded[found.end : min(sentence.end, found.end + 25)]
        drugs = context.mentions_in(
            found.start, min(sentence.end, found.end + 25), MentionKind.DRUG
        )
        is_drug = any(context.knowledge.is_a(drug.about, "antibiotic") for drug in drugs)
        if (
            found.tag == 1
            and not is_drug
            and "antibiotic" not in context.folded[found.start : found.end] + behind
        ):
            continue
        status = FactStatus.PRESENT if found.tag == 1 else FactStatus.ABSENT
        mark = context.mark(found.start, found.end, MarkRole.CUE, RULE, "antibiotics_at_sampling")
        _add(done, "antibiotics_at_sampling", status, [mark])
        return


@cache
def _about_antibiotics() -> Phrases:
    table = rules(RULE)
    given = [(words, 1) for words in table["antibiotics"]]
    return Phrases([*((words, 0) for words in table["no_antibiotics"]), *given])


def _result(
    context: NoteContext,
    mention: Mention,
    sentence: Sentence,
    here: Sequence[_Done],
    found: list[_Done],
) -> None:
    """Give a result to the examination it belongs to: the last one told that can have it."""
    stands = _without_waiting(context, mention)
    status = _of_stain(context, mention, sentence, status_of(stands))
    if status is None or stands.about is Subject.FAMILY or status is FactStatus.NOT_LOOKED_FOR:
        return
    done = _own_culture(context, mention, sentence, here, found) or _belongs_to(mention, here)
    if done is None:
        done = _implied(context, mention, sentence, found)
    if done is not None and done.status is FactStatus.PRESENT:
        _add(done, mention.about, status, [term_mark(context, mention), *stands.marks])


def _without_waiting(context: NoteContext, mention: Mention) -> Assertion:
    """Return the assertion, but for an awaited result that is that of another examination.

    "Biopsy showed granulomas; culture awaited" awaits the culture only.
    """
    stands = context.assertion(mention)
    if not stands.says_nothing or not stands.marks:
        return stands
    waiting = rules(RULE)["done_though"]
    for mark in stands.marks:
        between = context.folded[mention.end : mark.start]
        others = context.mentions_in(mention.end, mark.start, MentionKind.PROCEDURE)
        is_far = mark.start >= mention.end and (others or ";" in between)
        if context.folded[mark.start : mark.end] not in waiting or not is_far:
            return stands
    return Assertion()


def _of_stain(
    context: NoteContext, mention: Mention, sentence: Sentence, status: FactStatus | None
) -> FactStatus | None:
    """Return the status of what a stain or special culture looks for: `AFB stain negative`."""
    match = _STAIN.match(context.folded, mention.end, sentence.end)
    if match is None:
        return status
    if match["answer"] is None:
        return None
    return FactStatus.PRESENT if match["answer"].startswith("pos") else FactStatus.ABSENT


def _own_culture(
    context: NoteContext,
    mention: Mention,
    sentence: Sentence,
    here: Sequence[_Done],
    found: list[_Done],
) -> _Done | None:
    """Return the culture that the words of a result name themselves: `cultures sterile`."""
    words = context.folded[mention.start : mention.end]
    if "culture" not in words:
        return None
    is_blood = context.folded[max(0, mention.start - 6) : mention.start] == "blood "
    concept = "blood_culture" if is_blood else "bone_culture"
    for done in reversed(here):
        if done.concept == concept:
            return done
    marks: list[Mark] = []
    new = _Done(concept, mention, FactStatus.PRESENT, None, None, marks, {}, sentence.paragraph)
    return _same(found, new)


def _belongs_to(mention: Mention, here: Sequence[_Done]) -> _Done | None:
    for done in reversed(here):
        if mention.about in rules(RULE)["results_of"].get(done.concept, ()):
            return done
    return None


def _implied(
    context: NoteContext, mention: Mention, sentence: Sentence, found: list[_Done]
) -> _Done | None:
    """Return the examination that a result tells of by itself: `IGRA positive`."""
    concept = rules(RULE)["made_by"].get(mention.about)
    if concept is None:
        ahead = context.mentions_in(mention.end, sentence.end, MentionKind.PROCEDURE)
        for later in ahead:
            done = _procedure(context, later, sentence)
            if done and mention.about in rules(RULE)["results_of"].get(done.concept, ()):
                return _same(found, done)
        return None
    new = _Done(concept, mention, FactStatus.PRESENT, None, None, [], paragraph=sentence.paragraph)
    return _same(found, new)


def _add(done: _Done, result: str, status: FactStatus, marks: Sequence[Mark]) -> None:
    old = done.results.get(result)
    if old is None or old.status is FactStatus.UNKNOWN:
        done.results[result] = Fact(concept=result, status=status)
    done.marks += marks


def _entry(context: NoteContext, done: _Done) -> ReadEntry:
    mention = done.mention
    entry = Procedure(
        id=context.entry_id("procedure", mention.start, done.concept),
        on=done.on,
        source=context.source(mention.start, mention.end, mention.rule),
        concept=done.concept,
        status=done.status,
        site=done.site,
        results=tuple(done.results.values()),
    )
    return ReadEntry(entry, all_marks(done.marks))
