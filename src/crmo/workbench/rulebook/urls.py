"""Addresses of the knowledge."""

from __future__ import annotations

from django.urls import path

from crmo.workbench.rulebook import pages

urlpatterns = [
    path("", pages.overview, name="knowledge"),
    path("local/", pages.local_values, name="knowledge_local"),
    path("local/<int:value>/withdraw/", pages.withdraw_value, name="knowledge_withdraw"),
    path("sources/", pages.sources, name="knowledge_sources"),
    path("sources/<str:source>/", pages.source, name="knowledge_source"),
    path("<slug:table>/", pages.table, name="knowledge_table"),
    path("<slug:table>/<str:item>/", pages.item, name="knowledge_item"),
    path("<slug:table>/<str:item>/numbers/", pages.lay_numbers, name="knowledge_numbers"),
    path("<slug:table>/<str:item>/content/", pages.lay_yaml, name="knowledge_content"),
]
