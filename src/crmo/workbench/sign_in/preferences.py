"""First form."""

from crmo.workbench.serving.passing import Passing as PreferencesMiddleware  # noqa: F401
