"""From where somebody came."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest | None) -> str:
    """Return the address of the browser, as the proxy tells it where there is one."""
    if request is None:
        return ""
    told = str(request.META.get("REMOTE_ADDR", ""))
    if settings.CRMO["CRMO_BEHIND_PROXY"]:
        # The last one was added by our own proxy; those before it can be made up.
        told = str(request.META.get("HTTP_X_FORWARDED_FOR", told)).rsplit(",", 1)[-1].strip()
    try:
        return str(ipaddress.ip_address(told))
    except ValueError:
        return ""
