"""The observation card as a form: what was seen, then whom it goes to."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from amana.countrypacks import pack
from amana.countrypacks.forms import LONGTEXT_LENGTH, Words, kept_sealed, offer
from amana.errors import AmanaError
from amana.intake import observing
from amana.intake.findings import boxes
from amana.intake.pack_sections import SCREENING
from amana.intake.rules.observing import SEEN, Seen
from amana.trust.queries import UnitCard

_ASKED = "seen-"


class ObservingForm(forms.Form):
    """Six questions to whoever looks, the signs of the country, and the place. Nothing has to be answered."""

    signs = forms.MultipleChoiceField(
        label=_("Indicators that were seen, without asking anybody"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    place = forms.ChoiceField(label=_("Where are you?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusal: AmanaError | None = None
        said = SCREENING.of(pack()).entry.card.questions
        for question in observing.questions():
            self.fields[_ASKED + question.id] = forms.ChoiceField(
                label=str(said[question.id].ask),
                help_text=str(said[question.id].hint or ""),
                choices=boxes(said[question.id].answers, SEEN),
                widget=forms.RadioSelect,
                required=False,
            )
        offer(self, "signs", [(sign.id, str(sign.label)) for sign in observing.country_signs()])
        places = [(code, str(place.name)) for code, place in pack().governorates.items()]
        offer(self, "place", [("", str(_("not known"))), *places])

    @property
    def question_fields(self) -> list[forms.BoundField]:
        """The questions of the card in their order."""
        return [self[_ASKED + question.id] for question in observing.questions()]

    def read_seen(self) -> Seen:
        """What was seen; what nobody answered is not there."""
        given = {
            name.removeprefix(_ASKED): value for name, value in self.cleaned_data.items() if name.startswith(_ASKED)
        }
        answers = {name: value for name, value in given.items() if value}
        return Seen(answers, frozenset(self.cleaned_data["signs"]))

    def list_answered(self) -> list[tuple[str, str]]:
        """Name and value of everything that was answered, for the page on which the card ends."""
        single = [name for name in self.fields if name != "signs"]
        pairs = [(name, str(self.cleaned_data[name])) for name in single if self.cleaned_data[name]]
        return [*pairs, *(("signs", sign) for sign in self.cleaned_data["signs"])]


class EndForm(forms.Form):
    """How the card ends: her language, words for the unit that takes it in, and which unit that is."""

    language = forms.ChoiceField(label=_("Language the person speaks, if known"), required=False)
    note = Words(
        label=_("Anything else that the unit should know?"),
        required=False,
        max_length=LONGTEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("No names. Leave it empty when the card says it all."),
    )
    kept_sealed(note)
    unit = forms.ChoiceField(label=_("Who should take it in"))

    def __init__(self, *args: Any, units: list[UnitCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusal: AmanaError | None = None
        languages = [(option.id, str(option.label)) for option in pack().lists["language"]]
        offer(self, "language", [("", str(_("not known"))), *languages])
        offer(self, "unit", [(str(card.id), card.full_name) for card in units])

    @property
    def unit_id(self) -> UUID:
        """The chosen unit."""
        return UUID(self.cleaned_data["unit"])
