"""Addresses of care."""

from __future__ import annotations

from django.urls import path

from crmo.workbench.care import pages

app_name = "care"
urlpatterns = [
    path("", pages.overview, name="overview"),
    path("children/<uuid:child>/", pages.child_page, name="child"),
    path("children/<uuid:child>/export/", pages.export, name="export"),
    path("children/<uuid:child>/erase/", pages.erasure, name="erase"),
]
