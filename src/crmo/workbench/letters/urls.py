"""Addresses of the letters about one child."""

from __future__ import annotations

from django.urls import path

from crmo.workbench.letters import pages

urlpatterns = [
    path("", pages.letters, name="letters"),
    path("new/", pages.letter_new, name="letter_new"),
    path("<uuid:draft>/", pages.letter_draft, name="letter_draft"),
    path("<uuid:draft>/keep/", pages.letter_keep, name="letter_keep"),
    path("kept/<int:sequence>/letter.pdf", pages.letter_kept, name="letter_kept"),
]
