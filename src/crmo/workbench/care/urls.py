"""Addresses of care."""

from __future__ import annotations

from django.urls import path

from crmo.workbench.care import pages

urlpatterns = [
    path("", pages.overview, name="care"),
    path("children/<uuid:child>/", pages.child_page, name="care_child"),
    path("children/<uuid:child>/export/", pages.export, name="care_export"),
    path("children/<uuid:child>/erase/", pages.erasure, name="care_erase"),
]
