"""Addresses of research."""

from __future__ import annotations

from django.urls import path

from crmo.workbench.research import pages

urlpatterns = [
    path("", pages.overview, name="research"),
    path("children/<slug:pseudonym>/", pages.child_page, name="research_child"),
    path("download/<slug:form>/", pages.download, name="research_download"),
]
