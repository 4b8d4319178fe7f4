"""Addresses of signing in, one's own account, and people."""

from __future__ import annotations

from django.urls import path

from crmo.workbench.sign_in import home, own_account, preferences
from crmo.workbench.sign_in.people import pages as people

urlpatterns = [
    path("", home.home, name="home"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("me/", own_account.own_account, name="own_account"),
    path("me/sessions/end/", own_account.end_other_sessions, name="end_other_sessions"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<int:person>/", people.person, name="person"),
    path("people/<int:person>/name/", people.person_name, name="person_name"),
    path("people/<int:person>/role/", people.person_role, name="person_role"),
    path("people/<int:person>/active/", people.person_active, name="person_active"),
    path("people/<int:person>/password/", people.person_password, name="person_password"),
    path(
        "people/<int:person>/second-factor/",
        people.person_second_factor,
        name="person_second_factor",
    ),
    path("people/<int:person>/unlock/", people.person_unlock, name="person_unlock"),
    path("people/<int:person>/sessions/end/", people.person_sessions, name="person_sessions"),
    path("people/<int:person>/hospital/", people.person_hospital, name="person_hospital"),
    path("people/<int:person>/find-child/", people.person_find_child, name="person_find_child"),
    path("people/<int:person>/link/", people.person_link, name="person_link"),
    path("people/<int:person>/unlink/", people.person_unlink, name="person_unlink"),
]
