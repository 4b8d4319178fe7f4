"""Height, weight, temperature, and scores: words that need a number to mean a measure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crmo.errors import InvalidValueError
from crmo.notes.clinic.numbers_told import Number, Told, numbers_in, told_at
from crmo.notes.clinic.told_dates import date_after, date_before, day_of, is_since, latest_possible
from crmo.notes.context import NoteContext, Sentence, all_marks
from crmo.notes.mention import Mention, MentionKind
from crmo.notes.reading import Mark, ReadEntry, Role
from crmo.notes.vocabulary import rules
from crmo.notes.written_numbers import SPELLED, from_words
from crmo.record import Measurement, PartialDate, Score, Subject

RULE = "laboratory.measures"
SCORE_RULE = "laboratory.scores"
_GAP = 24
_REFUSED = re.compile(r"[.;\n|]|\b(?:loss|gain|lost|gained|bearing|centile|age|of t\d|vertebra)\b")
_OF_CHANGE = ("by ", "from ", "by about ", "up ", "down ", "another ", "further ", "+", "gained ")
# "Weight on the same centile (24.9 kg)".
_TO_BRACKET = re.compile(r"(?![^(]*\b(?:loss|gain|lost|gained|up|down)\b)[^.;:()\d]{0,45}\((?=\d)")
# "36 h": for so long, not so high.
_LASTS = re.compile(r"\s?(?:h|hrs?|hours?|days?|d|x|/24|/7)\b")
_NAMED = re.compile(r"\b(?:w(?:eigh)?t|weighs|h(?:eigh)?t|tall|wt|ht)\b[ :=]*\Z")
_IF = re.compile(r"\b(?:if|when|should|unless|call|return|come back|ring)\b")
# "Afebrile, 41.3 kg, 149.8 cm": weight and height side by side need no name.
_PAIR = re.compile(
    r"(?<![\d.,/-])(?:(?P<kg>\d{1,3}(?:\.\d{1,2})?) ?kg\b(?!/)[ ,;/|&]*"
    r"(?:and |\([^()]{0,24}\)[ ,]*)?"
    r"(?P<cm>\d{2,3}(?:\.\d)?) ?cm\b"
    r"|(?P<cm_first>\d{2,3}(?:\.\d)?) ?cm\b[ ,;/|&]*(?:and |\([^()]{0,24}\)[ ,]*)?"
    r"(?P<kg_second>\d{1,3}(?:\.\d{1,2})?) ?kg\b(?!/))"
)
_AFTER_NUMBER = re.compile(r"\d\s*(?:mg|magnesium)\s*\Z")
# "Loss of height", "vertebral height", "weight loss of": no measure of the child's body.
_NOT_OF_BODY = re.compile(
    r"\b(?:loss of|losing|lost|loses|gain of|gain(?:ed|ing)|drop in|fall in|increase in"
    r"|reduction in"
    r"|reduced|decrease in|decreased|change in|vertebral|vertebral body|dis[ck])\s+(?:the |its "
    r"|his |her |\w+ )?\Z"
)
_OUT_OF = re.compile(
    rf"(?<![\w./])(?P<value>\d+(?:\.\d+)?|\b{SPELLED})\s*(?:/|out of)\s*(?P<of>100|10|ten"
    rf"|3)(?![\d/]|\.\d)(?P<mm>\s*mm)?"
)
_SCALE = re.compile(r"\s*(?:/|out of)\s*(?P<of>100|10|ten|3)(?![\d/]|\.\d)")
_MILLIMETRES = re.compile(r"\s*mm\b")
_SCORE_GAP = re.compile(
    r"[\s:=(,-]*(?:(?:was|is|of|at|score|today|now|scored|0-10|vas|nrs|by|parent|patient"
    r"|physician|doctor|the|from|down|to|on|average)[\s:=(]*)*"
)

# "T 98.7 HR 84": the heart rate, no hours.
_VITAL = re.compile(r"\s+(?:hr|pulse|p|bp|rr)\s*[:=]?\s*\d")


def read_measures(context: NoteContext) -> Iterator[ReadEntry]:
    """Yield heights, weights and temperatures, and the scores of the instruments we know."""
    yield from _body_measures(context)
    yield from _unnamed(context)
    yield from _scores(context)


# --- body measures ---------------------------------------------------------------------------


def _body_measures(context: NoteContext) -> Iterator[ReadEntry]:
    for match in _words().finditer(context.folded):
        start = match.start()
        if start and context.folded[start - 1].isalnum():
            continue
        about, needs_unit = _measures()[match[0].rstrip()]
        sentence = context.sentence_at(start)
        if sentence is None or _NOT_OF_BODY.search(context.folded, max(0, start - 30), start):
            continue
        read = _measure(context, sentence, match.end(), about, needs_unit=needs_unit)
        if read is not None:
            yield _entry(context, sentence, (start, match.end()), about, *read)


def _unnamed(context: NoteContext) -> Iterator[ReadEntry]:
    """Yield weight and height that stand side by side without their names."""
    if "kg" not in context.folded:
        return
    for match in _PAIR.finditer(context.folded):
        sentence = context.sentence_at(match.start())
        if sentence is None:
            continue
        for about, groups in (("weight", ("kg", "kg_second")), ("height", ("cm", "cm_first"))):
            for group in groups:
                start, end = match.span(group)
                named = context.folded[max(0, start - 12) : start]
                if start >= 0 and not _NAMED.search(named):
                    number = Number(start, end, float(match[group]), None, is_spelled=False)
                    analyte = context.knowledge.analytes[about]
                    told = told_at(context.text, context.folded, number, sentence.end, analyte)
                    if not isinstance(told, int):
                        yield _entry(context, sentence, (start, end), about, number, told)


def _measure(
    context: NoteContext, sentence: Sentence, start: int, about: str, *, needs_unit: bool
) -> tuple[Number, Told] | None:
    analyte = context.knowledge.analytes[about]
    bracket = _TO_BRACKET.match(context.folded, start, sentence.end) if needs_unit else None
    start = bracket.end() if bracket else start
    end = min(sentence.end, start + _GAP)
    found = numbers_in(context.folded, start, min(sentence.end, end + _GAP))
    number = next((one for one in found if not _is_change(context.folded, one)), None)
    if number is None or _REFUSED.search(context.folded, start, number.start):
        return None
    end = max(end, found[0].end + 10) if number is not found[0] else end
    between = context.mentions_in(start, number.start)
    if number.start > end or any(each.kind is not MentionKind.CUE for each in between):
        return None
    is_letter = context.folded[start - 2 : start].strip(" \n(:;,.") == "t"
    if is_letter and (
        number.start > start + 2 or "." not in context.folded[number.start : number.end]
    ):
        return None  # "T 36.6", but not "T 12"
    is_followed = _VITAL.match(context.folded, number.end, sentence.end)
    last = number.end if is_followed else sentence.end
    told = told_at(context.text, context.folded, number, last, analyte)
    if isinstance(told, int) or told.quantity.unit == "%":
        return None
    if told.quantity.unit is None and needs_unit and not _in_list(context, about, start, told.end):
        return None
    if about == "body_temperature" and not _is_temperature(context.folded, sentence, number, told):
        return None
    return number, told


def _is_change(folded: str, number: Number) -> bool:
    """Whether a number tells how much a measure changed: `weight has come up by 3 kg to 47 kg`."""
    return folded[max(0, number.start - 6) : number.start].endswith(_OF_CHANGE)


def _in_list(context: NoteContext, about: str, start: int, end: int) -> bool:
    """Whether Mg stands among tests and can only be magnesium: `PO4 1.41, Mg 0.82`."""
    if about != "magnesium" or _AFTER_NUMBER.search(context.folded, max(0, start - 12), start):
        return False
    return bool(
        context.mentions_in(max(0, start - 25), start, MentionKind.ANALYTE)
        or context.mentions_in(end, end + 8, MentionKind.ANALYTE)
    )


def _is_temperature(folded: str, sentence: Sentence, number: Number, told: Told) -> bool:
    if _LASTS.match(folded, told.value_end) and not _VITAL.match(folded, told.value_end):
        return False
    if number.comparator and _IF.search(folded, sentence.start, number.start):
        return False
    ranges = rules("laboratory")["temperatures"]
    unit = told.quantity.unit
    limits = [ranges[unit]] if unit in ranges else [] if unit else list(ranges.values())
    return any(low <= told.quantity.value <= high for low, high in limits)


def _entry(
    context: NoteContext,
    sentence: Sentence,
    term: tuple[int, int],
    about: str,
    number: Number,
    told: Told,
) -> ReadEntry:
    on, marks = _day(context, sentence, term[0], told.end)
    entry = Measurement(
        id=context.entry_id("lab", number.start, about),
        on=on,
        source=context.source(term[0], told.value_end, RULE),
        analyte=about,
        quantity=told.quantity,
        text=context.text[number.start : told.value_end],
    )
    value = context.mark(number.start, told.value_end, Role.VALUE, RULE, about)
    word = context.mark(*term, Role.TERM, RULE, about)
    return ReadEntry(entry, all_marks([word, value, *marks]))


def _day(
    context: NoteContext, sentence: Sentence, start: int, end: int
) -> tuple[PartialDate | None, list[Mark]]:
    for told in (
        date_after(context, end, sentence.end),
        date_before(context, sentence, start),
    ):
        if (
            told is not None
            and not is_since(context, told)
            and latest_possible(told.date, context.on)
        ):
            return told.date, [context.mark(told.start, told.end, Role.DATE, told.rule)]
    return day_of(context), []


@cache
def _measures() -> dict[str, tuple[str, bool]]:
    return {
        word: (about, rule["needs_unit"])
        for about, rule in rules("laboratory")["measures"].items()
        for word in rule["words"]
    }


@cache
def _words() -> re.Pattern[str]:
    words = sorted(map(re.escape, _measures()), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(words)})(?![a-z/])")


# --- scores ----------------------------------------------------------------------------------


def _scores(context: NoteContext) -> Iterator[ReadEntry]:
    taken: list[tuple[int, int]] = []
    for mention in context.mentions_of(MentionKind.INSTRUMENT):
        read = _score_after(context, mention)
        if read is not None:
            taken.append((read.evidence[0].start, read.evidence[-1].end))
            yield read
    for match in _out_of_ten(context):
        if not any(start <= match.start() < end for start, end in taken):
            read = _pain_score(context, match)
            if read is not None:
                yield read


def _out_of_ten(context: NoteContext) -> Iterator[re.Match[str]]:
    if "/10" in context.folded or "out of" in context.folded or "/ 10" in context.folded:
        yield from _OUT_OF.finditer(context.folded)


def _score_after(context: NoteContext, mention: Mention) -> ReadEntry | None:
    """Read `CHAQ 0.25`, `physician global 1.5/10`, `pain VAS 45 mm`."""
    sentence = context.sentence_at(mention.end)
    if sentence is None or not _is_told(context, mention):
        return None
    gap = _SCORE_GAP.match(context.folded, mention.end, sentence.end)
    begin = gap.end() if gap else mention.end
    number = next(iter(numbers_in(context.folded, begin, min(sentence.end, begin + 40))), None)
    if number is None or number.start > begin or number.comparator:
        return None
    high, end = _scale(context, mention.about, number)
    return _score(context, mention, number.value, high, (number.start, end))


def _scale(context: NoteContext, about: str, number: Number) -> tuple[float, int]:
    match = _SCALE.match(context.folded, number.end)
    if match:
        return _of(match["of"]), match.end()
    instrument = context.knowledge.instruments[about]
    usual = instrument.range.high if instrument.range else 10.0
    millimetres = _MILLIMETRES.match(context.folded, number.end)
    if usual == 10 and (millimetres or number.value > usual):
        return 100.0, millimetres.end() if millimetres else number.end
    return usual, number.end


def _of(written: str) -> float:
    return 10.0 if written == "ten" else float(written)


def _pain_score(context: NoteContext, match: re.Match[str]) -> ReadEntry | None:
    """Read `6/10` in a sentence that speaks of pain."""
    sentence = context.sentence_at(match.start())
    if sentence is None or match["of"] == "3":
        return None
    known = context.knowledge
    near = [
        mention
        for mention in context.mentions_in(sentence.start, sentence.end, MentionKind.FINDING)
        if known.is_a(mention.about, "pain")
    ]
    if not near and sentence.start > 1:
        previous = context.sentence_at(sentence.start - 2)
        if (
            previous is not None
            and previous.paragraph == sentence.paragraph
            and "it" in context.folded[sentence.start : match.start()].split()
        ):
            near = [
                mention
                for mention in context.mentions_in(
                    previous.start, previous.end, MentionKind.FINDING
                )
                if known.is_a(mention.about, "pain")
            ]
    if not near or context.assertion(near[0]).says_nothing:
        return None
    value = match["value"]
    number = float(value) if value[0].isdigit() else from_words(value)
    pain = Mention(near[0].start, near[0].end, MentionKind.INSTRUMENT, "pain", near[0].rule)
    return _score(context, pain, number, _of(match["of"]), match.span())


def _score(
    context: NoteContext, mention: Mention, value: float, high: float, span: tuple[int, int]
) -> ReadEntry | None:
    on = day_of(context)
    sentence = context.sentence_at(mention.start)
    if sentence is not None:
        before = date_before(context, sentence, mention.start)
        on = before.date if before and latest_possible(before.date, context.on) else on
    try:
        entry = Score(
            id=context.entry_id("score", span[0], mention.about),
            on=on,
            source=context.source(
                min(mention.start, span[0]), max(mention.end, span[1]), SCORE_RULE
            ),
            instrument=mention.about,
            value=value,
            scale_high=high,
        )
    except InvalidValueError:
        context.tell_unread(mention.start, span[1], "a score outside its scale")
        return None
    marks = [
        context.mark(mention.start, mention.end, Role.TERM, mention.rule, mention.about),
        context.mark(*span, Role.VALUE, SCORE_RULE, mention.about),
    ]
    return ReadEntry(entry, all_marks(marks))


def _is_told(context: NoteContext, mention: Mention) -> bool:
    stands = context.assertion(mention)
    return not stands.says_nothing and stands.about is Subject.PATIENT
