"""`{% load visit %}`: what is said at a field of the visit's form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from crmo.workbench.visit.problems import Problem, Weight

register = template.Library()


@register.inclusion_tag("visit/said.html", takes_context=True)
def said(context: RequestContext, *parts: str) -> dict[str, Any]:
    """Show what is wrong with a field, or asked about it; a slot for the page's script else."""
    name = _name(parts)
    shown = context.get("shown")
    return {
        "name": name,
        "problem": _problem(context, name),
        "sure": shown.fields.get(f"sure:{name}") if shown else "",
    }


@register.simple_tag(takes_context=True)
def field(context: RequestContext, *parts: str) -> SafeString:
    """Return name and description of an input, and whether its value was refused."""
    name = _name(parts)
    problem = _problem(context, name)
    is_refused = problem is not None and problem.weight is Weight.REFUSED
    invalid = mark_safe(' aria-invalid="true"') if is_refused else ""
    return format_html('name="{0}" id="{0}" aria-describedby="said-{0}"{1}', name, invalid)


def _name(parts: tuple[str, ...]) -> str:
    return ":".join(str(part) for part in parts)


def _problem(context: RequestContext, name: str) -> Problem | None:
    problems: Mapping[str, Problem] = context.get("problems") or {}
    return problems.get(name)
