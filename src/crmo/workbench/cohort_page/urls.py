"""Addresses of the cohort."""

from __future__ import annotations

from django.urls import path

from crmo.workbench.cohort_page import pages

urlpatterns = [
    path("", pages.overview, name="cohort"),
    path("download/<slug:form>/", pages.download, name="cohort_download"),
]
