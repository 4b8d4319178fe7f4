"""Addresses of the audit."""

from __future__ import annotations

from django.urls import path

from crmo.workbench.audit import pages

urlpatterns = [
    path("", pages.audit, name="audit"),
    path("events.csv", pages.audit_csv, name="audit_csv"),
    path("child/<uuid:child>/", pages.audit_of_child, name="audit_of_child"),
]
