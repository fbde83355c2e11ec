"""The forms of the case page."""

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amana.cases.asking import SaidForm
from amana.cases.commands import Evidence
from amana.cases.sources import ASKED
from amana.countrypacks import pack
from amana.countrypacks.forms import Day, Words, clean_text, offer
from amana.trust import queries as trust
from amana.trust.actor import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


def end_of_day(day: Any) -> datetime:
    """The last moment of a day in the instance's time zone, in UTC."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59))).astimezone(UTC)


SOURCE: Final = "source"


def source_field(label: "StrPromise") -> forms.ChoiceField:
    """From whom something is known. Nothing is chosen at first, and left open it is shown as not recorded."""
    return forms.ChoiceField(
        label=label,
        choices=list(ASKED.items()),
        widget=forms.RadioSelect,
        required=False,
        help_text=_("It stands beside the fact, so that nobody takes a guess for the person’s own word."),
    )


class SourceForm(forms.Form):
    """From whom the values are known that are changed on the same page."""

    source = source_field(_("How is what you changed known?"))


class NoteForm(forms.Form):
    """A note."""

    text = Words(label=_("Note"), widget=forms.Textarea(attrs={"rows": 6}), max_length=20_000)


class ObjectionForm(forms.Form):
    """What she says against a section that stays as it is."""

    words = forms.CharField(
        label=_("What the person says, in their own words"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )
    why = forms.CharField(label=_("Why it stays as it is"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)


class FileForm(forms.Form):
    """A file for one of the sections the actor can open, as evidence if it may be one."""

    section = forms.ChoiceField(label=_("Where it belongs"), widget=forms.RadioSelect)
    scan = forms.FileField(
        label=_("Photo, PDF, text, sound or Office document, up to 10 MB"),
        allow_empty_file=False,
        help_text=_("Where, when and with what a photo was taken is removed, and scripts in a PDF too."),
    )
    as_evidence = forms.BooleanField(
        label=_("It may be evidence: keep the original as well, sealed and with a chain of custody"), required=False
    )
    reason = forms.CharField(label=_("Why it may be evidence"), max_length=300, required=False)
    received_from = forms.CharField(label=_("From whom it was received"), max_length=200, required=False)

    def __init__(self, *args: Any, sections: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(code, str(pack().section_name(code))) for code in sections]
        offer(self, "section", names)

    def evidence(self) -> Evidence | None:
        """Why it is evidence and from whom it came; None where it is none."""
        values = self.cleaned_data
        if not values["as_evidence"]:
            return None
        return Evidence(clean_text(values["reason"]), clean_text(values["received_from"]))


class HandOverForm(forms.Form):
    """To whom the original of a piece of evidence was handed, and why."""

    to = forms.CharField(label=_("To whom: name, office, number of the letter"), max_length=200)
    reason = forms.CharField(label=_("Why"), max_length=300)


class ColleagueForm(forms.Form):
    """One colleague of the organisation in a role."""

    user = forms.ChoiceField(label=_("Colleague"))

    def __init__(self, *args: Any, actor: Actor, role: str, but: set[UUID | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cards = trust.users_with(role, actor.organisation_id)
        choices = [(str(card.id), card.name) for card in cards if card.id not in but]
        offer(self, "user", choices)


class CoverForm(ColleagueForm):
    """Who stands in, and for which days."""

    since = Day(label=_("First day"))
    until = Day(label=_("Last day"))


class AgreementForm(SaidForm):
    """What the person agreed to, with whom, for what, until when; or that she said no."""

    unit = forms.ChoiceField(label=_("With whom"))
    purpose = forms.ChoiceField(label=_("For what"))
    sections = forms.MultipleChoiceField(
        label=_("What they may see"), widget=forms.CheckboxSelectMultiple, required=False
    )
    answer = forms.ChoiceField(
        label=_("The answer"),
        widget=forms.RadioSelect,
        choices=[("agrees", _("The person agrees")), ("refuses", _("The person said no"))],
    )
    expires_on = Day(
        label=_("Until"),
        required=False,
        help_text=_("The last day. Sharing ends by itself then."),
    )
    field_order = ("unit", "purpose", "sections", "answer", "limits", "expires_on")

    def __init__(self, *args: Any, own_units: set[UUID | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = pack()
        units = sorted(trust.units().values(), key=lambda card: card.full_name)
        choices: dict[str, list[tuple[str, str]]] = {
            "unit": [(str(card.id), card.full_name) for card in units if card.id not in own_units],
            "purpose": [(id_, str(name)) for id_, name in country.purposes.items() if country.consent.opens_for[id_]],
            "sections": [(code, str(country.section_name(code))) for code in country.section_codes],
        }
        for name, pairs in choices.items():
            offer(self, name, pairs)

    def clean(self) -> dict[str, Any]:
        """A yes says what, and until when."""
        values = super().clean() or {}
        if values.get("answer") == "agrees":
            if not values.get("sections"):
                self.add_error("sections", _("Choose at least one thing that the person agreed to."))
            if not values.get("expires_on") and "expires_on" not in self.errors:
                self.add_error("expires_on", _("Say until when. It can be renewed."))
        return values


class CorrectionForm(forms.Form):
    """Why she asked for a correction; empty for an ordinary change."""

    correction = Words(
        label=_("The person asked for this correction: why"),
        help_text=_(
            "Leave it empty for an ordinary change. With a reason both versions are kept, and whoever may open this section is told."
        ),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
