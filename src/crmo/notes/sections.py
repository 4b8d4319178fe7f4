"""Parts of a note under their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crmo.notes.context import Section, SectionKind
from crmo.notes.vocabulary import rules

_ENDS = re.compile(r"\n(?:[ ]*\n|(?=[ ]*(?:[-*+][ ]|\d{1,2}[.)][ ]|\w[\w /()&-]{0,40}:[ ])))")
_BLANK_BEFORE = re.compile(r"\n[ ]*\n[ *#>=_-]*$")
_CLINIC = frozenset({SectionKind.EXAMINATION, SectionKind.LABORATORY, SectionKind.TREATMENT})
# The first words of what was seen, after an indication in the same paragraph.
_FINDINGS_BEGIN = re.compile(
    r"(?P<stop>[.?!])[ ]+(?=there (?:is|are)\b|the (?:left|right|[a-z]+ (?:shows?|is|are|"
    r"demonstrates?))\b|no (?!previous|prior|history|trauma|comparison)|"
    r"both\b|normal\b|(?:bone |marrow )?(?:oedema|edema)\b|findings\b|images\b|alignment\b|"
    r"multiple\b|multifocal\b|mild\b|abnormal\b)"
)
# An indication beside its heading ends with its line.
_LINE_ENDS = re.compile(r"\S{3}(?P<stop>[.?!])[ ]*\n(?=[ ]*[a-z0-9])")
# "Hx: painful foot. XR foot (1/8/23) normal.": the scan is told, no longer the reason for it.
_SCAN_AFTER = re.compile(
    r"[.;][ ]+(?P<scan>(?:mri?|wbmri|ct|xr|x-?rays?|radiographs?|uss|ultrasound|bone scan)\b"
    r"(?:[ ][a-z]+){0,4}[ ]*\(?\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?\b)"
)
# Where a heading may begin beside the first line, and the word that it begins with.
_MAY_BEGIN = re.compile(r"\n|[.!?;][ ]{1,2}")
_FIRST_WORD = re.compile(r"[ *#>=_-]*(?:\d{1,2}[.)][ ]*)?([a-z]+)")
_SCAN = re.compile(r"\b(?:mri?|ct|x-?rays?|xr|radiographs?|scan|ultrasound|scintigraphy|pet)\b")


def find_sections(folded: str, text: str) -> tuple[Section, ...]:
    """Return the sections of a note, in order and without gaps; the first may be OTHER.

    Args:
        folded: the folded note.
        text: the note as given.
    """
    begun = _as_in_reports(folded, list(_begun(folded, text)))
    if not begun or begun[0].start > 0:
        first = begun[0].start if begun else len(folded)
        begun.insert(0, Section(0, 0, first, SectionKind.OTHER, "sections:none"))
    found: list[Section] = []
    for section, following in zip(begun, [*begun[1:], None], strict=True):
        end = following.start if following else len(folded)
        found.extend(_closed(folded, section._replace(end=end)))
    return tuple(found)


def _as_in_reports(folded: str, begun: list[Section]) -> list[Section]:
    """In a report, `History:` is why the scan was done, and the findings may lack a heading."""
    kinds = {section.kind for section in begun}
    if not _SCAN.search(folded[:200]) or kinds & _CLINIC:
        return begun
    read: list[Section] = []
    for at, section in enumerate(begun):
        kind = SectionKind.INDICATION if section.kind is SectionKind.HISTORY else section.kind
        read.append(section._replace(kind=kind))
        if kind in _end_at_blank_line() and SectionKind.FINDINGS not in kinds:
            end = begun[at + 1].start if at + 1 < len(begun) else len(folded)
            blank = _ENDS.search(folded, section.body, end)
            beside = folded[section.body : end].split("\n", 1)[0].strip()
            end = blank.start() if blank and beside else end
            begins = _FINDINGS_BEGIN.search(folded, section.body, end)
            ends = _LINE_ENDS.search(folded, section.body, end)
            if begins or ends:
                stops = [m.end("stop") for m in (begins, ends) if m]
                at_text = min(stops)
                read.append(Section(at_text, at_text, -1, SectionKind.FINDINGS, "sections:begun"))
    return read


def _begun(folded: str, text: str) -> Iterator[Section]:
    _, _, kinds, in_doubt = _headings()
    for match in _headed(folded):
        if not _stands_alone(folded, text, match):
            continue
        kind = kinds[" ".join(match["heading"].split())]
        line_end = folded.find("\n", match.end())
        line = folded[match.end() : line_end if line_end >= 0 else len(folded)]
        if kind in in_doubt and _SCAN.search(line[:60]):
            kind = SectionKind.TECHNIQUE
        # What was scanned is part of what is said: "MRI of the spine: ...".
        body = match.start("heading") if kind is SectionKind.IMAGING else match.end()
        yield Section(match.start("heading"), body, -1, kind, f"sections:{kind}")


def _headed(folded: str) -> Iterator[re.Match[str]]:
    """Yield the words of headings where one may begin; few lines begin with such a word."""
    pattern, first_words, _, _ = _headings()
    end = 0
    for begin in (0, *(stop.end() for stop in _MAY_BEGIN.finditer(folded))):
        word = _FIRST_WORD.match(folded, begin)
        if word is None or word[1] not in first_words or begin < end:
            continue
        match = pattern.match(folded, begin)
        if match is not None:
            end = match.end()
            yield match


def _stands_alone(folded: str, text: str, match: re.Match[str]) -> bool:
    """Tell a heading without a colon from a word that the line's end has left alone."""
    if ":" in match[0] or " - " in match[0]:
        return not _is_wrapped_word(text, match.start("heading"))
    following = text[match.end() : match.end() + 40].lstrip()[:1]
    if not text[match.start("heading")].isupper() or following.islower():
        return False
    before = folded[max(0, match.start("heading") - 80) : match.start("heading")]
    last = before.rstrip()[-1:]
    is_after_blank = _BLANK_BEFORE.search(before) is not None
    return is_after_blank or not (last.isalpha() or last == ",")


def _is_wrapped_word(text: str, at: int) -> bool:
    r"""`... Film\nreport: periosteal new bone`: a small letter after an unfinished line."""
    before = text[max(0, at - 3) : at]
    return text[at].islower() and before.endswith("\n") and before[-2:-1].islower()


def _closed(folded: str, section: Section) -> Iterator[Section]:
    """End some sections at a blank or a labelled line, if their text began beside the heading."""
    if section.kind not in _end_at_blank_line():
        yield section
        return
    blank = _ENDS.search(folded, section.body, section.end)
    beside = folded[section.body : section.end].split("\n", 1)[0].strip()
    scan = _SCAN_AFTER.search(folded, section.body, section.end)
    if section.kind is SectionKind.INDICATION and scan and beside:
        begin = scan.start("scan")
        yield section._replace(end=begin)
        yield Section(begin, begin, section.end, SectionKind.OTHER, "sections:none")
        return
    if blank is None or not beside or not folded[blank.end() : section.end].strip():
        yield section
        return
    yield section._replace(end=blank.start())
    yield Section(blank.start(), blank.end(), section.end, SectionKind.OTHER, "sections:none")


@cache
def _end_at_blank_line() -> frozenset[SectionKind]:
    return frozenset(SectionKind(kind) for kind in rules("sections")["end_at_blank_line"])


@cache
def _headings() -> tuple[
    re.Pattern[str], frozenset[str], dict[str, SectionKind], frozenset[SectionKind]
]:
    table = rules("sections")
    kinds = {word: SectionKind(kind) for kind, words in table["headings"].items() for word in words}
    longest_first = sorted(kinds, key=len, reverse=True)
    words = "|".join(re.escape(word).replace(r"\ ", "[ ]+") for word in longest_first)
    begins = r"(?:^[ *#>=_-]*(?:\d{1,2}[.)][ ]*)?|(?<=[.!?;][ ])|(?<=[.!?;][ ][ ]))"
    # An addendum may have its date and hour in the heading.
    dated = r"(?:(?<=addendum)[^\n:a-z]*(?:[a-z]{3,9}[^\n:a-z]*)?(?:\d\d:\d\d[^\n:a-z]*)?(?=\n|:))?"
    ends = rf"{dated}[ *_]*(?:\([^)\n]{{0,30}}\))?[ ]*(?::[ *_]*|[ ]-[ ]|[ *=_-]*$)"
    pattern = re.compile(rf"{begins}(?P<heading>{words}){ends}", re.MULTILINE)
    first_words = frozenset(found[1] for word in kinds if (found := _FIRST_WORD.match(word)))
    return pattern, first_words, kinds, frozenset(map(SectionKind, table["technique_if_scan"]))
