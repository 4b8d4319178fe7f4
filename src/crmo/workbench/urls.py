"""Where each room begins."""

from __future__ import annotations

from django.urls import include, path

ROOMS = {
    "accounts/": "crmo.workbench.sign_in.allauth_pages",
    "": "crmo.workbench.sign_in.urls",
    "today/": "crmo.workbench.today.urls",
    "children/": "crmo.workbench.children.urls",
    "children/<uuid:child>/visit/": "crmo.workbench.visit.urls",
    "children/<uuid:child>/entries/": "crmo.workbench.correcting.urls",
    "children/<uuid:child>/letters/": "crmo.workbench.letters.urls",
    "reading-in/": "crmo.workbench.reading_in.urls",
    "letter-in/": "crmo.workbench.letter_in.urls",
    "knowledge/": "crmo.workbench.rulebook.urls",
    "cohort/": "crmo.workbench.cohort_page.urls",
    "research/": "crmo.workbench.research.urls",
    "family/": "crmo.workbench.family.urls",
    "review/": "crmo.workbench.review.urls",
    "audit/": "crmo.workbench.audit.urls",
    "care/": "crmo.workbench.care.urls",
    "api/v1/": "crmo.workbench.api.urls",
}


def _is_there(module: str) -> bool:
    from importlib.util import find_spec

    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


urlpatterns = [path(start, include(module)) for start, module in ROOMS.items() if _is_there(module)]
# A disk or database that refuses is told apart from a fault in the program.
handler500 = "crmo.workbench.serving.storage.failed"
