"""The forms of those who keep accounts."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amana.accounts.passwords import check_password_of
from amana.accounts.powerful_roles import holds_people
from amana.countrypacks import pack
from amana.countrypacks.forms import Choice, Words, offer
from amana.trust import queries
from amana.trust.capabilities import is_powerful
from amana.trust.queries import User

ORGANISATION_KINDS = [
    ("international", _("International organisation")),
    ("ngo", _("Non-governmental organisation")),
    ("government", _("Ministry or committee")),
    ("police", _("Police")),
    ("court", _("Court")),
    ("residence", _("Residence or border authority")),
    ("health", _("Health service")),
    ("shelter", _("Shelter")),
]


def role_choices() -> list[tuple[str, str]]:
    """Returns the roles that sign in, in the reader's language."""
    return [(role.id, str(role.name)) for role in pack().roles.values() if role.signs_in]


class RolesForm(forms.Form):
    """The roles somebody holds, each with what it does."""

    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "roles", role_choices())
        does = {role.id: str(role.does) for role in pack().roles.values()}
        if holds_people():
            by_two = gettext("A second person agrees, and it is given a day later.")
            does |= {role: f"{said} · {by_two}" for role, said in does.items() if is_powerful(role)}
        self.fields["roles"].widget.hints = does


class InviteForm(RolesForm):
    """A new account."""

    name = Words(label=_("Name of the colleague"), max_length=120)
    username = Words(label=_("Name to sign in with"), max_length=60)
    first_password = forms.CharField(
        label=_("First password"),
        max_length=128,
        help_text=_("Say it to them in person. They choose their own when they first sign in."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = Choice(label=_("Language"), choices=settings.LANGUAGES)
    unit = forms.ChoiceField(label=_("Unit"))
    made_up = forms.BooleanField(label=_("This person is made up"), required=False)
    field_order = ["name", "username", "first_password", "language", "unit", "roles", "made_up"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = sorted(queries.units().values(), key=lambda card: card.full_name)
        offer(self, "unit", [(str(card.id), card.full_name) for card in units])
        if not queries.is_demo():
            del self.fields["made_up"]

    def clean_first_password(self) -> str:
        """Returns a password that is long enough, not a common one, and not like the colleague's names."""
        password: str = self.cleaned_data["first_password"]
        told = self.cleaned_data
        check_password_of(password, username=told.get("username", ""), name=told.get("name", ""))
        return password


class NewPasswordForm(forms.Form):
    """A first password for a colleague who forgot hers."""

    first_password = forms.CharField(
        label=_("First password"),
        max_length=128,
        help_text=_("Say it to them in person. They choose their own when they sign in."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    in_person = forms.BooleanField(label=_("They stand before me, and I know them"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_first_password(self) -> str:
        """Returns a password that is long enough, not a common one, and not like the colleague's names."""
        password: str = self.cleaned_data["first_password"]
        password_validation.validate_password(password, self._user)
        return password


class UnitForm(forms.Form):
    """Another unit for a user."""

    unit = forms.ChoiceField(label=_("One more unit"))

    def __init__(self, *args: Any, but: set[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = sorted(queries.units().values(), key=lambda card: card.full_name)
        choices = [(str(card.id), card.full_name) for card in units if card.id not in but]
        offer(self, "unit", choices)


class OrganisationForm(forms.Form):
    """A new organisation."""

    name_en = Words(label=_("Name in English"), max_length=200)
    name_ar = Words(label=_("Name in Arabic"), max_length=200)
    name_ckb = Words(label=_("Name in Sorani"), max_length=200)
    kind = Choice(label=_("What it is"), choices=ORGANISATION_KINDS)


class NewUnitForm(forms.Form):
    """A new unit of an organisation."""

    name_en = Words(label=_("Name in English"), max_length=200)
    name_ar = Words(label=_("Name in Arabic"), max_length=200)
    name_ckb = Words(label=_("Name in Sorani"), max_length=200)
    supervised_by = forms.ChoiceField(label=_("Supervised by"), required=False)
    takes_signs = forms.BooleanField(
        label=_("Takes reports in"),
        help_text=_(
            "Tick it if the team of this unit records reports and reads what arrives through the public page. A unit that answers "
            "referrals alone needs no tick."
        ),
        required=False,
    )

    def __init__(self, *args: Any, organisation_id: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", str(_("nobody")))] + [(str(card.id), card.name) for card in queries.units_of(organisation_id)]
        offer(self, "supervised_by", choices)


class WrittenNamesForm(forms.Form):
    """A worker's name and office under letters, once for each language."""

    name_ar = Words(label=_("In an Arabic letter"), max_length=200, required=False)
    name_ckb = Words(label=_("In a Sorani letter"), max_length=200, required=False)
    name_en = Words(label=_("In an English letter"), max_length=200, required=False)

    def names(self) -> dict[str, str]:
        """The names by language."""
        return {name.removeprefix("name_"): value for name, value in self.cleaned_data.items()}
