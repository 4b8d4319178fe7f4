"""What hurts, is tender or swollen, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _

from crmo.anatomy import all_sites, is_site
from crmo.record import FactStatus, Finding, PartialDate
from crmo.workbench.visit.entries.writing import Writing

# What a hand or a child tells of a place, and the concept that it is.
SIGNS: Mapping[str, str] = MappingProxyType(
    {"hurts": "bone_pain", "tender": "tenderness", "swollen": "swelling"}
)
# Kinds of fields that are about a place; `image` is what imaging shows there.
OF_PLACES = (*SIGNS, "severity", "image")
_LEAST_SEVERITY = 0


def places_in(writing: Writing) -> tuple[str, ...]:
    """Return the places that the form says something about, head to toe."""
    told = {site for kind in OF_PLACES for site, _value in writing.fields.about(kind)}
    for site in sorted(told):
        if not is_site(site):
            writing.refuse(f"place:{site}", _("This is not a place in the skeleton."))
    return tuple(site for site in all_sites() if site in told)


def write_places(writing: Writing) -> None:
    """Add a finding for each sign of each place."""
    for site in places_in(writing):
        for sign in SIGNS:
            _write_sign(writing, sign, site)


def signs_at(writing: Writing, site: str) -> Iterator[FactStatus]:
    """Yield what the form says of each sign at a place, where it says anything."""
    for sign in SIGNS:
        status = _status(writing, sign, site)
        if status is not None:
            yield status


def _write_sign(writing: Writing, sign: str, site: str) -> None:
    status = _status(writing, sign, site)
    if status is None:
        return
    name = f"{sign}:{site}"
    severity = None
    if sign == "hurts" and writing.fields.get(f"severity:{site}"):
        name = f"severity:{site}"
        severity = writing.number(name)
        if severity is None:
            return
        if severity > _LEAST_SEVERITY and status is FactStatus.ABSENT:
            writing.refuse(name, _("There is no pain here, and it has a severity."))
            return
    is_there = status is FactStatus.PRESENT
    writing.add(
        name,
        lambda entry_id: Finding(
            id=entry_id,
            on=PartialDate.parse(writing.on),
            concept=SIGNS[sign],
            status=status,
            site=site,
            severity=severity if is_there or severity != _LEAST_SEVERITY else None,
        ),
    )


def _status(writing: Writing, sign: str, site: str) -> FactStatus | None:
    told = writing.fields.get(f"{sign}:{site}")
    if told in (FactStatus.PRESENT, FactStatus.ABSENT):
        return FactStatus(told)
    severity = writing.fields.get(f"severity:{site}")
    if sign != "hurts" or not severity:
        return None
    # "Pain 0" says that it does not hurt; any other number that it does.
    is_none = severity.strip().strip("0").strip(".,") == ""
    return FactStatus.ABSENT if is_none else FactStatus.PRESENT
