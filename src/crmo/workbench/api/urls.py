"""Addresses of the interface."""

from __future__ import annotations

from crmo.workbench.api.children import router
from crmo.workbench.api.interface import api

api.add_router("", router)

app_name = "api"
urlpatterns = api.urls[0]
