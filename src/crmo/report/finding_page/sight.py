"""What could not be seen in these data, and what was not understood."""

from __future__ import annotations

from crmo.find.overview import Overview
from crmo.find.overview.sight import SetInSight
from crmo.find.privacy.shown_numbers import ShownNumbers
from crmo.report.finding_page.figures import count_cell, scrolled, share_words
from crmo.report.html import Html, element
from crmo.report.sections.frame import Section, nothing, section
from crmo.report.words import capitalised, say, say_n

_SET_HEADS = ("Asked for", "Codes", "Events", "Undated", "Without unit", "Without range")
_KIND_HEADS = ("Kind", "Codes", "Events", "Of its events")
_CODE_HEADS = ("Name", "Kind", "Code", "Events")
_MOST_CODES = 40
_MOST_REMARKS = 60
_LEVELS = {"error": "not taken in", "warning": "kept, not computed with", "note": "for information"}


def sight_section(overview: Overview, numbers: ShownNumbers) -> Section:
    """Return the section with the code sets and what the data hold of them."""
    threshold = numbers.threshold
    unseen = overview.unseen
    told = nothing(say("Every code set of the definition has events in these data."))
    if unseen:
        told = element("ul", [_unseen(each, overview) for each in unseen], class_="unseen-sets")
    rows = [_set_row(each, threshold) for each in overview.sets if each.n_events]
    head = [element("th", say(word), scope="col", class_="n" if at else None)
            for at, word in enumerate(_SET_HEADS)]  # fmt: skip
    table = element("table", element("thead", element("tr", head)), element("tbody", rows),
                    class_="finding-table")  # fmt: skip
    return section(
        "sight",
        say("What the definition could not see"),
        say(
            "Nothing of these in the records: perhaps it is not kept there, perhaps under codes "
            "that crmo does not know. Criteria that need them cannot speak for anybody."
        ),
        told,
        element("h3", say("What it could see"), class_="sub"),
        scrolled(table, say("Code sets in these records")) if rows else None,
        _notes(overview) if threshold is None else None,
        short=say("Not seen"),
    )  # fmt: skip


def _unseen(each: SetInSight, overview: Overview) -> Html:
    labels = [
        overview.definition.criteria[name].label if name != "index" else say("the first event")
        for name in each.criteria
    ]
    needed = say("asked for by: {criteria}", criteria="; ".join(labels)) if labels else ""
    return element("li", element("b", capitalised(each.label)), " ",
                   element("span", needed, class_="quiet"))  # fmt: skip


def _set_row(each: SetInSight, threshold: int | None) -> Html:
    # Events are no persons: a hundred of them may be those of one child.
    is_of_few = threshold is not None and each.n_persons < threshold

    def cell(n: int) -> Html:
        return count_cell(None) if is_of_few and n else _cell(n, threshold)

    without_range = cell(each.n_without_range) if each.asks_range else element("td")
    return element(
        "tr",
        element("th", capitalised(each.label), scope="row"),
        element("td", str(each.n_codes), class_="n"),
        cell(each.n_events),
        cell(each.n_undated),
        cell(each.n_without_unit) if each.n_values else element("td"),
        without_range,
    )


def _notes(overview: Overview) -> Html | None:
    if not overview.n_notes and not overview.n_notes_unreadable:
        return None
    words = say_n(
        "{n} note of candidates was read.", "{n} notes of candidates were read.",
        overview.n_notes,
    )  # fmt: skip
    failed = overview.n_notes_unreadable
    if failed:
        words += " " + say_n("{n} could not be read.", "{n} could not be read.", failed)
    return element("p", words, " ", say("They add to the evidence, never to the score."))


def not_understood_section(overview: Overview, numbers: ShownNumbers) -> Section:
    """Return the section with codes without a meaning, and the reader's remarks.

    What is shared holds numbers alone: a hospital's own codes and names may say whose they are.
    """
    threshold = numbers.threshold
    unknown = overview.unknown
    rows = [
        element(
            "tr",
            element("th", capitalised(kind), scope="row"),
            _cell(n_codes, threshold),
            _cell(unknown.n_events[kind], threshold),
            element("td", _share(unknown.n_events[kind], unknown.n_all_events[kind], threshold),
                    class_="n"),
        )
        for kind, n_codes in unknown.n_codes.items()
    ]  # fmt: skip
    head = [element("th", say(word), scope="col", class_="n" if at else None)
            for at, word in enumerate(_KIND_HEADS)]  # fmt: skip
    return section(
        "unknown",
        say("Codes not understood"),
        say(
            "Codes whose meaning crmo does not know. Most have nothing to do with the question; "
            "one that has can be given its meaning in a mapping file (--mapping)."
        ),
        scrolled(
            element("table", element("thead", element("tr", head)), element("tbody", rows),
                    class_="finding-table narrow"),
            say("Codes not understood, by kind"),
        ),
        _codes(overview) if threshold is None else None,
        _remarks(overview, threshold),
        short=say("Not understood"),
    )  # fmt: skip


def _cell(n: int, threshold: int | None) -> Html:
    return count_cell(None if threshold and 0 < n < threshold else n)


def _share(part: int, whole: int, threshold: int | None) -> str:
    hidden = threshold is not None and (0 < part < threshold or 0 < whole - part < threshold)
    return "" if hidden else share_words(part, whole)


def _codes(overview: Overview) -> Html | None:
    found = overview.unknown.most_frequent[:_MOST_CODES]
    if not found:
        return None
    rows = [
        element(
            "tr",
            element("th", each.label or each.code, scope="row"),
            element("td", each.kind),
            element("td", f"{each.system} {each.code}"),
            count_cell(each.n_events),
        )
        for each in found
    ]
    head = [element("th", say(word), scope="col", class_="n" if word == "Events" else None)
            for word in _CODE_HEADS]  # fmt: skip
    table = element("table", element("thead", element("tr", head)), element("tbody", rows),
                    class_="finding-table")  # fmt: skip
    return element("details", element("summary", say("The most frequent ones")),
                   scrolled(table, say("Codes not understood, the most frequent")))  # fmt: skip


def _remarks(overview: Overview, threshold: int | None) -> Html | None:
    if not overview.remarks:
        return None
    items = [
        element(
            "li",
            element("span", say(_LEVELS.get(each.level, each.level)), class_=f"badge {each.level}"),
            " ",
            each.message,
            " ",
            element("span", _times(each.n, threshold), class_="quiet"),
            element("span", f" {each.where}", class_="quiet") if threshold is None else None,
        )
        for each in overview.remarks[:_MOST_REMARKS]
    ]
    more = len(overview.remarks) - _MOST_REMARKS
    rest = say_n("{n} more kind of remark", "{n} more kinds of remark", more) if more > 0 else ""
    return element(
        "div",
        element("h3", say("What the reader noticed"), class_="sub"),
        element("ul", items, class_="remarks"),
        element("p", rest, class_="quiet") if rest else None,
    )


def _times(n: int, threshold: int | None) -> str:
    if threshold and n < threshold:
        return say("fewer than {n} times", n=threshold)
    return say_n("once", "{n} times", n)
