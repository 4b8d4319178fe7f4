"""The application as servers start it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmo.workbench.settings")

application = get_wsgi_application()
