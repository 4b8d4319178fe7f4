"""Forms with which an administrator lays local values over the knowledge."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmo import yaml12
from crmo.errors import KnowledgeError
from crmo.workbench.rulebook.places import Place, in_lists

_REASON = gettext_lazy("Why")


class NumbersForm(forms.Form):
    """The numbers of one place, the reason, and what they rest on.

    Args:
        place: where the numbers stand.
        data: what was sent, or None.
    """

    def __init__(self, place: Place, data: Any = None) -> None:
        super().__init__(data, prefix=None, auto_id=f"id_{place.name}_%s")
        self.place = place
        for name, value in place.numbers.items():
            self.fields[f"number-{name}"] = forms.FloatField(
                label=name.replace("_", " "), initial=value, required=False
            )
        self.fields["decision"] = forms.CharField(
            label=gettext_lazy("What it rests on, in your clinic"), max_length=500, required=False
        )
        self.fields["source"] = forms.CharField(
            label=gettext_lazy("or the id of a source"), max_length=100, required=False
        )
        self.fields["reason"] = forms.CharField(label=_REASON, max_length=500)

    def clean(self) -> dict[str, Any]:
        """Refuse a form that changes nothing or names no origin."""
        told: dict[str, Any] = super().clean() or {}
        if not self.changed():
            raise forms.ValidationError(_("Change at least one number."))
        if not told.get("decision") and not told.get("source"):
            raise forms.ValidationError(_("A number needs a source, or a decision with a reason."))
        return told

    def changed(self) -> dict[str, float]:
        """Return the numbers that differ from those in force."""
        sent = {name: self.cleaned_data.get(f"number-{name}") for name in self.place.numbers}
        return {
            name: int(value) if float(value).is_integer() else value
            for name, value in sent.items()
            if value is not None and value != self.place.numbers[name]
        }

    def override(self, content: Any) -> Any:
        """Return what a knowledge file must say, in the shape of the item."""
        told = self.place.override(
            self.changed(), self.cleaned_data["decision"], self.cleaned_data["source"]
        )
        return in_lists(told, content)


class YamlForm(forms.Form):
    """What differs, as it would stand in a knowledge file."""

    content = forms.CharField(
        label=gettext_lazy("What differs, as in a knowledge file (YAML, without the id)"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "code"}),
        max_length=20_000,
        strip=False,
    )
    reason = forms.CharField(label=_REASON, max_length=500)

    def clean_content(self) -> dict[str, Any]:
        """Read the YAML.

        Raises:
            ValidationError: it is none, or no mapping.
        """
        try:
            told = yaml12.load(self.cleaned_data["content"])
        except KnowledgeError as error:
            raise forms.ValidationError(str(error)) from None
        if not isinstance(told, dict) or not told:
            raise forms.ValidationError(_("Write at least one key, such as body:"))
        told.pop("id", None)
        return told


class WithdrawForm(forms.Form):
    """Why a value is withdrawn."""

    reason = forms.CharField(label=_REASON, max_length=500)
