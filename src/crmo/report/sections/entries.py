"""All entries as a table, so that every statement on the page leads to what it rests on."""

from __future__ import annotations

from crmo.record import Document, Entry, Source
from crmo.report.case import Case
from crmo.report.entry_words import entry_words, kind_words
from crmo.report.html import Html, element
from crmo.report.links import entry_anchor
from crmo.report.sections.frame import Section, nothing, section
from crmo.report.words import date_words, say, say_n

_HEADINGS = ("No.", "Date", "Kind", "What it says", "Where it was read")
_LONGEST_TEXT = 6000


def entries_section(case: Case) -> Section:
    """Return the section with every entry known on the day, corrections included."""
    intro = say(
        "Numbers on this page lead here. Corrected and retracted entries stay readable and are "
        "not used."
    )
    if not case.entries:
        return section("entries", say("All entries"), "", nothing(say("The record is empty.")))
    has_origin = any(entry.source for entry in case.entries)
    documents = {entry.source.document for entry in case.entries if entry.source}
    only = documents.pop() if len(documents) == 1 else ""
    replaced = {e.supersedes: e for e in case.entries if e.supersedes}
    retracted = {r.entry: r for r in case.record.retractions}
    rows = []
    for entry in case.entries:
        state = _state(case, entry, replaced, {k: r.reason for k, r in retracted.items()})
        rows.append(_row(case, entry, state, only if has_origin else None))
    heads = [say(head) for head in (_HEADINGS if has_origin else _HEADINGS[:-1])]
    heads += [say("History")] if case.entry_link else []
    table = element(
        "table",
        element("caption", _caption(case), class_="unseen"),
        element("thead", element("tr", [element("th", head, scope="col") for head in heads])),
        element("tbody", rows),
        class_="entries",
    )
    label = say("Table of all entries, scrolls sideways")
    return section(
        "entries",
        say("All entries"),
        (
            _caption(case),
            " ",
            intro,
            say(" All were read from {document}.", document=only) if only else None,
        ),
        element("div", table, class_="scroll", tabindex=0, role="group", aria_label=label),
        short=say("Entries"),
    )


def _caption(case: Case) -> str:
    told = say_n("{n} entry.", "{n} entries.", len(case.entries))
    unknown = len(case.whole.entries) - len(case.entries)
    if unknown:
        told += " " + say_n(
            "{n} entry that became known later is left out.",
            "{n} entries that became known later are left out.",
            unknown,
        )
    return told


def _state(
    case: Case, entry: Entry, replaced: dict[str, Entry], retracted: dict[str, str]
) -> Html | None:
    """Return why an entry is not used, or what it corrects."""
    notes = []
    if entry.id in retracted:
        notes.append(say("Retracted: {reason}", reason=retracted[entry.id]))
    if entry.id in replaced:
        notes.append(say("Corrected by entry {n}.", n=case.number_of[replaced[entry.id].id]))
    if entry.supersedes:
        notes.append(say("Corrects entry {n}.", n=case.number_of[entry.supersedes]))
    if case.is_future(entry):
        notes.append(say("Dated after the day of this page; not used."))
    return element("p", " ".join(notes), class_="state") if notes else None


def _row(case: Case, entry: Entry, state: Html | None, only: str | None) -> Html:
    is_used = entry.id in case.in_force
    words = entry_words(entry, case)
    return element(
        "tr",
        element("th", str(case.number_of[entry.id]), scope="row"),
        element("td", date_words(entry.on), class_="when"),
        element("td", kind_words(entry)),
        element(
            "td",
            words if is_used else element("s", words),
            element("p", entry.note, class_="note") if entry.note else None,
            _document_text(entry),
            state,
        ),
        None if only is None else element("td", _origin(entry.source, only), class_="origin"),
        _history(case, entry),
        id=entry_anchor(entry.id),
        class_=None if is_used else "not-used",
    )


def _history(case: Case, entry: Entry) -> Html | None:
    """Return the link to what became of an entry, on a page that has one."""
    if case.entry_link is None:
        return None
    which = element("span", say(" of entry {n}", n=case.number_of[entry.id]), class_="unseen")
    return element("td", element("a", say("history"), which, href=case.entry_link(entry.id)))


def _document_text(entry: Entry) -> Html | None:
    """Return the text of a letter or report, folded away; a very long one is cut."""
    if not isinstance(entry, Document) or not entry.text:
        return None
    rest = len(entry.text) - _LONGEST_TEXT
    more = say_n("{n} more character", "{n} more characters", rest) if rest > 0 else None
    return element(
        "details",
        element("summary", say("Text")),
        element("pre", entry.text[:_LONGEST_TEXT]),
        element("p", more, class_="quiet") if more else None,
    )


def _origin(source: Source | None, only: str) -> Html | str:
    """Return where an entry was read; a document that holds all of them is not repeated."""
    if source is None:
        return ""
    parts = [] if source.document == only else [source.document]
    place = ", ".join([*parts, source.locator] if source.locator else parts)
    words = source.text if len(source.text) <= 200 else source.text[:199] + "…"
    return element("span", place, element("q", words) if words else None)
