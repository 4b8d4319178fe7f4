"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from crmo.workbench.reading_in.pages import child, file, start

urlpatterns = [
    path("", start.start, name="reading_in"),
    path("template.xlsx", start.template, name="reading_in_template"),
    path("<uuid:key>/", file.overview, name="reading_in_file"),
    path("<uuid:key>/who/", file.who, name="reading_in_who"),
    path("<uuid:key>/children/<int:number>/", child.child, name="reading_in_child"),
    path("<uuid:key>/everywhere/", file.everywhere, name="reading_in_everywhere"),
    path("<uuid:key>/save/", file.save, name="reading_in_save"),
    path("<uuid:key>/saved/", file.saved, name="reading_in_saved"),
    path("<uuid:key>/discard/", start.discard, name="reading_in_discard"),
]
