"""The pages of the knowledge."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from crmo.errors import UserError
from crmo.knowledge import Knowledge, Rule, RuleKind
from crmo.knowledge.files import TABLES
from crmo.report.words import name_words
from crmo.workbench import clock
from crmo.workbench.access import Permission, page, person_of
from crmo.workbench.models import LocalValue
from crmo.workbench.rulebook.forms import NumbersForm, WithdrawForm, YamlForm
from crmo.workbench.rulebook.in_force import current_knowledge
from crmo.workbench.rulebook.kinds import kind_words, table_words
from crmo.workbench.rulebook.local_values import history, lay, withdraw
from crmo.workbench.rulebook.places import number_places
from crmo.workbench.rulebook.tree import tree

# Shown on pages of their own.
_APART = ("rules", "sources", "case_definitions")


@page(Permission.KNOWLEDGE_VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """Show all rules, by kind, with what is unverified or local; and the other tables."""
    knowledge = current_knowledge()
    kind, standing = request.GET.get("kind", ""), request.GET.get("standing", "")
    words = request.GET.get("words", "").strip()[:80]
    rules = list(knowledge.all_rules.values())
    shown = [rule for rule in rules if _fits(rule, kind, standing, words)]
    counts = Counter(rule.kind for rule in rules)
    return render(
        request,
        "rulebook/overview.html",
        {
            "rules": [_row(rule) for rule in shown],
            "n_rules": len(rules),
            "n_unverified": sum(not rule.is_verified for rule in rules),
            "n_local": sum(rule.is_overridden for rule in rules),
            "kinds": [(each.value, kind_words(each), counts[each]) for each in RuleKind],
            "kind": kind,
            "standing": standing,
            "words": words,
            "tables": [
                (table, table_words(table), len(knowledge.layers.table(table)))
                for table in sorted(TABLES)
                if table not in _APART
            ],
            "n_sources": len(knowledge.sources),
        },
    )


def _fits(rule: Rule, kind: str, standing: str, words: str) -> bool:
    told = f"{rule.id} {rule.title} {name_words(rule.title)}".lower()
    return (
        (not kind or rule.kind == kind)
        and (standing != "unverified" or not rule.is_verified)
        and (standing != "local" or rule.is_overridden)
        and all(word in told for word in words.lower().split())
    )


def _row(rule: Rule) -> dict[str, Any]:
    return {"rule": rule, "title": name_words(rule.title), "kind": kind_words(rule.kind)}


@page(Permission.KNOWLEDGE_VIEW)
def item(request: HttpRequest, table: str, item: str) -> HttpResponse:
    """Show one rule or other item: every number, source and grade, and its local history."""
    return _item_page(request, table, item)


def _item_page(
    request: HttpRequest,
    table: str,
    item: str,
    *,
    form: NumbersForm | YamlForm | None = None,
    status: int = 200,
) -> HttpResponse:
    knowledge = current_knowledge()
    content = _content(knowledge, table, item)
    rule = knowledge.all_rules.get(item) if table == "rules" else None
    shown = content["body"] if rule else content
    context = {
        "table": table,
        "item": item,
        "rule": rule,
        "title": name_words(rule.title) if rule else _title(content, item),
        "kind": kind_words(rule.kind) if rule else table_words(table),
        "tree": tree(shown, knowledge),
        "sources": [knowledge.sources[key] for key in rule.sources] if rule else [],
        "history": history(table, item),
        "places": _forms(content, form),
        "yaml_form": form if isinstance(form, YamlForm) else YamlForm(),
        "withdraw_form": WithdrawForm(),
    }
    return render(request, "rulebook/item.html", context, status=status)


def _title(content: dict[str, Any], item: str) -> str:
    label = content.get("label") or content.get("title")
    return name_words(str(label)) if label else item.replace("_", " ")


def _forms(content: dict[str, Any], failed: NumbersForm | YamlForm | None) -> list[NumbersForm]:
    """Return a form for each place with numbers; the one that failed keeps what was typed."""
    forms = [NumbersForm(place) for place in number_places(content)]
    if isinstance(failed, NumbersForm):
        forms = [failed if each.place.path == failed.place.path else each for each in forms]
    return forms


def _content(knowledge: Knowledge, table: str, item: str) -> dict[str, Any]:
    if table not in TABLES:
        raise Http404
    found = knowledge.layers.table(table).get(item)
    if found is None:
        raise Http404
    return found


@page(Permission.KNOWLEDGE_VIEW)
def table(request: HttpRequest, table: str) -> HttpResponse:
    """List the items of one table."""
    if table not in TABLES or table in ("rules", "sources"):
        raise Http404
    items = [
        (key, _title(content, key))
        for key, content in current_knowledge().layers.table(table).items()
    ]
    return render(
        request,
        "rulebook/table.html",
        {"table": table, "title": table_words(table), "items": items},
    )


@page(Permission.KNOWLEDGE_VIEW)
def sources(request: HttpRequest) -> HttpResponse:
    """List every source with how many rules rest on it."""
    knowledge = current_knowledge()
    used = Counter(key for rule in knowledge.all_rules.values() for key in rule.sources)
    rows = [(source, used[key]) for key, source in knowledge.sources.items()]
    return render(request, "rulebook/sources.html", {"rows": rows})


@page(Permission.KNOWLEDGE_VIEW)
def source(request: HttpRequest, source: str) -> HttpResponse:
    """Show one source and the rules that rest on it."""
    knowledge = current_knowledge()
    found = knowledge.sources.get(source)
    if found is None:
        raise Http404
    rules = [_row(rule) for rule in knowledge.all_rules.values() if source in rule.sources]
    return render(request, "rulebook/source.html", {"source": found, "rules": rules})


@page(Permission.KNOWLEDGE_VIEW)
def local_values(request: HttpRequest) -> HttpResponse:
    """List every value that was ever laid over the knowledge: who, when, why."""
    knowledge = current_knowledge()
    folder = [each for each in knowledge.overlays if "b-laid-" not in each.file]
    return render(request, "rulebook/local.html", {"laid": history(), "folder": folder})


@page(Permission.KNOWLEDGE_OVERRIDE, methods=("POST",))
def lay_numbers(request: HttpRequest, table: str, item: str) -> HttpResponse:
    """Lay new numbers over one place of an item."""
    content = _content(current_knowledge(), table, item)
    places = {place.name: place for place in number_places(content)}
    place = places.get(request.POST.get("place", ""))
    if place is None:
        raise Http404
    form = NumbersForm(place, request.POST)
    if not form.is_valid():
        return _item_page(request, table, item, form=form, status=422)
    return _laid(request, table, item, form.override(content), form)


@page(Permission.KNOWLEDGE_OVERRIDE, methods=("POST",))
def lay_yaml(request: HttpRequest, table: str, item: str) -> HttpResponse:
    """Lay whatever the administrator wrote, in the shape of a knowledge file, over an item."""
    _content(current_knowledge(), table, item)
    form = YamlForm(request.POST)
    if not form.is_valid():
        return _item_page(request, table, item, form=form, status=422)
    return _laid(request, table, item, form.cleaned_data["content"], form)


def _laid(
    request: HttpRequest, table: str, item: str, content: Any, form: NumbersForm | YamlForm
) -> HttpResponse:
    reason = form.cleaned_data["reason"]
    try:
        lay(
            table=table,
            item=item,
            content=content,
            reason=reason,
            by=person_of(request),
            at=clock.now(),
        )
    except UserError as error:
        form.add_error(None, error.explain())
        return _item_page(request, table, item, form=form, status=422)
    messages.success(request, _("The local value is in force on every page."))
    return redirect("knowledge_item", table=table, item=item)


@page(Permission.KNOWLEDGE_OVERRIDE, methods=("POST",))
def withdraw_value(request: HttpRequest, value: int) -> HttpResponse:
    """Withdraw a local value; what is shipped counts again."""
    laid = get_object_or_404(LocalValue, pk=value)
    try:
        withdraw(laid, reason=request.POST.get("reason", ""), by=person_of(request), at=clock.now())
    except UserError as error:
        messages.error(request, error.explain())
    else:
        messages.success(request, _("The local value was withdrawn."))
    return redirect("knowledge_item", table=laid.table, item=laid.item)
