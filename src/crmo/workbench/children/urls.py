"""Addresses of the children's pages."""

from __future__ import annotations

from django.urls import path

from crmo.workbench.children import (
    appointment_pages,
    compare,
    find,
    look,
    news,
    page,
    read,
    summary,
    who_pages,
)

urlpatterns = [
    path("", find.children, name="children"),
    path("new/", who_pages.child_new, name="child_new"),
    path("look/<str:name>", look.look, name="look"),
    path("<uuid:child>/", page.child_page, name="child_page"),
    path("<uuid:child>/news/", news.child_news, name="child_news"),
    path("<uuid:child>/read/", read.child_seen, name="child_seen"),
    path("<uuid:child>/who/", who_pages.child_who, name="child_who"),
    path(
        "<uuid:child>/appointments/",
        appointment_pages.child_appointments,
        name="child_appointments",
    ),
    path("<uuid:child>/scans/", compare.child_scans, name="child_scans"),
    path("<uuid:child>/visits/", compare.child_visits, name="child_visits"),
    path("<uuid:child>/summary.pdf", summary.child_summary, name="child_summary"),
]
