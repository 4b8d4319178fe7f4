"""The pages of the cohort."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from crmo.anatomy import resolve_site
from crmo.assess.lesions.place import place_of
from crmo.knowledge import Knowledge
from crmo.report.words import name_words
from crmo.workbench import clock
from crmo.workbench.access import Permission, page
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.cohort_page.facts import RECENT_SCORES, RECENT_VALUES
from crmo.workbench.cohort_page.files import FORMS, all_records, file_of
from crmo.workbench.cohort_page.glance import Glance, glance
from crmo.workbench.cohort_page.pictures import bar, clinic_map
from crmo.workbench.rulebook.in_force import current_knowledge

_MOST_PLACES = 20


@page(Permission.COHORT_VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """Show the clinic's children as counts."""
    audit_event(request, Action.LIST, about="cohort")
    return render(request, "cohort_page/overview.html", context_of(glance(on=clock.today())))


def context_of(counted: Glance) -> dict[str, Any]:
    """Return what the template shows of the counts."""
    knowledge, n = current_knowledge(), counted.n_counted
    return {
        "glance": counted,
        "is_whole": counted.n_counted == counted.n,
        "sexes": [
            (words, counted.sexes[sex], bar(counted.sexes[sex], counted.n))
            for sex, words in (("female", _("girls")), ("male", _("boys")), ("other", _("other")))
            if counted.sexes[sex] or sex != "other"
        ],
        "ages": [(_age_words(low, below), k, bar(k, counted.n)) for low, below, k in counted.ages],
        "states": [
            _state(_("Flaring"), counted.flaring),
            _state(_("With a place active on MRI"), counted.active),
            _state(_("Under treatment for the disease"), counted.treated),
        ],
        "map_ever": _map(counted.places_ever, _("Children with a lesion at any time"), "ever-"),
        "map_active": _map(counted.places_active, _("Children with an active place"), "active-"),
        "places": [
            (name_words(resolve_site(site).label), k, counted.places_active[site], bar(k, n))
            for site, k in counted.places_ever.most_common(_MOST_PLACES)
        ],
        "n_more_places": max(0, len(counted.places_ever) - _MOST_PLACES),
        "drugs": [
            (_drug(knowledge, drug), k, counted.drugs_now[drug], bar(k, n))
            for drug, k in counted.drugs_ever.most_common()
        ],
        "known": [
            (words, counted.known[name], bar(counted.known[name], n))
            for name, words in _known_words(knowledge)
        ],
    }


def _age_words(low: int, below: int) -> str:
    if below > 100:
        return _("{low} years and older").format(low=low)
    return _("{low} to {high} years").format(low=low, high=below - 1)


def _state(words: str, told: Counter[bool | None]) -> dict[str, Any]:
    return {"words": words, "yes": told[True], "no": told[False], "unknown": told[None]}


def _map(counts: Counter[str], title: str, prefix: str) -> Any:
    """Return the map of the places that reports named exactly; "left femur" is in the list only."""
    exact = {place: n for place, n in counts.items() if place_of(place).is_certain}
    return clinic_map(exact, title=title, prefix=prefix) if exact else None


def _drug(knowledge: Knowledge, drug: str) -> str:
    known = knowledge.drugs.get(drug) or knowledge.drug_classes.get(drug)
    return name_words(known.label) if known else drug


def _known_words(knowledge: Knowledge) -> list[tuple[str, str]]:
    """Return what completeness asks for, with its words."""
    scores = [(name, name_words(knowledge.instruments[name].label)) for name in RECENT_SCORES]
    values = [(name, name_words(knowledge.analytes[name].label)) for name in RECENT_VALUES]
    in_a_year = [(name, _("{what}, within a year").format(what=w)) for name, w in scores + values]
    ever = [
        ("mri", _("MRI, ever")),
        ("whole_body_mri", _("whole-body MRI, ever")),
        ("bone_biopsy", _("whether there was a bone biopsy")),
    ]
    return in_a_year + ever


@page(Permission.COHORT_EXPORT, methods=("POST",))
def download(request: HttpRequest, form: str) -> HttpResponse | FileResponse:
    """Send all children as a file of one form."""
    asked = FORMS.get(form)
    if asked is None:
        raise Http404
    name = f"crmo-{form}-{clock.today().isoformat()}"
    answer = file_of(asked, all_records(), name=name)
    audit_event(request, Action.EXPORT, about=f"cohort.{form}")
    return answer
