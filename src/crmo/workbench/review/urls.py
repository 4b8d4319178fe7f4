"""Addresses of the review."""

from __future__ import annotations

from django.urls import path

from crmo.workbench.review import pages

urlpatterns = [
    path("", pages.review, name="review"),
    path("summary/", pages.review_summary, name="review_summary"),
    path("candidates/<slug:pseudonym>/", pages.review_candidate, name="review_candidate"),
]
