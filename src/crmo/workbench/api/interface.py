"""The interface itself: its description, and one form for all errors."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from crmo.errors import UserError
from crmo.workbench.api.rights import NotAllowedError

api = NinjaAPI(
    title="crmo workbench",
    version="1",
    description="Records and answers of one clinic, for its own programs. "
    "An aid to thinking: no answer is a diagnosis.",
    urls_namespace="api",
    docs_url=None,  # its viewer would ask for files from outside
)


def _problem(request: HttpRequest, status: int, **told: str) -> HttpResponse:
    return api.create_response(request, {"error": "", **told}, status=status)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first: dict[str, Any] = dict(error.errors[0]) if error.errors else {}
    where = ".".join(str(step) for step in first.get("loc", ()))
    # pydantic's message may repeat what came; its kind of error does not.
    return _problem(
        request,
        422,
        error="the request is not of the form that is described.",
        where=where,
        expected=str(first.get("type", "")),
        todo="See openapi.json.",
    )


@api.exception_handler(UserError)
def _refused(request: HttpRequest, error: UserError) -> HttpResponse:
    return _problem(
        request,
        422,
        error=error.problem,
        where=error.where,
        expected=error.expected,
        todo=error.todo,
    )


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001
    return _problem(request, 401, error="nobody is signed in.", todo="Sign in.")


@api.exception_handler(NotAllowedError)
def _not_allowed(request: HttpRequest, error: NotAllowedError) -> HttpResponse:  # noqa: ARG001
    return _problem(request, 403, error="you may not do this.")


@api.exception_handler(PermissionDenied)
@api.exception_handler(Http404)
def _not_there(request: HttpRequest, error: Exception) -> HttpResponse:  # noqa: ARG001
    return _problem(request, 404, error="there is no such child.")


@api.exception_handler(HttpError)
def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _problem(request, error.status_code, error="the request cannot be read.")
