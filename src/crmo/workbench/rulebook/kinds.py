"""What kinds of rules and tables of the knowledge are called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from crmo.knowledge import RuleKind


def kind_words(kind: RuleKind) -> str:
    """Return the name of a kind of rule, for people."""
    return {
        RuleKind.CRITERIA: _("Criteria"),
        RuleKind.RED_FLAG: _("Red flags"),
        RuleKind.ACTIVITY: _("Activity"),
        RuleKind.RESPONSE: _("Response"),
        RuleKind.COURSE: _("Course"),
        RuleKind.FLARE: _("Flares"),
        RuleKind.DUE: _("What is due"),
        RuleKind.SAFETY: _("Safety"),
        RuleKind.LESIONS: _("Lesions"),
        RuleKind.TREATMENT: _("Treatments"),
    }[kind]


def table_words(table: str) -> str:
    """Return the name of a table of the knowledge, for people."""
    return {
        "analytes": _("Laboratory values and measures"),
        "concepts": _("Findings, diseases, procedures"),
        "drugs": _("Drugs"),
        "drug_classes": _("Classes of drugs"),
        "instruments": _("Scales and scores"),
        "population": _("How common it is"),
        "statements": _("What is often said and not supported"),
        "natural_history": _("Natural history, for virtual patients"),
        "virtual_kinds": _("Kinds of virtual children"),
        "published_quantities": _("Published figures"),
        "likelihoods": _("How often each disease shows each feature"),
        "likelihood_features": _("Features that speak for or against"),
        "likelihood_groups": _("Groups of features"),
        "likelihood_tests": _("Tests that tell several features"),
        "likelihood_model": _("Numbers of the weighing"),
        "case_definitions": _("Case definitions"),
        "rules": _("Rules"),
        "sources": _("Sources"),
    }[table]
