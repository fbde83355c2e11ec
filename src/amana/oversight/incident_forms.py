"""The forms of the register of incidents."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amana.countrypacks import pack
from amana.countrypacks.forms import Words, offer
from amana.oversight.pack_sections import INCIDENTS


class WordsForm(forms.Form):
    """A measure, in words."""

    words = Words(label=_("What is being done"), widget=forms.Textarea(attrs={"rows": 4}), max_length=8000)


class IncidentForm(WordsForm):
    """What happened, when it was discovered, to which data, to how many people."""

    field_order = ("kind", "discovered_at", "classes", "band", "words")
    kind = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    discovered_at = forms.DateTimeField(
        label=_("When it was discovered"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        initial=timezone.now,
    )
    classes = forms.MultipleChoiceField(label=_("Which data"), widget=forms.CheckboxSelectMultiple)
    band = forms.ChoiceField(label=_("How many people"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = INCIDENTS.of(pack())
        for name, entries in (("kind", said.kinds), ("classes", said.data_classes), ("band", said.bands)):
            offer(self, name, [(code, str(label)) for code, label in entries.items()])
        self.fields["words"].label = _("What is known, and what was done at once")
