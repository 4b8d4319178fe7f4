"""Marking scans as read, from the child's page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from crmo.workbench.access import Permission, page, person_of
from crmo.workbench.children.actions import mark_read
from crmo.workbench.models import Child


@page(Permission.SCAN_ACKNOWLEDGE, methods=("POST",), of_child=True)
def child_seen(request: HttpRequest, child: Child) -> HttpResponse:
    """Note that somebody has read one scan, and go back to the child's page."""
    told = request.POST.get("scan", "")
    sequence = int(told) if told.isascii() and told.isdigit() else 0
    n = mark_read(child=child, by=person_of(request), request=request, sequence=sequence)
    words = (
        ngettext("%(n)s scan is marked as read.", "%(n)s scans are marked as read.", n) % {"n": n}
        if n
        else gettext("This scan was marked as read already.")
    )
    messages.success(request, words)
    return HttpResponseRedirect(reverse("child_page", args=[child.key]))
