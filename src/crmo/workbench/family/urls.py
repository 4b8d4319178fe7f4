"""Addresses of the family's pages."""

from __future__ import annotations

from django.urls import path

from crmo.workbench.family import pages

urlpatterns = [
    path("", pages.family, name="family"),
    path("<uuid:child>/", pages.family_child, name="family_child"),
    path("<uuid:child>/looked-at/", pages.family_looked_at, name="family_looked_at"),
]
