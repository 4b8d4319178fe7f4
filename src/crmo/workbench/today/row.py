"""A card in the words and the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from attrs import frozen
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from crmo.assess import Assessment, Kind, Verdict
from crmo.assess.headline import EMERGENCY
from crmo.record import Modality, PartialDate, Sex
from crmo.report.due_words import DueRow, rows_of_answers
from crmo.report.words import age_words, date_words, language, modality_words, name_words, sex_words
from crmo.workbench.ledger.cards import detail_of
from crmo.workbench.models import Card
from crmo.workbench.today.morning import Morning

_WEEK = timedelta(days=7)
_ADULT = 18
# As in the headline of the patient page: what a morning can do something about comes first.
_NAMED_FIRST = ("due_bloods_", "due_mri_", "due_visit")


@frozen(kw_only=True)
class ScanWords:
    """An unread scan: its entry's id and what it is called."""

    entry: str
    words: str


@frozen(kw_only=True)
class Stops:
    """A class of drugs in use that something stands in the way of."""

    title: str
    stops: tuple[str, ...]


@frozen(kw_only=True)
class Row:
    """One line of the worklist, in words.

    Args:
        card: the card behind it.
        who: sex and age.
        day: the day on which the child comes, in words, or empty.
        time: the time of day, or empty.
        with_whom: whom it is to see, or empty.
        is_today: whether it comes today.
        due: what is overdue and due, the longest overdue first.
        nothing_due: what to say where nothing is.
        flares: each flare that is not known to be over.
        places: how many places are active on MRI, as exactly as is known.
        places_note: when MRI last looked, or that it never did.
        scans: the unread ones.
        flags: titles of the red flags raised, each with the date of its newest fact.
        flags_note: the date of the newest fact of any of them.
        flare_note: since when a flare is on record, and whether it is without complaints.
        is_emergency: whether one of them cannot wait.
        stops: drugs in use that something stands in the way of.
        treatments: what is taken.
        last_visit: in words.
        computed_for: the day whose answers these are, if it is not today, else empty.
        is_behind: whether the record or the rules changed since they were made.
        is_computed: whether there are answers at all.
        cannot_be_computed: whether the record could not be put together.
        headline: where things stand, as the rules write it, in English.
        is_foreign: whether sentences of the rules are in another language than the page.
    """

    card: Card
    who: str
    day: str
    time: str
    with_whom: str
    is_today: bool
    due: tuple[DueRow, ...]
    nothing_due: str
    flares: tuple[str, ...]
    places: str
    places_note: str
    scans: tuple[ScanWords, ...]
    flags: tuple[str, ...]
    flags_note: str
    flare_note: str
    is_emergency: bool
    stops: tuple[Stops, ...]
    treatments: str
    last_visit: str
    computed_for: str
    is_behind: bool
    is_computed: bool
    cannot_be_computed: bool
    headline: str
    is_foreign: bool

    @property
    def bloods(self) -> tuple[DueRow, ...]:
        """The safety bloods that lapsed."""
        return tuple(
            row for row in self.due if row.state == "overdue" and "due_bloods_" in row.answer.rule
        )

    @property
    def first_due(self) -> DueRow | None:
        """What is named first: what is overdue before what is due, and by `_NAMED_FIRST`."""
        rows = enumerate(self.due)
        found = min(rows, key=lambda each: (each[1].state != "overdue", *_rank(each)), default=None)
        return found[1] if found else None

    @property
    def up_to(self) -> int:
        """Sequence of the newest statement that counted for this row."""
        return self.card.computed_head


def _rank(each: tuple[int, DueRow]) -> tuple[int, int]:
    place, row = each
    starts = (n for n, start in enumerate(_NAMED_FIRST) if row.answer.rule.startswith(start))
    return next(starts, len(_NAMED_FIRST)), place


def row_of(card: Card, *, morning: Morning) -> Row:
    """Return a card in words."""
    detail = detail_of(card)
    today = morning.today
    is_behind = (
        card.computed_head != card.head_sequence or card.knowledge_version != morning.version
    )
    computed_on = card.computed_on
    return Row(
        card=card,
        who=_who(card, today),
        **_coming(card, detail, today),
        due=_due(detail, computed_on or today),
        nothing_due=_nothing_due(detail),
        flares=tuple(_flare(each) for each in detail.get("flares", ())),
        places=_places(detail),
        places_note=_mri(detail),
        scans=tuple(_scan(each) for each in detail.get("scans", ())),
        is_emergency=any(each["rule"] == EMERGENCY for each in detail.get("flags", ())),
        flags=tuple(_flag(each) for each in detail.get("flags", ())),
        flags_note=_newest_flag(detail),
        flare_note=_flare_note(detail),
        stops=tuple(
            Stops(title=name_words(each["title"]), stops=tuple(each["stops"]))
            for each in detail.get("safety", ())
        ),
        treatments=", ".join(name_words(each) for each in detail.get("treatments", ())),
        last_visit=_day(detail.get("last_visit", "")),
        computed_for=date_words(computed_on) if computed_on and computed_on < today else "",
        is_behind=computed_on is not None and is_behind,
        is_computed=computed_on is not None,
        cannot_be_computed=bool(detail.get("cannot_be_computed")),
        headline=str(detail.get("headline", "")),
        is_foreign=language() != "en",
    )


def _who(card: Card, today: date) -> str:
    born = PartialDate.parse(card.birth_date) if card.birth_date else None
    is_adult = born is not None and today.year - born.year > _ADULT
    sex = Sex(card.sex) if card.sex in set(Sex) else Sex.UNKNOWN
    words = [age_words(born, today)]
    if sex is not Sex.UNKNOWN:
        words.append(sex_words(sex, is_adult=is_adult))
    return ", ".join(words)


def _coming(card: Card, detail: Mapping[str, Any], today: date) -> dict[str, Any]:
    if card.next_appointment is None:
        return {"day": "", "time": "", "with_whom": "", "is_today": False}
    at = timezone.localtime(card.next_appointment)
    return {
        "day": day_words(at, today),
        "time": at.strftime("%H:%M"),
        "with_whom": str(detail.get("appointment", {}).get("with", "")),
        "is_today": at.date() == today,
    }


def day_words(at: datetime, today: date) -> str:
    """Return a day near today as one says it: today, tomorrow, Mon 23 Nov 2026."""
    day = at.date()
    if day == today:
        return gettext("today")
    if day == today + timedelta(days=1):
        return gettext("tomorrow")
    if timedelta(0) <= day - today < _WEEK:
        return f"{date_format(day, 'D')} {date_words(day)}"
    return date_words(day)


def _due(detail: Mapping[str, Any], on: date) -> tuple[DueRow, ...]:
    return rows_of_answers(_answer(each, on) for each in detail.get("due", ()))


def _nothing_due(detail: Mapping[str, Any]) -> str:
    """Return what to say where nothing is due: that it is so, or that no rule speaks of it."""
    if detail.get("has_rules"):
        return gettext("nothing due")
    return gettext("no rule about follow-up applies")


def _answer(kept: Mapping[str, Any], on: date) -> Assessment:
    """Return the answer that a card keeps, so that the report's own words can be made of it."""
    return Assessment(
        kind=Kind.DUE,
        rule=kept["rule"],
        title=kept["title"],
        version="",
        is_verified=kept["is_verified"],
        is_overridden=kept["is_overridden"],
        on=on,
        verdict=Verdict.MET,
        details=MappingProxyType({**kept, "parts": tuple(kept["parts"])}),
    )


def _flare(kept: Mapping[str, Any]) -> str:
    name = name_words(kept["title"])
    if not kept["start"]:
        return name
    words = (
        gettext("%(name)s since %(day)s, without complaints, not known to be over")
        if kept["silent"]
        else gettext("%(name)s since %(day)s, not known to be over")
    )
    return words % {"name": name, "day": _day(kept["start"])}


def _flare_note(detail: Mapping[str, Any]) -> str:
    """Return since when the newest flare not known to be over is on record."""
    dated = [each for each in detail.get("flares", ()) if each["start"]]
    if not dated:
        return ""
    newest = max(dated, key=lambda each: PartialDate.parse(each["start"]).latest)
    words = gettext("since %(day)s, silent") if newest["silent"] else gettext("since %(day)s")
    return words % {"day": _day(newest["start"])}


def _flag(kept: Mapping[str, Any]) -> str:
    if "newest" not in kept:  # The card was made before flags had a date.
        return name_words(str(kept["title"]))
    day = _day(kept["newest"]) or gettext("date not recorded")
    return f"{name_words(kept['title'])} ({day})"


def _newest_flag(detail: Mapping[str, Any]) -> str:
    """Return the date of the newest fact that raises a flag; that there is one without, first."""
    days = [each["newest"] for each in detail.get("flags", ()) if "newest" in each]
    if not days:
        return ""
    if "" in days:
        return gettext("date not recorded")
    return _day(max(days, key=lambda day: PartialDate.parse(day).latest))


def _places(detail: Mapping[str, Any]) -> str:
    told = detail.get("places", {})
    low, high = told.get("low", 0), told.get("high")
    if high is None:
        return f"≥ {low}" if low else "?"
    return str(low) if low == high else f"{low}–{high}"


def _mri(detail: Mapping[str, Any]) -> str:
    on = detail.get("places", {}).get("mri_on", "")
    return gettext("MRI %(day)s") % {"day": _day(on)} if on else gettext("no MRI on record")


def _scan(kept: Mapping[str, Any]) -> ScanWords:
    kind = modality_words(Modality(kept["modality"]), is_whole_body=kept["is_whole_body"])
    on = kept["on"]
    words = f"{kind}, {_day(on)}" if on else kind
    return ScanWords(entry=kept["entry"], words=words[:1].upper() + words[1:])


def _day(text: str) -> str:
    return date_words(PartialDate.parse(text)) if text else ""


def n_words(n: int) -> str:
    """Return how many children, in words."""
    return ngettext("%(n)s child", "%(n)s children", n) % {"n": n}
