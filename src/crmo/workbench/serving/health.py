"""Whether the site is fit to work: one address for load balancers and supervisors."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from crmo.workbench.ledger.triggers import statements_to_add

PATH = "/healthz"
_KEPT_SECONDS = 30.0
_migrated_until = [0.0]
_TRIGGER = re.compile(r"CREATE TRIGGER (\w+)")
_LISTING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


class HealthMiddleware:
    """Answers /healthz before anything looks at host, session or permission.

    A load balancer asks by address and without HTTPS. The answer holds three words of yes or
    no and nothing else, so anybody may read it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer for /healthz; pass every other request on."""
        if request.path_info != PATH:
            return self._get_response(request)
        checks = health()
        is_well = all(checks.values())
        answer = JsonResponse(
            {"status": "ok" if is_well else "failing", "checks": checks},
            status=200 if is_well else 503,
        )
        answer.headers["Cache-Control"] = "no-store"
        return answer


def health() -> dict[str, bool]:
    """Return what was looked at and whether it is as it must be.

    `database`: it answers. `triggers`: it refuses changes of what was appended. `migrations`:
    its tables are those of this version.
    """
    if not _answers():
        return {"database": False, "triggers": False, "migrations": False}
    return {"database": True, "triggers": _has_triggers(), "migrations": _is_migrated()}


def _answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except DatabaseError:
        connection.close()
        return False


def _has_triggers() -> bool:
    needed = set(_TRIGGER.findall("\n".join(statements_to_add(connection.vendor))))
    try:
        with connection.cursor() as cursor:
            cursor.execute(_LISTING[connection.vendor])
            return needed <= {name for (name,) in cursor.fetchall()}
    except DatabaseError:
        return False


def _is_migrated() -> bool:
    """Tell whether the tables are those of this version; what was true stays true for a while.

    Anybody may ask, and the answer takes reading all migrations.
    """
    from django.db.migrations.executor import MigrationExecutor

    if time.monotonic() < _migrated_until[0]:
        return True
    try:
        executor = MigrationExecutor(connection)
        is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False
    _migrated_until[0] = time.monotonic() + _KEPT_SECONDS if is_migrated else 0.0
    return is_migrated
