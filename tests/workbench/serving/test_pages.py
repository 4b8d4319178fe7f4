"""The frame that every page stands in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from crmo.workbench.access import Permission
from crmo.workbench.models import User
from crmo.workbench.navigation import DESTINATIONS, links_for


class OneOfEach(forms.Form):
    pain = forms.IntegerField(label="Pain", max_value=10, help_text="0 to 10")
    agrees = forms.BooleanField(label="The family agrees")


def test_an_error_stands_in_its_field_and_is_tied_to_it() -> None:
    html = str(OneOfEach({"pain": "12"}))
    assert 'class="field has-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_pain_helptext' in html
    assert 'id="id_pain_helptext"' in html
    assert 'class="field has-error checkbox"' in html


def test_the_page_somebody_is_on_is_marked() -> None:
    permissions = {each.name for each in Permission}
    links = links_for(permissions, "/today/")
    assert [link.is_current for link in links].count(True) == 1
    assert links_for(set(), "/today/") == []


def test_every_destination_leads_somewhere() -> None:
    reached = links_for({each.name for each in Permission}, "/")
    assert len(reached) == len(DESTINATIONS)


@pytest.mark.parametrize("name", ["403.html", "404.html", "500.html", "lockout.html"])
def test_refusals_have_one_heading_and_a_way_on(name: str) -> None:
    html = render_to_string(name, {}, RequestFactory().get("/"))
    assert html.count("<h1") == 1
    assert "href=" in html


@pytest.mark.django_db
def test_no_page_is_kept_by_a_browser(clinician: User, client_of: Callable[..., Client]) -> None:
    answer = client_of(clinician).get("/today/")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
