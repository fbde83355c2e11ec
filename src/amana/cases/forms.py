"""The forms of the case page that are not a step."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amana.cases.step_pages import choices_of
from amana.consent.commands import Said
from amana.countrypacks import pack
from amana.countrypacks.forms import Day, clean_text
from amana.trust import queries as trust
from amana.trust.actor import Actor


def end_of_day(day: Any) -> datetime:
    """The last moment of a day in the instance's time zone, in UTC."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59))).astimezone(UTC)


class NoteForm(forms.Form):
    """A note."""

    text = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 6}), max_length=20_000)

    def clean_text(self) -> str:
        """Words without what cannot be seen."""
        return clean_text(self.cleaned_data["text"])


class FileForm(forms.Form):
    """A scan for one of the sections the actor can open."""

    section = forms.ChoiceField(label=_("Where it belongs"), widget=forms.RadioSelect)
    scan = forms.FileField(label=_("Scan (PDF, JPEG or PNG, up to 10 MB)"), allow_empty_file=False)

    def __init__(self, *args: Any, sections: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(code, str(pack().section_name(code))) for code in sections]
        self.fields["section"].choices = names  # type: ignore[attr-defined]


class ColleagueForm(forms.Form):
    """One colleague of the organisation in a role."""

    user = forms.ChoiceField(label=_("Colleague"))

    def __init__(self, *args: Any, actor: Actor, role: str, but: set[UUID | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cards = trust.users_with(role, actor.organisation_id)
        choices = [(str(card.id), card.name) for card in cards if card.id not in but]
        self.fields["user"].choices = choices  # type: ignore[attr-defined]


class CoverForm(ColleagueForm):
    """Who stands in, and for which days."""

    since = Day(label=_("First day"))
    until = Day(label=_("Last day"))


class AgreementForm(forms.Form):
    """What the person agreed to, with whom, for what, until when; or that she said no."""

    unit = forms.ChoiceField(label=_("With whom"))
    purpose = forms.ChoiceField(label=_("For what"))
    sections = forms.MultipleChoiceField(
        label=_("What they may see"), widget=forms.CheckboxSelectMultiple, required=False
    )
    answer = forms.ChoiceField(
        label=_("Her answer"),
        widget=forms.RadioSelect,
        choices=[("agrees", _("She agrees")), ("refuses", _("She said no"))],
    )
    expires_on = Day(
        label=_("Until"),
        required=False,
        help_text=_("The last day. Sharing ends by itself then."),
    )
    language = forms.ChoiceField(label=_("Language in which she was asked"))
    how = forms.ChoiceField(label=_("How she answered"))
    interpreter_code = forms.CharField(label=_("Code of the interpreter"), max_length=40, required=False)
    witness = forms.ChoiceField(label=_("Witness"), required=False)

    def __init__(self, *args: Any, actor: Actor, own_units: set[UUID | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = pack()
        units = sorted(trust.units().values(), key=lambda card: card.full_name)
        choices: dict[str, list[tuple[str, str]]] = {
            "unit": [(str(card.id), card.full_name) for card in units if card.id not in own_units],
            "purpose": [(id_, str(name)) for id_, name in country.purposes.items()],
            "sections": [(code, str(country.section_name(code))) for code in country.section_codes],
            "language": choices_of("language"),
            "how": choices_of("consent.how"),
            "witness": [("", str(_("nobody")))]
            + [(str(card.id), card.name) for card in trust.users_in_unit(actor.unit_id) if card.id != actor.user_id],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A yes says what, and until when."""
        values = super().clean() or {}
        if values.get("answer") == "agrees":
            if not values.get("sections"):
                self.add_error("sections", _("Choose at least one thing that she agreed to."))
            if not values.get("expires_on") and "expires_on" not in self.errors:
                self.add_error("expires_on", _("Say until when. It can be renewed."))
        return values

    def said(self) -> Said:
        """The answer as `consent` keeps it."""
        values = self.cleaned_data
        return Said(
            language=values["language"],
            how=values["how"],
            interpreter=values["interpreter_code"],
            witness=UUID(values["witness"]) if values["witness"] else None,
        )
