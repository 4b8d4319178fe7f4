"""Where a statement ends: sentences, bullets, lines of a template; wrapped lines stay together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from crmo.notes.context import Section, Sentence
from crmo.notes.vocabulary import rules

# A line that begins so continues the one before it.
_CONTINUES = re.compile(r"(?:of|and|or|with|to|which|is|are|was|were|than|by)[ ]")
_SHORT_SIDES = frozenset(
    {"l", "r", "lt", "rt", "bilat", "etc", "abn", "norm", "hx", "rx", "dx", "tx", "met", "epi", "w",
     "fem", "tib", "fib", "hum", "rad", "clav"}
)  # fmt: skip
_STOP = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)")
_LAST_WORD = re.compile(r"[\w.]+$")
_BULLET = re.compile(r"[ ]*(?:[-*>#+][ ]|\d{1,2}[.)][ ]|\(?[a-z0-9]{1,2}\)[ ])")
_LABEL = re.compile(r"[ ]*[\w][\w /()&'+,-]{0,48}:(?:[ ]|$)")
# "R femur distal: +": a whole answer, whatever the next line begins with.
_LABELLED = re.compile(r"[ ]*\w[\w /()&'+,-]{0,48}:[ ]*[^ ].{0,11}$")
_LEADERS = 2  # more dots than these end no sentence
_COLUMNS = re.compile(r"\||[ ]\.{3,}[ ]|\t|\S[ ]{3,}\S")
# A line that ends so goes on in the next one.
_GOES_ON = re.compile(
    r"(?:,|\b(?:of|the|in|and|or|with|at|a|an|to|no|both|left|right|is|are|was|were|for|by|on|from|"
    r"proximal|distal|without|not|there|has|have|had|be|been|which|that|shows))[ ]*$"
)
_MIN_WIDTH = 50
_RUN_ON = 300  # characters of a sentence that is rather several
_WORDS = r"[^,;.()]{2,70}?"
_ANOTHER = re.compile(
    r"(?:(?P<and>,[\s]+and\b|\band\b)|,)[\s]+(?="
    r"there\s+(?:is|are|may|might)\b|i\s+(?:am|see)\b|what\s+was\s+seen\b|(?:in|at)\s+(?:the\s+|both\s+)?(?:"
    + _WORDS
    + r")\s+there\s+(?:is|are)\b|"
    r"(?:the|left|right|both|rib|vertebra)\s(?:(?!\b(?:and|which)\b)[^,;.()]){2,70}?\s(?:shows|demonstrates|has|is)\b|"
    r"(?(and)|(?!))(?:the|left|right|rib)\s(?:(?!\b(?:and|which)\b)[^,;.()]){2,70}?\sand\s(?:(?!\b(?:and|which)\b)[^,;.()]){2,70}?\s"
    r"(?:show|demonstrate|have|are)\b)"
)
_SAYS = re.compile(
    r"\b(?:is|are|shows?|demonstrates?|has|have|may be|not certain|possible|without|no)\b"
)
_LONGEST = 1500  # characters of a sentence


class _Lines(NamedTuple):
    """How the lines of a note are made."""

    width: int
    is_filled: bool
    is_lower: bool
    may_be_columns: bool


def find_sentences(folded: str, text: str, sections: tuple[Section, ...]) -> tuple[Sentence, ...]:
    """Return the statements of a note, in order, without overlap; white space is left out."""
    found: list[Sentence] = []
    paragraph = 0
    lines = _how_made(folded, text)
    for index, section in enumerate(sections):
        for start, end, is_new in _blocks(folded, text, section.body, section.end, lines):
            paragraph += is_new
            for first, last in _pieces(folded, text, start, end):
                found.append(Sentence(first, last, section.kind, index, paragraph))
        paragraph += 1
    return tuple(found)


def _how_made(folded: str, text: str) -> _Lines:
    lengths = sorted((len(line.rstrip()) for line in folded.split("\n")), reverse=True)
    width = lengths[0]
    filled = len(lengths) > 1 and lengths[1] > width - 14
    starts = (line.lstrip(" -*")[:1] for line in text.split("\n"))
    return _Lines(
        width if width >= _MIN_WIDTH else 10**9,
        filled,
        not any(map(str.isupper, starts)),
        any(sign in folded for sign in ("|", "\t", "   ")),
    )


def _blocks(
    folded: str, text: str, start: int, end: int, made: _Lines
) -> Iterator[tuple[int, int, bool]]:
    """Yield pieces of a section that lines end: start, end, whether a blank line stood before."""
    begin = start
    is_new = False
    at = folded.find("\n", start, end)
    while at >= 0:
        following = folded.find("\n", at + 1, end)
        line_end = end if following < 0 else following
        if _is_break(folded, text, (begin, at, line_end), made):
            if folded[begin:at].strip():
                yield begin, at, is_new
                is_new = False
            begin = at + 1
            is_new = is_new or not folded[at + 1 : line_end].strip()
        at = following
    if folded[begin:end].strip():
        yield begin, end, is_new


def _is_break(folded: str, text: str, at: tuple[int, int, int], made: _Lines) -> bool:
    begin, newline, line_end = at
    line_start = max(begin, folded.rfind("\n", begin, newline) + 1)
    line = folded[line_start:newline].rstrip()
    following = folded[newline + 1 : line_end]
    content = following.lstrip(" ")
    if not line or not content:
        return True
    first = text[line_end - len(content)]
    goes_on = first.islower() and not made.is_lower
    if _BULLET.match(following) or line[-1] in ".!?;" or (line[-1] == ":" and not goes_on):
        return True
    if made.may_be_columns and (_COLUMNS.search(line) or _COLUMNS.search(following)):
        return True
    if _LABEL.match(following) and _LABELLED.match(line):
        return True
    if _GOES_ON.search(line) or _CONTINUES.match(content):
        return False
    if _LABEL.match(following) and not goes_on:
        return True
    is_wrapped = len(line) + 1 + len(content.split(" ", 1)[0]) > made.width
    if goes_on:
        return False
    return not (is_wrapped and (made.is_filled or first.islower()))


def _pieces(folded: str, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for first, last in _split(folded, text, start, end):
        if last - first > _RUN_ON:
            yield from _cut(folded, _parted(folded, first, last))
        else:
            yield first, last


def _split(folded: str, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for stop in _STOP.finditer(folded, start, end):
        if _ends_sentence(folded, text, begin, stop):
            yield from _trimmed(folded, begin, stop.end())
            begin = stop.end()
    yield from _trimmed(folded, begin, end)


def _parted(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what somebody dictated without a full stop where another statement begins."""
    begin = start
    for cut in _ANOTHER.finditer(folded, start + 1, end):
        if not _SAYS.search(folded, begin, min(cut.start(), begin + _RUN_ON)):
            # "what was seen in the tibia and the talus has gone": one statement.
            continue
        yield from _trimmed(folded, begin, cut.start())
        begin = cut.end()
    yield from _trimmed(folded, begin, end)


def _cut(folded: str, pieces: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Cut what is too long for a sentence, so that no note takes more than linear time."""
    for start, end in pieces:
        begin = start
        while end - begin > _LONGEST:
            space = folded.rfind("; ", begin + _LONGEST // 2, begin + _LONGEST) + 1
            space = space or folded.rfind(" ", begin + _LONGEST // 2, begin + _LONGEST)
            at = space if space > 0 else begin + _LONGEST
            yield from _trimmed(folded, begin, at)
            begin = at
        yield from _trimmed(folded, begin, end)


def _ends_sentence(folded: str, text: str, begin: int, stop: re.Match[str]) -> bool:
    if len(stop[0]) > _LEADERS and folded[stop.end() : stop.end() + 2].strip():
        # "Talus ........ NORMAL": dots that lead to an answer.
        return False
    if stop[0] != ".":
        # "Talus | ? |": an answer, no question.
        return folded[stop.start() - 1 : stop.start()].isalnum() or stop[0][0] != "?"
    word = _LAST_WORD.search(folded, max(begin, stop.start() - 12), stop.start())
    is_unit = word is not None and folded[word.start() - 1 : word.start()] == "/"
    if word is None or is_unit or word[0] not in _abbreviations():
        # "1." or "a." before an item, at the beginning of a line.
        return word is None or is_unit or word.start() > begin or len(word[0]) > 2
    following = text[stop.end() : stop.end() + 8].lstrip()[:1]
    if folded[stop.end() : stop.end() + 40].lstrip(" ")[:1] == "|":
        # "Femur prox. met. | normal | lesion": the line of a table goes on.
        return False
    if word[0] in _SHORT_SIDES and following.isupper() and word.start() > begin:
        # "distal tibia L. Arms normal"
        return True
    # "Clinic with Dr. Smith" goes on, "... disease of the left." ends the text.
    line_end = folded.find("\n", stop.end())
    rest = folded[stop.end() : line_end if line_end >= 0 else len(folded)]
    return not rest[:80].strip()


@cache
def _abbreviations() -> frozenset[str]:
    """Return short forms that a full stop follows without ending the sentence."""
    return frozenset(rules("sections")["abbreviations"])


def _trimmed(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = folded[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    if left < right:
        yield left, right
