"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from crmo.workbench.letter_in.pages import letter, start

urlpatterns = [
    path("", start.start, name="letter_in"),
    path("for/<uuid:child>/", start.start_for, name="letter_in_for"),
    path("<uuid:key>/", letter.letter, name="letter_in_draft"),
    path("<uuid:key>/readings/<int:number>/", letter.change, name="letter_in_change"),
    path("<uuid:key>/whose/", letter.whose, name="letter_in_whose"),
    path("<uuid:key>/dated/", letter.dated, name="letter_in_dated"),
    path("<uuid:key>/recognise/", letter.recognise, name="letter_in_recognise"),
    path("<uuid:key>/discard/", start.discard, name="letter_in_discard"),
]
