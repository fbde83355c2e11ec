"""The forms of help, money and stock that are not the pack's own fields."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amana.assistance import pack as helps
from amana.assistance.commands import WithoutAsking
from amana.assistance.errors import NotEnough
from amana.assistance.labels import COUNTED_IN, DIFFERENCES, STANDS
from amana.assistance.queries import BatchCard
from amana.countrypacks import pack
from amana.countrypacks.dates import day_of
from amana.countrypacks.forms import Choice, Day, kept_sealed, offer
from amana.countrypacks.values import Service

_MAX = 1_000_000
NOT_FROM_STOCK = "none"


def moment_of(day: date, now: datetime) -> datetime:
    """Returns now for today; else the noon of that day on the country's clock."""
    if day == day_of(now):
        return now
    return timezone.make_aware(datetime.combine(day, time(12)))


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return Day(label=label, required=required)


def _whole_number(label: Any, least: int = 1) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "size": 8})
    return forms.IntegerField(label=label, min_value=least, max_value=_MAX, widget=widget)


def _money(label: Any, *, required: bool = True) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr", "size": 14})
    return forms.DecimalField(
        label=label, min_value=0, max_digits=14, decimal_places=2, required=required, widget=widget
    )


def _words(label: Any, *, required: bool = True, rows: int = 3) -> forms.CharField:
    return kept_sealed(
        forms.CharField(label=label, required=required, max_length=20_000, widget=forms.Textarea(attrs={"rows": rows}))
    )


class WhatForm(forms.Form):
    """The fields besides the pack's own: the state, the day, the batch, why she was not asked."""

    service = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def __init__(
        self,
        *args: Any,
        service: Service,
        batches: list[BatchCard],
        without_asking: bool,
        today: date,
        for_referral: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].initial = service.code
        own = {field.id for field in service.fields}
        if helps.is_cash(service):
            self._ask_for_money(own)
        else:
            self._add_state_fields(service, batches, today, for_referral)
        if without_asking:
            self.fields["ground"] = forms.ChoiceField(
                label=_("Why the person could not be asked first"),
                choices=[("", ""), *((key, str(text)) for key, text in pack().consent.exceptions.items())],
            )
            self.fields["reason"] = _words(_("Reason, in your own words"))

    def _ask_for_money(self, own: set[str]) -> None:
        if "currency" not in own:
            self.fields["currency"] = Choice(label=_("Currency"), choices=helps.currencies())
        if "risk_check_done" not in own:
            self.fields["risk_check_done"] = forms.BooleanField(
                label=_("I checked that this money does not bring the person into danger"), required=False
            )

    def _add_state_fields(self, service: Service, batches: list[BatchCard], today: date, for_referral: bool) -> None:
        if helps.is_item(service) and not for_referral:
            self.fields["batch"] = Choice(
                label=_("From the stock"),
                choices=[
                    (NOT_FROM_STOCK, _("Not from the stock")),
                    *((str(card.id), _in_words(card)) for card in batches),
                ],
                error_messages={"invalid_choice": NotEnough(left=0).message},
            )
        if helps.is_item(service):
            self.fields["quantity"] = _whole_number(_("How many"))
            self.fields["quantity"].initial = 1
        elif not for_referral:
            self.fields["stand"] = forms.ChoiceField(
                label=_("Where it stands"), choices=STANDS, widget=forms.RadioSelect
            )
        self.fields["on"] = _day(_("On which day"))
        self.fields["on"].initial = today

    def without_asking(self) -> WithoutAsking | None:
        """Returns the ground and the reason, where the form asked for them."""
        if "ground" not in self.fields:
            return None
        return WithoutAsking(self.cleaned_data["ground"], self.cleaned_data["reason"])

    def batch_id(self) -> UUID | None:
        """Returns the batch that was chosen."""
        chosen = self.cleaned_data.get("batch")
        return UUID(chosen) if chosen and chosen != NOT_FROM_STOCK else None


def _in_words(card: BatchCard) -> str:
    return str(_("%(item)s, batch %(number)s: %(left)s left")) % {
        "item": card.item,
        "number": card.number,
        "left": card.balance,
    }


class DayForm(forms.Form):
    """The day on which something happened."""

    on = _day(_("On which day"))


class ReasonForm(forms.Form):
    """A reason, sealed."""

    reason = _words(_("Reason"))


class PayForm(forms.Form):
    """How the receipt was given. There is no way to take a photo of anybody."""

    on = _day(_("On which day"))
    receipt = forms.ChoiceField(label=_("Receipt"), widget=forms.RadioSelect)
    witness = kept_sealed(forms.CharField(label=_("Witness, if there was one"), max_length=300, required=False))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "receipt", helps.receipts())


class TakeBackForm(forms.Form):
    """A mistake as a whole, or something that came back."""

    how = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    quantity = _whole_number(_("How many came back"), least=0)
    amount = _money(_("How much money came back"), required=False)
    reason = _words(_("Reason"))

    def __init__(self, *args: Any, things: bool, money: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("mistake", _("It was entered by mistake"))]
        if things or money:
            choices.append(("back", _("It came back, or part of it")))
        offer(self, "how", choices)
        if len(choices) == 1:
            self.fields["how"].initial = "mistake"
        self.fields["quantity"].required = False
        if not things:
            del self.fields["quantity"]
        if not money:
            del self.fields["amount"]


class ReceiveForm(forms.Form):
    """Things that came in."""

    service = forms.ChoiceField(label=_("What"))
    variant = forms.CharField(label=_("Which kind, for example a size"), max_length=60, required=False)
    number = forms.CharField(label=_("Number of the batch"), max_length=40)
    counted_in = Choice(label=_("Counted in"), choices=COUNTED_IN)
    quantity = _whole_number(_("How many"))
    expires_on = _day(_("To be used before, if it says so"), required=False)
    on = _day(_("Received on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = [each for _category, rows in helps.offered_services(helps.ITEMS) for each in rows]
        choices = [(each.code, str(each.name)) for each in services]
        offer(self, "service", choices)


class CountForm(forms.Form):
    """What is on the shelf, and why it differs from the book."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    counted = _whole_number(_("How many you counted"), least=0)
    reason = forms.ChoiceField(
        label=_("Why it differs"), required=False, choices=[("", _("It does not differ")), *DIFFERENCES]
    )
    words = _words(_("More about it, without naming anybody"), required=False, rows=2)


class MoneyInForm(forms.Form):
    """Money that came in."""

    amount = _money(_("Amount"))
    currency = forms.ChoiceField(label=_("Currency"))
    day = _day(_("Received on"))
    budget_line = forms.CharField(label=_("Budget line"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "currency", helps.currencies())


class GoalForm(forms.Form):
    """A goal of the plan."""

    category = forms.ChoiceField(label=_("What the goal is about"))
    words = _words(_("The goal in the person’s own words"), required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, str(each.name)) for key, each in pack().categories.items()]
        offer(self, "category", choices)
