"""The forms of the directory and of asking; the forms of a provider's answers are built from the pack."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amana.cases.asking import SaidForm
from amana.cases.forms import end_of_day
from amana.countrypacks import pack
from amana.countrypacks.forms import Day, PackForm, Phone, Scan, WholeNumber, Words, form_class, kept_sealed, offer
from amana.referrals import pack as said
from amana.referrals.commands import Wanted
from amana.referrals.pack import ReferralStep
from amana.referrals.queries import Provider
from amana.steps.rules import Paper
from amana.trust import queries as trust

AGREEMENT_DAYS = 30


class Answered(SaidForm):
    """The form fields for how the person answered, shared by every page with a consent."""

    always_asked = False
    expires_on = Day(label=_("Until"), required=False, help_text=_("The last day. Sharing ends by itself then."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("language", "how"):
            self.fields[name].required = False
        self.fields["expires_on"].initial = timezone.localdate() + timedelta(days=AGREEMENT_DAYS)

    def need_the_answer(self, *, agrees: bool) -> None:
        """Requires how she was asked; with a yes also until when."""
        values = self.cleaned_data
        for name in ("how", *(("expires_on",) if agrees else ())):
            if not values.get(name) and name not in self.errors:
                self.add_error(name, _("Say this as well: it shows that the person was asked."))
        self.need_how_it_was_said()
        if agrees and values.get("expires_on") and values["expires_on"] < timezone.localdate():
            self.add_error("expires_on", _("The last day lies before today. Choose a later one."))

    def expires_at(self) -> datetime | None:
        """The last moment of the last day."""
        day = self.cleaned_data.get("expires_on")
        return end_of_day(day) if day else None


class AskForm(Answered):
    """The form for asking for help: which provider, what they will see, how urgent, and her answer.

    `do` is the button that was pressed: show (another service or place), draft, or send. Only sending needs her answer.
    """

    service = forms.ChoiceField(label=_("Help needed"))
    near = forms.ChoiceField(label=_("Near"), required=False)
    provider = forms.UUIDField(required=False, label=_("Who could help"))
    fields_to_share = forms.MultipleChoiceField(required=False, label=_("What they will see"))
    urgency = forms.ChoiceField(label=_("How urgent"), widget=forms.RadioSelect)
    answer = forms.ChoiceField(
        label=_("The answer"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("agrees", _("The person agrees")), ("refuses", _("The person said no"))],
    )

    def __init__(self, *args: Any, service: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "service", said.services_by_category())
        offer(self, "near", [("", str(_("where the person is now"))), *said.options("governorate")])
        offer(self, "fields_to_share", [(each.id, str(each.label)) for each in said.handover(service)])
        offer(self, "urgency", [(each.id, str(each.name)) for each in pack().urgencies])
        self.own = {f"own_{each.id}": each for each in said.said_here(service)}
        for name, each in self.own.items():
            choices = [("", "—"), *((option.id, str(option.label)) for option in each.options)]
            self.fields[name] = forms.ChoiceField(label=str(each.label), required=False, choices=choices)

    @property
    def do(self) -> str:
        """Returns the button that was pressed."""
        return str(self.data.get("do") or "show")

    def clean(self) -> dict[str, Any]:
        """Requires a provider, a field to send, and her answer before sending."""
        values = super().clean() or {}
        if self.do == "send":
            if not values.get("provider") and "provider" not in self.errors:
                self.add_error("provider", _("Choose who should be asked."))
            if not values.get("fields_to_share") and "fields_to_share" not in self.errors:
                self.add_error("fields_to_share", _("Choose what they will see."))
            if not values.get("answer"):
                self.add_error("answer", _("Ask the person first, and write down the answer. Or keep it as a draft."))
            else:
                self.need_the_answer(agrees=values["answer"] == "agrees")
        return values

    def build_request(self) -> Wanted:
        """Returns the request in codes of the pack."""
        values = self.cleaned_data
        return Wanted(
            service=values["service"],
            urgency=values["urgency"],
            provider_id=values.get("provider"),
            fields=frozenset(values["fields_to_share"]),
            said_here={each.id: values[name] for name, each in self.own.items() if values.get(name)},
        )


def accept_form(data: Any = None, *, known_as: str = "", seen: str = "") -> PackForm:
    """Returns the form with which a provider accepts: the pack's fields; the contact person is the user who answers, until changed."""
    made = form_class(said.step(ReferralStep.ACCEPT).required, name="AcceptForm")(
        data, initial={"focal_point": known_as}, prefix="accept"
    )
    made.fields["seen"] = forms.CharField(widget=forms.HiddenInput, initial=seen)
    if known_as and "focal_point" in made.fields:
        made.fields["focal_point"].help_text = _(
            "From your account. Write another name if somebody else meets the person."
        )
    return made


class AgreementForm(Answered):
    """The form for her answer to a prepared referral; a guardian's comes with its paper."""

    answer = forms.ChoiceField(
        label=_("The answer"),
        widget=forms.RadioSelect,
        choices=[
            ("agrees", _("The person agrees")),
            ("guardian", _("The guardian agrees, on paper")),
            ("refuses", _("The person said no")),
        ],
    )
    seen = forms.CharField(widget=forms.HiddenInput)
    decided_on = Day(label=_("Date of the guardian’s paper"), required=False)
    authority = Words(label=_("Who appointed the guardian"), max_length=200, required=False)
    number = Words(label=_("Number of the paper"), max_length=100, required=False)
    scan = Scan(label=_("Scan or photo of the paper"), required=False)

    def clean(self) -> dict[str, Any]:
        """Requires until when with a yes, and the paper with a guardian's yes."""
        values = super().clean() or {}
        answer = values.get("answer")
        if answer:
            self.need_the_answer(agrees=answer != "refuses")
        if answer == "guardian":
            for name in ("decided_on", "authority", "number", "scan"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("A guardian’s decision needs its paper."))
        return values

    def paper(self) -> Paper | None:
        """Returns the guardian's paper, where the guardian answered."""
        values = self.cleaned_data
        if values["answer"] != "guardian":
            return None
        scan = values["scan"]
        return Paper(values["decided_on"], values["authority"], values["number"], scan.read(), scan.name)


class ReplyForm(Answered):
    """The form for answering a provider's question; further fields need a new consent."""

    reply = Words(label=_("Your answer"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}))
    kept_sealed(reply)
    more_fields = forms.MultipleChoiceField(
        label=_("What they will see as well"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only after the person agreed to it. Leave it empty when your answer is enough."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, more: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "more_fields", more)
        self.order_fields(["reply", "more_fields"])
        if not more:
            for name in ("more_fields", "expires_on", *SaidForm.base_fields):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Requires her answer when fields are added."""
        values = super().clean() or {}
        if values.get("more_fields"):
            self.need_the_answer(agrees=True)
        return values


# The directory -------------------------------------------------------------------------------------


class DirectoryFilter(forms.Form):
    """The filter of the directory; nothing about a person."""

    service = forms.ChoiceField(label=_("Help"), required=False)
    near = forms.ChoiceField(label=_("Governorate"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", str(_("all")))
        offer(self, "service", [every, *said.services_by_category()])
        offer(self, "near", [every, *said.options("governorate")])


def _several(key: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=key, required=False, widget=forms.CheckboxSelectMultiple)


class ProviderForm(forms.Form):
    """An entry of the directory. There is no address: where a shelter is, is never listed."""

    name_en = Words(label=_("Name in English"), max_length=200)
    name_ar = Words(label=_("Name in Arabic"), max_length=200)
    name_ckb = Words(label=_("Name in Sorani"), max_length=200)
    kind = forms.ChoiceField(label="")
    unit = forms.ChoiceField(
        label=_("Where its referrals arrive"),
        required=False,
        help_text=_("The unit of this instance that receives them. Without one it can only be called."),
    )
    services = forms.MultipleChoiceField(
        label="", widget=forms.SelectMultiple(attrs={"size": 12}), help_text=_("Several can be chosen.")
    )
    governorates = forms.MultipleChoiceField(label="", widget=forms.SelectMultiple(attrs={"size": 8}))
    accepts_sex = _several("")
    accepts_age_min = WholeNumber(label="", required=False, min_value=0, max_value=120)
    accepts_age_max = WholeNumber(label="", required=False, min_value=0, max_value=120)
    accepts_nationalities = forms.MultipleChoiceField(
        label="", required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    accepts_disability = forms.BooleanField(label="", required=False, initial=True)
    accepts_children_with_parent = forms.BooleanField(label="", required=False, initial=True)
    languages = forms.MultipleChoiceField(label="", required=False, widget=forms.SelectMultiple(attrs={"size": 6}))
    hours = Words(label="", required=False, max_length=200)
    phone_public = Phone(label="", required=False, max_length=40)
    phone_focal_point = Phone(
        label="",
        required=False,
        max_length=40,
        help_text=_("Shown only to those who refer people."),
    )
    capacity = WholeNumber(label=_("Places altogether"), required=False, min_value=0, max_value=10_000)
    isp_signed = forms.BooleanField(label="", required=False)
    accessibility = _several("")
    cost = forms.ChoiceField(label="", required=False)
    valid_until = Day(label="", required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    LABELS = {
        "kind": "directory.kind",
        "services": "services",
        "governorates": "governorates",
        "accepts_sex": "accepts_sex",
        "accepts_age_min": "accepts_age_min",
        "accepts_age_max": "accepts_age_max",
        "accepts_nationalities": "accepts_nationalities",
        "accepts_disability": "accepts_disability",
        "accepts_children_with_parent": "accepts_children_with_parent",
        "languages": "directory.languages",
        "hours": "directory.hours",
        "phone_public": "phone_public",
        "phone_focal_point": "phone_focal_point_protected",
        "isp_signed": "isp_signed",
        "accessibility": "directory.accessibility",
        "cost": "cost",
        "valid_until": "directory.valid_until",
    }
    LISTS = {
        "kind": "provider_kind",
        "governorates": "governorate",
        "accepts_sex": "sex",
        "accepts_nationalities": "country",
        "languages": "language",
        "accessibility": "accessibility",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, key in self.LABELS.items():
            self.fields[name].label = said.field_label(key)
        for name, key in self.LISTS.items():
            offer(self, name, said.options(key))
        offer(self, "services", said.services_by_category())
        offer(self, "cost", [("", "—"), *said.cost_options()])
        units = sorted(trust.units().values(), key=lambda card: card.full_name)
        choices = [("", str(_("none: it does not take part yet"))), *((str(card.id), card.full_name) for card in units)]
        offer(self, "unit", choices)

    def values(self) -> dict[str, Any]:
        """Returns the entry as the commands take it."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        values["unit"] = UUID(values["unit"]) if values["unit"] else None
        return values

    @classmethod
    def of(cls, provider: Provider) -> dict[str, Any]:
        """Returns the initial values of the form for an entry."""
        names = [name for name in cls.base_fields if name != "unit"]
        return {**{name: getattr(provider, name) for name in names}, "unit": str(provider.unit or "")}
