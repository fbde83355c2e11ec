"""The form of the first set-up."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from amana import vault
from amana.accounts.errors import FiveOfficers
from amana.accounts.forms import ORGANISATION_KINDS
from amana.accounts.passwords import check_password_of
from amana.countrypacks.forms import Choice

LANGUAGES_OF_NAMES = ("en", "ar", "ckb")


class SetUpForm(forms.Form):
    """The first organisation with its first unit, and its administrator."""

    set_up_code = forms.CharField(
        label=_("Code of the set-up"),
        help_text=_(
            "Twenty digits. They were printed where this instance was started, and show that the server is yours."
        ),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"}),
    )
    organisation_en = forms.CharField(label=_("Name of the organisation in English"), max_length=200)
    organisation_ar = forms.CharField(label=_("Name of the organisation in Arabic"), max_length=200)
    organisation_ckb = forms.CharField(label=_("Name of the organisation in Sorani"), max_length=200)
    kind = Choice(label=_("What it is"), choices=ORGANISATION_KINDS)
    unit_en = forms.CharField(label=_("Name of the unit in English"), max_length=200, required=False)
    unit_ar = forms.CharField(label=_("Name of the unit in Arabic"), max_length=200, required=False)
    unit_ckb = forms.CharField(label=_("Name of the unit in Sorani"), max_length=200, required=False)
    takes_signs = forms.BooleanField(
        label=_("Takes reports in"),
        help_text=_(
            "Tick it if the team of this unit records reports and reads what arrives through the public page. Without such a "
            "unit nothing can be reported."
        ),
        required=False,
    )
    name = forms.CharField(label=_("Your name"), max_length=120)
    username = forms.CharField(
        label=_("Name to sign in with"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )
    password_again = forms.CharField(
        label=_("The same password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    officers = forms.CharField(
        label=_("The lines of the five recovery officers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr", "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("One below the other. Each line begins with age1."),
    )

    def clean(self) -> dict[str, Any]:
        """A unit with a name in one language at least."""
        values = super().clean() or {}
        unit_fields = [f"unit_{language}" for language in LANGUAGES_OF_NAMES]
        if not any(values.get(name) for name in unit_fields) and not any(name in self.errors for name in unit_fields):
            self.add_error("unit_en", _("Name the unit in one language at least."))
        return values

    def clean_officers(self) -> list[str]:
        """Five different recipients, or none."""
        found: list[str] = self.cleaned_data["officers"].split()
        if found and not vault.recovery.are_officers(found):
            raise forms.ValidationError(FiveOfficers.text)
        return found

    def clean_password(self) -> str:
        """A password that is long enough, not among the common ones, and not like the person's own names."""
        password: str = self.cleaned_data["password"]
        told = self.cleaned_data
        check_password_of(password, username=told.get("username", ""), name=told.get("name", ""))
        return password

    def clean_password_again(self) -> str:
        """The same password as in the field before: nobody can find out later what a slip of the finger made of it."""
        again: str = self.cleaned_data["password_again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise forms.ValidationError(
                _(
                    "The two passwords are not the same. Nothing was stored; what else you typed still stands here. "
                    "Type the password twice more."
                )
            )
        return again

    def organisation(self) -> dict[str, str]:
        """Returns the organisation as `set_up_first_administrator` takes it."""
        values = self.cleaned_data
        return {
            "name_en": values["organisation_en"],
            "name_ar": values["organisation_ar"],
            "name_ckb": values["organisation_ckb"],
            "kind": values["kind"],
            "pack": settings.AMANA_PACK,
        }

    def unit(self) -> dict[str, Any]:
        """Returns the first unit as `set_up_first_administrator` takes it; a language without a name has another one's."""
        values = self.cleaned_data
        names = {f"name_{language}": values[f"unit_{language}"] for language in LANGUAGES_OF_NAMES}
        given = next(name for name in names.values() if name)
        return {key: name or given for key, name in names.items()} | {"takes_signs": values["takes_signs"]}
