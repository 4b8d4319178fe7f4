"""First form."""

from crmo.workbench.serving.passing import Passing as SessionMiddleware  # noqa: F401
