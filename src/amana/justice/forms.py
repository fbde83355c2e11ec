"""The forms of letters, proceedings and requests that are not a step of a machine."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from amana.cases.asking import SaidForm, choices_of
from amana.cases.forms import end_of_day
from amana.countrypacks import pack
from amana.countrypacks.forms import Day, PackForm, Scan, WholeNumber, Words, clean_text, form_class, kept_sealed, offer
from amana.justice import queries
from amana.justice.commands.requests import Asked
from amana.justice.pack import PROCEEDING, draft_fields, formal_fields, letter_languages, typed_for_judge


class LetterHeadForm(forms.Form):
    """The language in which the letter is written, and the text that was on the page."""

    language = forms.ChoiceField(label=_("Language of the letter"))
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(choices_of("language"))
        offer(self, "language", [(code, names.get(code, code)) for code in letter_languages()])


def letter_form() -> type[PackForm]:
    """Returns the form with the typed fields of a letter."""
    return form_class(draft_fields(), name="LetterForm")


class SignForm(forms.Form):
    """The day and the name under the letter; the number is given automatically."""

    signed_on = Day(label=_("Signed on"))
    signatory = Words(label=_("Name and office under the letter"), max_length=200)
    seen = forms.CharField(widget=forms.HiddenInput)


class SeenForm(forms.Form):
    """The place that was on the page when the user decided."""

    seen = forms.CharField(widget=forms.HiddenInput)


class MilestoneForm(forms.Form):
    """Something that happened in a proceeding, or a hearing to come."""

    kind = forms.ChoiceField(label=_("What happened, or is to come"))
    on = Day(label=_("On which day"))
    amount = WholeNumber(
        label=_("Amount"), required=False, min_value=0, max_value=100_000_000_000,
        help_text=_("Only for compensation, in the country's money."),
    )  # fmt: skip
    scan = Scan(
        label=_("Scan or photo of the paper"), required=False,
        help_text=_("A decision or a summons, if there is one. It is cleaned, and sealed with the legal papers."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = pack().machine(PROCEEDING).milestones
        offer(self, "kind", [(id_, str(name)) for id_, name in kinds.items()])


class RequestForm(SaidForm):
    """Which court, which fields she agreed to, until when, the text for the judge, and how she answered."""

    unit = forms.ChoiceField(label=_("To which court"))
    fields_agreed = forms.MultipleChoiceField(
        label=_("What the judge may see"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Ask the person about each line. Nothing else of the case is sent."),
    )  # fmt: skip
    expires_on = Day(label=_("Until"), help_text=_("Sharing ends by itself then."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courts = [(str(card.id), card.full_name) for card in queries.courts()]
        offer(self, "unit", courts)
        names = [(field.id, str(field.label)) for field in formal_fields()]
        offer(self, "fields_agreed", names)
        for field in typed_for_judge():
            written = forms.CharField(
                label=str(field.label), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
            )
            kept_sealed(written)
            self.fields[f"written_{field.id}"] = written
        order = ["unit", *(f"written_{field.id}" for field in typed_for_judge()), "fields_agreed", "expires_on"]
        self.order_fields([*order, "limits"])

    def build_request(self) -> Asked:
        """Returns the request to the court."""
        values = self.cleaned_data
        written = {field.id: clean_text(values[f"written_{field.id}"]) for field in typed_for_judge()}
        until: datetime = end_of_day(values["expires_on"])
        return Asked(UUID(values["unit"]), frozenset(values["fields_agreed"]), written, until)
