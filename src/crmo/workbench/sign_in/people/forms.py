"""What an administrator fills in."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from crmo.workbench.models import Role, User

_LANGUAGES = [("", _("as the clinic")), *settings.LANGUAGES]


class PersonForm(forms.Form):
    """A new account."""

    username = forms.CharField(
        label=_("Name to sign in with"),
        help_text=_("Short, without spaces; it cannot be changed later."),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    display_name = forms.CharField(
        label=_("Name that others see"),
        help_text=_("As in a letter: Dr Anna Example."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.CLINICIAN)
    language = forms.ChoiceField(label=_("Language"), choices=_LANGUAGES, required=False)

    def clean_username(self) -> str:
        """Return the name.

        Raises:
            ValidationError: it is taken; large and small letters are the same.
        """
        username: str = self.cleaned_data["username"].strip()
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("This name is taken."))
        return username


class NameForm(forms.Form):
    """The name that others see, and the language."""

    display_name = forms.CharField(label=_("Name that others see"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=_LANGUAGES, required=False)


class RoleForm(forms.Form):
    """Another role."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)


class HospitalForm(forms.Form):
    """The name at the hospital."""

    hospital_name = forms.CharField(
        label=_("User name at the hospital"),
        help_text=_("Empty takes the link away."),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


class FindForm(forms.Form):
    """A child by name or number."""

    text = forms.CharField(
        label=_("Name or number of the child"),
        max_length=100,
        min_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )
