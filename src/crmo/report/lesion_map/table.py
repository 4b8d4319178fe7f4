"""The list of lesions: a row per place, a small mark per scan."""

from __future__ import annotations

from crmo.assess.lesions.look import Look
from crmo.assess.lesions.timeline import PlaceState, PlaceTimeline
from crmo.record import FactStatus, ImagingStudy
from crmo.report.html import Html, element
from crmo.report.lesion_map.places import LesionBook, latest_state
from crmo.report.lesion_map.shades import state_words
from crmo.report.links import entry_anchor
from crmo.report.words import date_words, modality_words, month_words, name_words, say


def lesion_table(book: LesionBook) -> Html:
    """Return the table of places with the state of each on every scan."""
    heads = [
        element("th", say("Place"), scope="col", class_="place"),
        element("th", say("First seen"), scope="col"),
        *(_scan_head(study) for study in book.scans),
        element("th", say("Felt"), scope="col"),
    ]
    rows = [_row(book, timeline) for timeline in sorted(book.timelines, key=gravest_first)]
    table = element(
        "table",
        element("caption", say("Places and what each scan says of them"), class_="unseen"),
        element("thead", element("tr", heads)),
        element("tbody", rows),
        class_="places",
    )
    label = say("Table of places, scrolls sideways")
    return element("div", table, class_="scroll", tabindex=0, role="group", aria_label=label)


def _scan_head(study: ImagingStudy) -> Html:
    is_whole = study.whole_body is FactStatus.PRESENT
    words = f"{date_words(study.on)}: {modality_words(study.modality, is_whole_body=is_whole)}"
    day = study.on.earliest if study.on else None
    short = f"{month_words(day)} {day.year % 100:02d}" if day else ""
    link = element(
        "a",
        element("span", short, aria_hidden="true"),
        element("span", words, class_="unseen"),
        href=f"#{entry_anchor(study.id)}",
        title=words,
    )
    return element("th", link, scope="col", class_="scan", data_scan=study.id)


def _row(book: LesionBook, timeline: PlaceTimeline) -> Html:
    by_study = {state.study: state for state in timeline.states}
    first = timeline.first_seen
    return element(
        "tr",
        element("th", name_words(timeline.place.label), scope="row", class_="place"),
        element("td", date_words(first.on) if first else say("uncertain"), class_="when"),
        *(_cell(by_study[study.id]) for study in book.scans),
        element("td", _felt(timeline), class_="felt-words"),
        data_units=" ".join(sorted(timeline.place.units)),
    )


def _cell(state: PlaceState) -> Html:
    if state.look in (Look.NOT_COVERED, Look.NOT_MENTIONED):
        words = say("not looked at") if state.look is Look.NOT_COVERED else say("not mentioned")
        return element("td", element("span", words, class_="unseen"))
    return element("td", element("span", state_words(state), class_=mark_class(state)))


def mark_class(state: PlaceState) -> str:
    """Return the classes of a state's mark: what became of the place, and whether it was felt."""
    is_felt = state.is_present and state.clinically_active is FactStatus.PRESENT
    return f"state {state.state} felt" if is_felt else f"state {state.state}"


def gravest_first(timeline: PlaceTimeline) -> int:
    """Return a sort key: what is there now, then what is uncertain, healed, clear."""
    state = latest_state(timeline)
    order = (Look.PRESENT, Look.UNCERTAIN, Look.HEALED, Look.CLEAR)
    return order.index(state.look) if state and state.look in order else len(order)


def _felt(timeline: PlaceTimeline) -> str:
    """Return whether the place was felt when a lesion was last seen there."""
    seen = timeline.last_seen or latest_state(timeline)
    if seen is None or seen.clinically_active.truth is None:
        return say("not told")
    return say("felt") if seen.clinically_active.truth else say("silent")
