"""The form of the first set-up."""

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from amana import vault
from amana.accounts.errors import FiveOfficers
from amana.accounts.forms import ORGANISATION_KINDS
from amana.countrypacks.forms import Choice


class SetUpForm(forms.Form):
    """The first organisation and its administrator."""

    organisation_en = forms.CharField(label=_("Name of the organisation in English"), max_length=200)
    organisation_ar = forms.CharField(label=_("Name of the organisation in Arabic"), max_length=200)
    organisation_ckb = forms.CharField(label=_("Name of the organisation in Sorani"), max_length=200)
    kind = Choice(label=_("What it is"), choices=ORGANISATION_KINDS)
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
        label=_("Recovery officers: five age recipients, one on each line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr", "spellcheck": "false", "autocomplete": "off"}),
        help_text=_(
            "Five people of different institutions, three of whom together can open what everybody else has lost. Each "
            "makes an identity with age-keygen on a machine of their own and gives you the line that begins with age1. "
            "Leave it empty to name them later; until then, what its holders lose is lost."
        ),
    )

    def clean_officers(self) -> list[str]:
        """Five different recipients, or none."""
        found: list[str] = self.cleaned_data["officers"].split()
        if found and not vault.recovery.are_officers(found):
            raise forms.ValidationError(FiveOfficers.text)
        return found

    def clean_password(self) -> str:
        """A password that is long enough and not among the common ones."""
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password)
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
