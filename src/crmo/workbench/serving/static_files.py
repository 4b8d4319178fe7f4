"""First form."""

from django.contrib.staticfiles.storage import StaticFilesStorage as StaticFiles  # noqa: F401
