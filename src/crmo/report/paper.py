"""What the one-page paper form shows, shortened until it fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from crmo.assess.assessment import Assessment, Verdict
from crmo.assess.red_flags import newest_fact
from crmo.report.as_written import english_words
from crmo.report.case import Case
from crmo.report.due_words import due_rows, pressing
from crmo.report.lesion_map.figure import map_keys, standing_map
from crmo.report.lesion_map.places import latest_state, lesion_book
from crmo.report.lesion_map.shades import state_words, views
from crmo.report.lesion_map.table import gravest_first
from crmo.report.missing_facts import gaps_of
from crmo.report.sections.top import INTENDED_USE, particulars, who_words
from crmo.report.time_axis import chart_of, standing_svg
from crmo.report.words import (
    date_words,
    language,
    name_words,
    say,
    say_n,
    verdict_symbol,
    verdict_words,
)

# How many rows of each list are shown, from roomy to tight, until the page is one page.
STEPS = (
    {"lesions": 14, "flags": 6, "criteria": 16, "due": 6, "missing": 5, "scale": 1.0},
    {"lesions": 10, "flags": 5, "criteria": 16, "due": 5, "missing": 5, "scale": 1.0},
    {"lesions": 9, "flags": 4, "criteria": 14, "due": 4, "missing": 5, "scale": 0.95},
    {"lesions": 7, "flags": 4, "criteria": 12, "due": 4, "missing": 5, "scale": 0.9},
    {"lesions": 6, "flags": 3, "criteria": 9, "due": 3, "missing": 5, "scale": 0.85},
    {"lesions": 4, "flags": 3, "criteria": 6, "due": 3, "missing": 3, "scale": 0.8},
)
_LONGEST = {"who": 80, "headline": 420, "words": 150, "sources": 700}


def paper_data(case: Case) -> dict[str, Any]:
    """Return everything for the paper form, lists at full length."""
    chart = chart_of(case)
    book = lesion_book(case)
    shown = views(case, book)
    return {
        "lang": language(),
        "title": cut(who_words(case), _LONGEST["who"]),
        "who": cut(who_words(case), _LONGEST["who"]),
        "particulars": " · ".join(
            [*particulars(case), say("as known on {date}", date=date_words(case.on))]
        ),
        "headline": cut(case.assessment.headline, _LONGEST["headline"]),
        "intended_use": f"{say(INTENDED_USE)} {english_words()}".rstrip(),
        "map": standing_map(shown[0] if shown else None),
        "map_alt": shown[0].words if shown else say("Body map without lesions"),
        "map_keys": map_keys(shown[0] if shown else None),
        "axis": "" if chart.is_empty else standing_svg(chart),
        "axis_alt": say("Treatments, scores, blood values and scans over time"),
        "lesions": [
            _lesion_row(timeline) for timeline in sorted(book.timelines, key=gravest_first)
        ],
        "flags": [_flag_row(case, flag) for flag in case.assessment.red_flags if _is_met(flag)],
        "flags_unknown": _unknown_flags(case.assessment.red_flags),
        "criteria": [_criteria_row(answer) for answer in case.assessment.criteria],
        "criteria_note": say(
            "For studies, not for diagnosis. * wording not checked at its source."
        ),
        "due": [{"title": row.title, "words": row.words} for row in pressing(due_rows(case))],
        "missing": _missing_rows(case),
        "sources": cut(_sources(case), _LONGEST["sources"]),
        "more": say("and {n} more on the page", n="{n}"),
        "words": _words(),
    }


def shortened_to(data: dict[str, Any], step: dict[str, float]) -> dict[str, Any]:
    """Return the data with its lists cut to a step's lengths, each saying how many it lacks."""
    lists = {
        name: {"rows": data[name][: int(limit)], "more": max(0, len(data[name]) - int(limit))}
        for name, limit in step.items()
        if name != "scale"
    }
    return {**data, **lists, "scale": step["scale"]}


def cut(text: str, limit: int) -> str:
    """Return text of at most a number of characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _lesion_row(timeline: Any) -> list[str]:
    state, first = latest_state(timeline), timeline.first_seen
    return [
        name_words(timeline.place.label),
        date_words(first.on) if first else say("uncertain"),
        state_words(state) if state else "",
        date_words(state.on) if state else "",
    ]


def _is_met(answer: Assessment) -> bool:
    return answer.verdict is Verdict.MET


def _flag_row(case: Case, flag: Assessment) -> dict[str, str]:
    """Return a flag with the date of its newest fact: it stays raised however old that is."""
    newest = newest_fact(flag, case.record.current)
    title = name_words(flag.title)
    return {
        "title": f"{title} ({date_words(newest)})" if newest else title,
        "words": cut(flag.summary, _LONGEST["words"]),
    }


def _unknown_flags(flags: Iterable[Assessment]) -> str:
    unknown = sum(flag.verdict is Verdict.CANNOT_TELL for flag in flags)
    return say_n(
        "{n} flag was not fully looked at. That none is raised is no reassurance.",
        "{n} flags were not fully looked at. That none is raised is no reassurance.",
        unknown,
    )


def _criteria_row(answer: Assessment) -> dict[str, str]:
    return {
        "title": name_words(answer.title),
        "verdict": answer.verdict.value,
        "sign": verdict_symbol(answer.verdict),
        "words": verdict_words(answer.verdict),
        "mark": "" if answer.is_verified else "*",
    }


def _missing_rows(case: Case) -> list[dict[str, str]]:
    gaps = [gap for gap in gaps_of(case.answers) if gap.n_changed]
    return [
        {
            "title": cut(gap.label, _LONGEST["words"]),
            "words": say_n("changes {n} answer", "changes {n} answers", gap.n_changed),
        }
        for gap in gaps
    ]


def _sources(case: Case) -> str:
    found = (case.source(source_id) for source_id in case.cited)
    return "; ".join(
        f"doi:{s.doi}" if s.doi else f"PubMed {s.pmid}" if s.pmid else s.guideline or s.citation
        for s in found
        if s is not None
    )


def _words() -> dict[str, Any]:
    return {
        "lesions": say("Places"),
        "lesion_heads": [say("Place"), say("First seen"), say("Now"), say("Last word")],
        "map_note": say("Left and right are the child's."),
        "no_lesions": say("No scan names a lesion."),
        "flags": say("Red flags"),
        "no_flags": say("None raised by what is recorded."),
        "time": say("Over time"),
        "criteria": say("Criteria"),
        "criteria_heads": ["", say("Set"), say("Verdict")],
        "due": say("Due"),
        "no_due": say("Nothing is due by the rules applied."),
        "missing": say("Missing, most telling first"),
        "no_missing": say("No single missing fact would change an answer."),
        "sources": say("Sources"),
    }


__all__ = ["STEPS", "Callable", "paper_data", "shortened_to"]
