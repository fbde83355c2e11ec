"""The forms of the exchange. What is typed about a person is used for one question and not stored."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from amana.cases.asking import SaidForm, choices_of
from amana.cases.forms import end_of_day
from amana.countrypacks.forms import Day, Phone, Words, offer
from amana.exchange.queries import Desk
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana_methods.digits import western_digits
from amana_methods.linkage.dates import read_birth
from amana_methods.linkage.registration import Registration


def _countries() -> list[tuple[str, str]]:
    """Returns countries by name, without "another", which cannot be compared as a nationality."""
    return sorted(((code, name) for code, name in choices_of("country") if code != "other"), key=lambda pair: pair[1])


class AskForm(SaidForm):
    """Which desks are asked, what they compare, and how she agreed."""

    holders = forms.MultipleChoiceField(label=_("Who is asked"), widget=forms.CheckboxSelectMultiple)
    name = Words(
        label=_("The person’s name"), max_length=200, required=False,
        help_text=_("As the person says it or as the papers show it, in any script. Other names after a semicolon."),
    )  # fmt: skip
    birth_date = Words(
        label=_("Born"), max_length=20, required=False,
        help_text=_("The day, the month or the year alone: 1996-03-12, 1996-03 or 1996."),
    )  # fmt: skip
    guessed = forms.BooleanField(label=_("The year is a guess"), required=False)
    nationality = forms.ChoiceField(label=_("Nationality"), required=False)
    phone = Phone(label=_("Telephone"), required=False)
    document_no = Words(label=_("Document number"), max_length=60, required=False)
    agreed = forms.BooleanField(
        label=_("The person was told what may and may not be promised, and agrees to be asked about.")
    )
    field_order = ("name", "birth_date", "guessed", "nationality", "phone", "document_no", "holders", "agreed")

    def __init__(self, *args: Any, desks: list[Desk], from_file: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(desk.holder), desk.organisation) for desk in desks]
        offer(self, "holders", choices)
        offer(self, "nationality", [("", _("not said")), *_countries()])
        if from_file:
            for name in ("name", "birth_date", "guessed", "nationality", "phone", "document_no"):
                del self.fields[name]

    def clean_birth_date(self) -> str:
        """Parses a date in the ways people write it."""
        text = western_digits(self.cleaned_data["birth_date"])
        try:
            read_birth(text)
        except ValueError:
            raise forms.ValidationError(_("Write the date as year, month and day, or the year alone.")) from None
        return text

    def holders_chosen(self) -> frozenset[UUID]:
        """Returns the organisations that are asked."""
        return frozenset(UUID(each) for each in self.cleaned_data["holders"])

    def registration(self) -> Registration:
        """Returns the submitted values, for this one question."""
        values = self.cleaned_data
        return Registration(
            "",
            name=values["name"],
            birth_date=values["birth_date"],
            birth_precision="guessed" if values["guessed"] and values["birth_date"] else "",
            nationality=values["nationality"],
            phone=values["phone"],
            document_no=values["document_no"],
        )


class FoundForm(SaidForm):
    """Whether other desks may find her."""

    answer = forms.ChoiceField(
        label=_("The person’s answer"),
        widget=forms.RadioSelect,
        choices=[("agrees", _("The person agrees")), ("refuses", _("The person said no, or takes it back"))],
    )
    expires_on = Day(label=_("Until"), required=False, help_text=_("The last day. Being found ends by itself then."))
    field_order = ("answer", "expires_on")

    def clean(self) -> dict[str, Any]:
        """Requires until when with a yes."""
        values = super().clean() or {}
        if values.get("answer") == "agrees" and not values.get("expires_on") and "expires_on" not in self.errors:
            self.add_error("expires_on", _("Say until when. It can be renewed."))
        return values

    def until(self) -> Any:
        """The last moment of the last day."""
        return end_of_day(self.cleaned_data["expires_on"])


class AnsweringForm(forms.Form):
    """Whose questions are answered, and which desk of ours is then asked."""

    asker = forms.ChoiceField(label=_("Whose questions we answer"))
    unit = forms.ChoiceField(label=_("The office they are told to ask"))
    phone = Phone(
        label=_("Telephone of that office"),
        required=False,
        help_text=_("A number of the organisation, not of a person."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [card for card in trust.organisations() if card.id != actor.organisation_id]
        units = trust.units_of(actor.organisation_id)
        offer(self, "asker", [(str(card.id), card.name) for card in others])
        offer(self, "unit", [(str(card.id), card.name) for card in units])
