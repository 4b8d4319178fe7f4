"""The whole comparison: a sentence, two maps, and a table of places."""

from __future__ import annotations

from crmo.assess.lesions.comparison import Change, StudyComparison, compare_studies
from crmo.assess.lesions.look import Look
from crmo.assess.lesions.timeline import LesionState
from crmo.record import FactStatus, ImagingStudy, Lesion
from crmo.report.case import Case
from crmo.report.html import NOTHING, Html, element
from crmo.report.scan_comparison.looks import (
    EARLIER_WORDS,
    LATER_WORDS,
    earlier_look,
    later_look,
)
from crmo.report.scan_comparison.maps import ScanMap, map_html, scan_words, views_of
from crmo.report.scan_comparison.third_scan import third_scan_words
from crmo.report.words import capitalised, date_words, listed, name_words, number_words, say, say_n

# In the order in which a reader wants them; places clear on both are only counted.
STATES = {
    LesionState.NEW: "new",
    LesionState.RECURRED: "recurred",
    LesionState.PERSISTENT: "persistent",
    LesionState.HEALED: "healed",
    LesionState.UNCERTAIN: "cannot tell",
    LesionState.NOT_COVERED: "not covered by one of the two",
}
LOOKS = {
    Look.PRESENT: "lesion",
    Look.HEALED: "healed",
    Look.CLEAR: "clear",
    Look.UNCERTAIN: "uncertain",
    Look.NOT_MENTIONED: "not mentioned",
    Look.NOT_COVERED: "not covered",
}
FELT = {FactStatus.PRESENT: "felt", FactStatus.ABSENT: "silent"}


def comparison_figure(case: Case, earlier_id: str, later_id: str) -> Html:
    """Return two scans side by side: what is new, persistent, recurred, healed, or open.

    Args:
        case: the record on a day.
        earlier_id: id of an imaging study.
        later_id: id of another; they are put in the order of their dates, where these tell.

    Raises:
        InvalidValueError: an id is not that of an imaging study known on the day.
    """
    comparison = compare_studies(case.record, earlier_id, later_id)
    studies = {study.id: study for study in case.record.of_kind(ImagingStudy)}
    earlier, later = studies[comparison.earlier], studies[comparison.later]
    shown = [change for change in comparison.changes if change.change in STATES]
    then = ScanMap(
        name="earlier", study=earlier, other=later, look_of=earlier_look, words=EARLIER_WORDS
    )
    now = ScanMap(name="later", study=later, other=earlier, look_of=later_look, words=LATER_WORDS)
    views = views_of(then, now, changes=shown)
    maps = [map_html(each, shown, views) for each in (then, now)]
    return element(
        "section",
        element("h2", say("{earlier} and {later}", earlier=capitalised(scan_words(earlier)),
                          later=scan_words(later)), id="scans-title"),
        element("p", summary_words(comparison), class_="headline"),
        _limits(comparison),
        element("div", maps, class_="scan-maps"),
        _table(case, shown, earlier, later),
        element("p", _not_shown(comparison), class_="quiet after-table"),
        class_="scan-comparison",
        aria_labelledby="scans-title",
    )  # fmt: skip


def summary_words(comparison: StudyComparison) -> str:
    """Return how many places changed in which way, as one sentence."""
    counts = [
        say("{n} {state}", n=comparison.n(state), state=say(words))
        for state, words in STATES.items()
        if comparison.n(state)
    ]
    if not counts:
        return say("Neither scan lists a lesion.")
    n = sum(comparison.n(state) for state in STATES)
    return say_n("{n} place: {counts}.", "{n} places: {counts}.", n, counts=listed(counts))


def _limits(comparison: StudyComparison) -> Html:
    told = []
    if not comparison.order_is_known:
        told.append(
            say(
                "Their dates do not tell which was first: “new” and “healed” hold for the order "
                "shown."
            )
        )
    if not comparison.same_track:
        told.append(
            say(
                "These are different kinds of picture. What one shows the other may miss, so "
                "nothing is called new or healed."
            )
        )
    lines = [element("li", text) for text in told]
    return element("ul", lines, class_="cautions") if told else NOTHING


def _not_shown(comparison: StudyComparison) -> str:
    told = [say("New, persistent, recurred and healed are told of these two scans alone.")]
    n_clear = comparison.n(LesionState.CLEAR)
    if n_clear:
        told.insert(
            0,
            say_n(
                "{n} place is listed as clear or healed on both and left out.",
                "{n} places are listed as clear or healed on both and left out.",
                n_clear,
            ),
        )
    return " ".join(told)


def _table(case: Case, changes: list[Change], earlier: ImagingStudy, later: ImagingStudy) -> Html:
    if not changes:
        return NOTHING
    order = list(STATES)
    rows = sorted(changes, key=lambda each: (order.index(each.change), each.place.label))
    heads = [
        element("th", say("Place"), scope="col"),
        _scan_head(earlier),
        _scan_head(later),
        element("th", say("Change"), scope="col"),
    ]
    table = element(
        "table",
        element("caption", say("The places one by one"), class_="unseen"),
        element("thead", element("tr", heads)),
        element("tbody", [_row(case, each, earlier, later) for each in rows]),
        class_="scan-changes",
    )
    label = say("Table of places, scrolls sideways")
    return element("div", table, class_="scroll", tabindex=0, role="group", aria_label=label)


def _scan_head(study: ImagingStudy) -> Html:
    return element("th", date_words(study.on), scope="col")


def _row(case: Case, change: Change, earlier: ImagingStudy, later: ImagingStudy) -> Html:
    third = third_scan_words(case, change, earlier, later)
    word = element("span", say(STATES[change.change]), class_=f"change-word is-{change.change}")
    return element(
        "tr",
        element("th", name_words(change.place.label), scope="row"),
        _cell(change, change.earlier, change.earlier_size_mm, earlier),
        _cell(change, change.later, change.later_size_mm, later),
        element("td", word, element("span", third, class_="quiet third-scan") if third else None),
    )


def _cell(change: Change, look: Look, size_mm: float | None, study: ImagingStudy) -> Html:
    """Return what one scan says of a place: the look, its size, and whether it was felt."""
    told = [say(LOOKS[look])]
    if size_mm is not None:
        told.append(f"{number_words(size_mm)} mm")
    if look is Look.PRESENT:
        told += [say(FELT[felt]) for felt in _felt(change, study)]
    return element("td", ", ".join(told), data_scan=date_words(study.on))


def _felt(change: Change, study: ImagingStudy) -> list[FactStatus]:
    here: list[Lesion] = [
        each for each in study.lesions if each.bone_unit in {change.place.id, *change.place.units}
    ]
    told = {each.clinically_active for each in here}
    return [next(state for state in FELT if state in told)] if told & FELT.keys() else []
