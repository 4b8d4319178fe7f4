"""First form: passes requests on."""

from crmo.workbench.serving.passing import Passing as HealthMiddleware  # noqa: F401
