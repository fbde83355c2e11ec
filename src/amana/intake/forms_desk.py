"""Forms of the intake desk: joining reports, answering a reporter, calls, concerns."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amana.countrypacks import pack
from amana.countrypacks.forms import LONGTEXT_LENGTH, PackForm, Words, kept_sealed, offer
from amana.countrypacks.schema import LANGUAGES
from amana.countrypacks.values import Field
from amana.intake.pack_sections import INTAKE
from amana.steps.commands import Told
from amana.trust.queries import UnitCard

# In which language the reporter reads a text of the pack, by the language of the report.
READ_IN = {
    "ar": _("The reporter reads it in Arabic."),
    "ckb": _("The reporter reads it in Sorani."),
    "en": _("The reporter reads it in English."),
}


class FeedbackForm(forms.Form):
    """What the reporter reads with the code: one of the pack's texts, or words of one's own."""

    chosen = forms.ChoiceField(label=_("One of these texts"), widget=forms.RadioSelect, required=False)
    text = Words(
        label=_("Or your own words"),
        max_length=LONGTEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Nothing about a person, no place, nothing that was done."),
    )
    kept_sealed(text)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language
        texts = INTAKE.of(pack()).feedback
        read_in = language if language in LANGUAGES else "en"
        self.fields["chosen"].help_text = READ_IN[read_in]
        offer(self, "chosen", [(key, f"{entry.name}: {entry.text}") for key, entry in texts.items()])

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError where nothing was chosen and nothing written."""
        values = super().clean() or {}
        if not values.get("chosen") and not values.get("text"):
            self.add_error("text", ValidationError(_("Choose one of the texts, or write an answer.")))
        return values

    def words(self) -> str:
        """The answer, a text of the pack in the reporter's language."""
        own: str = self.cleaned_data["text"]
        if own:
            return own
        return INTAKE.of(pack()).feedback[self.cleaned_data["chosen"]].text.text(self.language)


class FreePackForm(PackForm):
    """A form over fields of the pack in which long lists fold and nothing has to be chosen."""

    def collect_values(self) -> Told:
        """What was entered, by drawer."""
        return Told(self.facts(), self.collect_sealed(), self.working())


def _over(fields: Iterable[Field], name: str) -> type[FreePackForm]:
    return type(name, (FreePackForm,), {"pack_fields": tuple(fields), "pack_choices": {}})


def call_form(data: Any = None, *, initial: Mapping[str, Any] | None = None) -> FreePackForm:
    """All that is noted of a call; nothing has to be known."""
    calls = INTAKE.of(pack()).calls
    made = _over((*calls.fields, *calls.back), "CallForm")(data, initial=dict(initial or {}))
    for field in made.fields.values():
        if isinstance(field.widget, forms.RadioSelect):  # a list answers to the keyboard by its first letters
            field.widget = forms.Select(choices=field.widget.choices)
    made.fields["call_words"].widget.attrs |= {"rows": 9, "dir": "auto"}
    return made


class CallEndForm(forms.Form):
    """The end of a call: whether and until when somebody calls back."""

    call_back = forms.BooleanField(label=_("Somebody calls back"), required=False)
    back_by = forms.DateTimeField(
        label=_("Until when"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "dir": "ltr"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )

    def moment(self, proposed: datetime) -> datetime | None:
        """The moment that was chosen, or the one proposed where none was; None where nobody calls back."""
        if not self.cleaned_data["call_back"]:
            return None
        chosen: datetime | None = self.cleaned_data["back_by"]
        return chosen or proposed


class CalledBackForm(forms.Form):
    """How it went when somebody called back."""

    reached = forms.ChoiceField(
        label=_("Who answered?"),
        choices=[("yes", _("The caller")), ("no", _("Nobody, or somebody else"))],
        widget=forms.RadioSelect,
    )
    back_by = forms.DateTimeField(
        label=_("Try again until"),
        required=False,
        help_text=_("Leave it empty to stop trying."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "dir": "ltr"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )


class ConcernDesk(forms.Form):
    """Which desk looks at a concern."""

    unit = forms.ChoiceField(label=_("Who should look at it"))

    def __init__(self, *args: Any, units: list[UnitCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", [(str(card.id), card.full_name) for card in units])

    @property
    def unit_id(self) -> UUID:
        """The chosen unit."""
        return UUID(self.cleaned_data["unit"])


def concern_form(data: Any = None, *, initial: Mapping[str, Any] | None = None) -> FreePackForm:
    """The pack's fields of a concern."""
    return _over(INTAKE.of(pack()).concerns.fields, "ConcernForm")(data, initial=dict(initial or {}))


def local(moment: datetime) -> datetime:
    """A moment in the time zone of the page, for a field of a form."""
    return timezone.localtime(moment)


__all__ = [
    "CallEndForm",
    "CalledBackForm",
    "ConcernDesk",
    "FeedbackForm",
    "FreePackForm",
    "call_form",
    "concern_form",
    "local",
]
