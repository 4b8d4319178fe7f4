"""Addresses of a visit, below the child's."""

from __future__ import annotations

from django.urls import path

from crmo.workbench.visit.pages import afterwards, form, while_writing

urlpatterns = [
    path("", form.start, name="visit"),
    path("new/", form.begin, name="visit_new"),
    path("places/", while_writing.places, name="visit_places"),
    path("row/", while_writing.row, name="visit_row"),
    path("<uuid:draft>/", form.form, name="visit_draft"),
    path("<uuid:draft>/keep/", while_writing.keep_draft, name="visit_keep"),
    path("<uuid:draft>/discard/", afterwards.set_aside, name="visit_discard"),
    path("<uuid:draft>/discarded/", afterwards.discarded, name="visit_discarded"),
    path("<uuid:draft>/reopen/", afterwards.reopen, name="visit_reopen"),
    path("<uuid:draft>/written/", afterwards.written, name="visit_written"),
    path("<uuid:draft>/undo/", afterwards.undo, name="visit_undo"),
]
