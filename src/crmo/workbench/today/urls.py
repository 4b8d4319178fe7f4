"""Addresses of the worklist."""

from __future__ import annotations

from django.urls import path

from crmo.workbench.today import pages

urlpatterns = [
    path("", pages.today, name="today"),
    path("<uuid:child>/read/", pages.today_read, name="today_read"),
]
