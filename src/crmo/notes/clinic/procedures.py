"""Biopsies, cultures and other examinations that were done, with their results."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crmo.anatomy import is_site
from crmo.notes.clinic.examination import Done, add_result, same_or_new
from crmo.notes.clinic.not_done import by_method, is_not_done
from crmo.notes.clinic.other_specimens import (
    is_of_other,
    is_other_tissue,
    is_pending,
    lies_ahead,
)
from crmo.notes.clinic.plain_results import (
    BY_CULTURE,
    SAMPLES,
    answer_before,
    antibiotics_told,
    is_called_normal,
    is_own_item,
    made_by,
    plain_result,
    status_by_stain,
    variant_told,
)
from crmo.notes.clinic.specimens import disease_in_tissue, is_pathology_report, specimen_told
from crmo.notes.clinic.statements import sentence_of, status_of, term_mark
from crmo.notes.clinic.told_dates import day_of, is_since, latest_possible
from crmo.notes.context import (
    Assertion,
    DateMention,
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
from crmo.record import FactStatus, PartialDate, Procedure, Subject

RULE = "procedures"
_LONGEST_REPORT = 80
_NEAR_PLACE = 60
_NEAR_DATE = 40
_DONE_ON = ("performed on ", "done on ", "taken on ", "obtained on ", "performed in ", "done in ")
_PLAIN = re.compile(
    r"(?:[\s:=,]|-(?!ve\b))*(?:(?:was|were|is|are|all|both|came back|returned|result|results"
    r"|remained|remains?"
    r"|also|again|have been|has been|initial|initially|repeatedly|persistently|screen|screening"
    r"|serology|assay"
    r"|test|tests|testing|studies|panel|to date|including [a-z]+|(?:for"
    r"|of) [^.;:,()]{2,30}?(?= was| were| is|:)|(?:and|&|,) [a-z][a-z0-9 ]{1,24}?(?= was| were"
    r"| is| are| all| neg)|gold|plus"
    r"|on \w+ occasions|in [a-z]{3,9}(?: 20\d\d)?|(?:bacterial )?[dr]na"
    r"|today|(?:taken|drawn|sent|done|obtained|collected|on|from|of)\b|at \d+ (?:days|hours|weeks)"
    r"|\((?!neg|pos|not)[^()\n]{1,24}\)"
    r"|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?|\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9}(?: \d{4})?"
    r"|for \w+|x ?\d|so far)\s*:?\s*)*"
    r"(?P<word>-ve\b|\+ve\b|negative|neg\b|ngtd\b|no growth|not detected|"
    r"positive|pos\b|detected|normal|unremarkable|sterile|indeterminate|equivocal)"
)
_IN_HEIGHT = re.compile(r"\s(?:\d|well|up|normally|only|about|taller|out)")
_PERFORMED = re.compile(
    r"\b(?:procedures?|operations?|surgery)(?: performed| done)?:[^.\n]{0,30}\Z"
)
_GROWN = re.compile(r"\b(?:cultur\w+|gr[eo]w\w*|isolated|yield\w*)\b")
_TISSUE = re.compile(r"\b(?:curett\w+|excision|resection|specimens?|core|tissue sampl\w+)\b")
_ASPIRATED = re.compile(r"\b(?:aspirat\w+|pus|drain(?:ed|age)|washout|deep tissue)\b")
_OF_CULTURES = frozenset({"bacterial_growth", "sterile_culture", "organism"})
_OTHER_SPECIMEN = re.compile(r"\b(?:swab|urine|throat|stool|sputum|csf|nose|nasal|skin|wound)\b")
_SUSPICIONS = frozenset({"tumour", "tumor", "inflammation"})
_OF_BONE = re.compile(r"\b(?:bone|biops\w+|tissue|specimens?|aspirates?)\b")
_COUNTED = re.compile(r"\s*[:=]?\s*[<>]?\s*\d")
_NOT_DONE = re.compile(
    r"\s*(?:was|were|has|have|had|is|:)?\s*(?:not|never|n't)\s*(?:yet\s*)?(?:been\s*)?"
    r"(?:sent|taken|done|performed|obtained|required|needed|carried out|undertaken)\b"
    r"|\s*[:=-]?\s*(?:none|nil) (?:were |was )?(?:sent|taken|done|performed|obtained)\b"
    r"|\s*(?:(?:never|did ?n[o']t) (?:happen|take place|take|go ahead)\w*|fell through)\b"
)
_CORRELATE = re.compile(r"(?:correlat\w+ with|await\w*|pending|if)\s+(?:the\s+)?\Z")
_PLAN_HEADING = re.compile(r"\ba/p\b|\bplan\b")
_DONE = re.compile(
    r"\b(?:was|were|had|has|have|done|taken|performed|underwent|showed?|neg|negative|pos|positive"
    r"|normal|sent"
    r"|given|s/p|after|prior|previous|proven|pending)\b"
)
_GIVEN = re.compile(r"\b(?:given|administered|received|had)\b")
_VACCINATIONS = frozenset({"vaccination", "live_vaccination"})


def read_procedures(context: NoteContext) -> Iterator[ReadEntry]:
    """Yield a procedure for each examination done, or said not to have been done."""
    found: list[Done] = []
    here: list[Done] = []
    reach = _LONGEST_REPORT if is_pathology_report(context) else 1
    if reach > 1:
        here = specimen_told(context, found)
    for mention in context.mentions_of(
        MentionKind.PROCEDURE, MentionKind.RESULT, MentionKind.DISEASE
    ):
        sentence = sentence_of(context, mention)
        if sentence is None:
            continue
        here = [done for done in here if sentence.paragraph - done.paragraph <= reach]
        if mention.kind is MentionKind.DISEASE:
            disease_in_tissue(context, mention, here)
            continue
        if mention.kind is MentionKind.PROCEDURE:
            done = _procedure(context, mention, sentence)
            if done is not None:
                done = same_or_new(found, done)
                here = [each for each in here if each is not done] + [done]
        else:
            _result(context, mention, sentence, here, found)
    if "specimen" in context.folded:
        _antibiotics_of_report(context, found)
    for done in found:
        yield _entry(context, done)


# --- the examination -------------------------------------------------------------------------


def _procedure(context: NoteContext, mention: Mention, sentence: Sentence) -> Done | None:
    table = rules(RULE)
    if mention.about in table["not_here"] or is_other_tissue(context, mention):
        return None
    stands = _without_waiting(context, mention)
    plain = _PLAIN.match(context.folded, mention.end, sentence.end)
    plain = plain or answer_before(context.folded, sentence, mention)
    status = _status(context, mention, stands, has_answer=plain is not None)
    if status is None:
        return None
    if plain is None and lies_ahead(context, mention):
        return None
    on, dates = _day(context, mention, sentence)
    site, places = _site(context, mention)
    marks = [term_mark(context, mention), *dates, *places]
    done = Done(mention.about, mention, status, on, site, marks, paragraph=sentence.paragraph)
    if status is FactStatus.PRESENT:
        if plain is not None:
            plain_result(context, done, plain)
        elif mention.about in table["normal"] and is_called_normal(context, mention, stands):
            mark = term_mark(context, mention)
            add_result(done, table["normal"][mention.about], FactStatus.PRESENT, [mark])
        antibiotics_told(context, done, sentence)
        variant_told(context, done, sentence)
    else:
        done.marks += stands.marks
    return done


def _antibiotics_of_report(context: NoteContext, found: Sequence[Done]) -> None:
    """Read what a laboratory's report notes apart: `patient on flucloxacillin at sampling`."""
    sampled = [done for done in found if done.concept in SAMPLES]
    if len(sampled) != 1 or "antibiotics_at_sampling" in sampled[0].results:
        return
    for sentence in context.sentences[:_LONGEST_REPORT]:
        antibiotics_told(context, sampled[0], sentence)


def _status(
    context: NoteContext, mention: Mention, stands: Assertion, *, has_answer: bool
) -> FactStatus | None:
    """Return present if it was done, absent if it was not, None if it is only planned."""
    if stands.about is Subject.FAMILY or _is_only_named(context, mention):
        return None
    if _NOT_DONE.match(context.folded, mention.end):
        return FactStatus.ABSENT
    if mention.about == "bone_biopsy" and is_pending(context.folded, mention):
        return None
    if not has_answer and (is_not_done(context.folded, mention) or _is_plan(context, mention)):
        return None
    words = {context.folded[mark.start : mark.end] for mark in stands.marks}
    if has_answer and stands.says_nothing and _are_behind(stands, mention):
        return FactStatus.PRESENT
    if stands.says_nothing:
        begin = max(0, mention.start - 60)
        if not stands.marks and _PERFORMED.search(context.folded, begin, mention.start):
            return FactStatus.PRESENT
        waits = any(word in rules(RULE)["done_though"] for word in words)
        return FactStatus.PRESENT if words and waits and len(words) == 1 else None
    if stands.status is Status.NOT_LOOKED_FOR:
        return FactStatus.ABSENT
    if stands.status is Status.ABSENT:
        has_answer = has_answer or all(mark.about == "normality" for mark in stands.marks)
        is_answer = has_answer or all(mark.start >= mention.end for mark in stands.marks)
        before = context.folded[max(0, mention.start - 40) : mention.start]
        is_answer = is_answer or bool(by_method().search(before))
        if is_answer:
            return FactStatus.PRESENT
        return FactStatus.ABSENT if mention.about in rules(RULE)["results_of"] else None
    return FactStatus.PRESENT


def _are_behind(stands: Assertion, mention: Mention) -> bool:
    """Whether what is asked for is told behind the answer: `indeterminate, repeat requested`."""
    return bool(stands.marks) and all(mark.start >= mention.end for mark in stands.marks)


def _is_plan(context: NoteContext, mention: Mention) -> bool:
    """Whether an examination stands under `A/P` without a word that it was done: `Bx w/ cx`."""
    sentence = context.sentence_at(mention.start)
    if sentence is None:
        return False
    section = context.sections[sentence.section_index]
    if not _PLAN_HEADING.search(context.folded, section.start, section.body):
        return False
    results = context.mentions_in(sentence.start, sentence.end, MentionKind.RESULT)
    is_told = _DONE.search(context.folded, sentence.start, sentence.end)
    return not is_told and not results and not context.dates_in(sentence.start, sentence.end)


def _is_only_named(context: NoteContext, mention: Mention) -> bool:
    """Whether an examination is only spoken of: `correlate with culture`."""
    if _CORRELATE.search(context.folded, max(0, mention.start - 20), mention.start):
        return True
    sentence = context.sentence_at(mention.start)
    if mention.about not in _VACCINATIONS or sentence is None:
        return False
    words = context.folded[sentence.start : sentence.end]
    return not _GIVEN.search(words) or " be given" in words or "up to date" in words


def _day(
    context: NoteContext, mention: Mention, sentence: Sentence
) -> tuple[PartialDate | None, list[Mark]]:
    dates = [
        told
        for told in context.dates_in(sentence.start, sentence.end)
        if not is_since(context, told) and latest_possible(told.date, context.on)
    ]
    dates.sort(key=lambda told: abs(told.start - mention.end))
    if dates and abs(dates[0].start - mention.end) <= _farthest(context, mention, dates[0]):
        told = dates[0]
        return told.date, [context.mark(told.start, told.end, MarkRole.DATE, told.rule)]
    if sentence.section is SectionKind.PATHOLOGY:
        return day_of(context), []
    return None, []


def _farthest(context: NoteContext, mention: Mention, told: DateMention) -> int:
    """Return how far a date may stand: farther, if the words say that it was done then."""
    said = context.folded[mention.end : told.start]
    return 2 * _NEAR_DATE if said.endswith(_DONE_ON) else _NEAR_DATE


def _site(context: NoteContext, mention: Mention) -> tuple[str | None, tuple[Mark, ...]]:
    place = context.place_of(mention)
    if place is None or len(place.sites) != 1 or not is_site(place.sites[0]):
        return None, ()
    first, last = min(mention.end, place.end), max(mention.start, place.start)
    if last - first > _NEAR_PLACE or ". " in context.folded[first:last]:
        return None, ()
    return place.sites[0], place.marks


# --- its results -----------------------------------------------------------------------------


def _result(
    context: NoteContext,
    mention: Mention,
    sentence: Sentence,
    here: Sequence[Done],
    found: list[Done],
) -> None:
    """Give a result to the examination it belongs to: the last one told that can have it."""
    if _COUNTED.match(context.folded, mention.end) and mention.about == "blasts":
        return
    stands = _without_waiting(context, mention)
    status = status_by_stain(context, mention, sentence, status_of(stands))
    if status is None or stands.about is Subject.FAMILY or status is FactStatus.NOT_LOOKED_FOR:
        return
    words = context.folded[mention.start : mention.end]
    begin = max(sentence.start, mention.start - 22)
    if mention.about in _OF_CULTURES and (
        _OTHER_SPECIMEN.search(context.folded, begin, mention.start)
        or ("culture" in words and is_of_other(context, mention))
    ):
        return
    if status is FactStatus.ABSENT and is_own_item(context, mention, stands):
        status = FactStatus.PRESENT
    if words in ("grown", "grew") and _IN_HEIGHT.match(context.folded, mention.end):
        return
    if words in _SUSPICIONS and status is not FactStatus.ABSENT:
        return  # "tumour was suspected, so a biopsy was taken"
    if mention.about == "sterile_culture" and status is FactStatus.ABSENT:
        # Its words deny by themselves; only "was not sterile" denies them.
        before = context.folded[max(0, mention.start - 8) : mention.start]
        status = FactStatus.ABSENT if before.endswith(("not ", "n't ")) else FactStatus.PRESENT
    done = _own_culture(context, mention, sentence, here, found) or _belongs_to(mention, here)
    if done is None:
        done = _implied(context, mention, sentence, found)
    if done is not None and _is_only_seen(context, mention, sentence, done, status):
        return
    if done is not None and done.status is FactStatus.PRESENT:
        add_result(done, mention.about, status, [term_mark(context, mention), *stands.marks])


def _is_only_seen(
    context: NoteContext, mention: Mention, sentence: Sentence, done: Done, status: FactStatus
) -> bool:
    """Whether germs were not seen under the microscope, which no culture says: `no organisms`."""
    if mention.about != "bacterial_growth" or status is not FactStatus.ABSENT:
        return False
    is_grown = _GROWN.search(context.folded, sentence.start, sentence.end)
    return done.concept == "bone_biopsy" and is_grown is None


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


def _own_culture(
    context: NoteContext,
    mention: Mention,
    sentence: Sentence,
    here: Sequence[Done],
    found: list[Done],
) -> Done | None:
    """Return the culture that the words of a result name themselves: `cultures sterile`."""
    words = context.folded[mention.start : mention.end]
    is_by_culture = BY_CULTURE.match(context.folded, mention.end, sentence.end)
    if not ("culture" in words or is_by_culture) or is_of_other(context, mention):
        return None
    is_blood = context.folded[max(0, mention.start - 6) : mention.start] == "blood "
    concept = "blood_culture" if is_blood else "bone_culture"
    for done in reversed(here):
        if done.concept == concept:
            return done
    marks: list[Mark] = []
    new = Done(concept, mention, FactStatus.PRESENT, None, None, marks, {}, sentence.paragraph)
    return same_or_new(found, new)


def _belongs_to(mention: Mention, here: Sequence[Done]) -> Done | None:
    for done in reversed(here):
        if mention.about in rules(RULE)["results_of"].get(done.concept, ()):
            return done
    return None


def _implied(
    context: NoteContext, mention: Mention, sentence: Sentence, found: list[Done]
) -> Done | None:
    """Return the examination that a result tells of by itself: `IGRA positive`."""
    concept = made_by(context, mention, sentence)
    of_bone = {"bacterial_growth": _ASPIRATED, "sterile_culture": _OF_BONE}.get(mention.about)
    if context.folded[mention.start : mention.end] == "sterile":
        of_bone = None  # "sterile bone lesions"
    if of_bone and of_bone.search(context.folded, sentence.start, sentence.end):
        concept = "bone_culture"
    of_tissue = rules(RULE)["results_of"]["bone_biopsy"]
    if concept is None and mention.about in of_tissue and mention.about not in _OF_CULTURES:
        seen = _TISSUE.search(context.folded, sentence.start, mention.start)
        concept = "bone_biopsy" if seen else None
    if concept is None:
        ahead = context.mentions_in(mention.end, sentence.end, MentionKind.PROCEDURE)
        for later in ahead:
            done = _procedure(context, later, sentence)
            if done and mention.about in rules(RULE)["results_of"].get(done.concept, ()):
                return same_or_new(found, done)
        return None
    new = Done(concept, mention, FactStatus.PRESENT, None, None, [], paragraph=sentence.paragraph)
    return same_or_new(found, new)


def _entry(context: NoteContext, done: Done) -> ReadEntry:
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
