"""Addresses of a child's entries; an entry by its place in the ledger, which says nothing."""

from __future__ import annotations

from django.urls import path

from crmo.workbench.correcting import pages

urlpatterns = [
    path("", pages.entries, name="entries"),
    path("<int:sequence>/", pages.entry, name="entry"),
    path("<int:sequence>/correct/", pages.correct, name="entry_correct"),
    path("<int:sequence>/take-back/", pages.retract, name="entry_retract"),
    path("<int:sequence>/undo/", pages.undo, name="entry_undo"),
    path("<int:sequence>/again/", pages.again, name="entry_again"),
]
