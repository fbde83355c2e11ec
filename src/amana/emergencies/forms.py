"""The forms of an emergency and of its review."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amana.countrypacks import pack
from amana.countrypacks.forms import Words, offer, plain_number


class NumberForm(forms.Form):
    """A case number, and nothing else to search by."""

    number = forms.CharField(label=_("Case number"), max_length=40, widget=forms.TextInput(attrs={"dir": "ltr"}))

    def clean_number(self) -> str:
        """The number as records write it."""
        return plain_number(self.cleaned_data["number"])


class GlassForm(forms.Form):
    """What kind of danger, which sections, and why."""

    word = forms.CharField(widget=forms.HiddenInput, max_length=400)
    kind = forms.ChoiceField(label=_("What the danger is"), widget=forms.RadioSelect)
    sections = forms.MultipleChoiceField(label=_("Only what you need now"), widget=forms.CheckboxSelectMultiple)
    reason = Words(
        label=_("Why it cannot wait for the person’s agreement"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = pack()
        kinds = [(code, str(name)) for code, name in country.glass.kinds.items()]
        sections = [(code, str(country.section_name(code))) for code in country.glass.sections]
        offer(self, "kind", kinds)
        offer(self, "sections", sections)


class ReviewForm(forms.Form):
    """What the second person found."""

    outcome = forms.ChoiceField(
        label=_("What you found"),
        widget=forms.RadioSelect,
        choices=[
            ("justified", _("It was justified")),
            ("not_justified", _("It was not justified")),
            ("needs_action", _("Something has to be done")),
        ],
    )
    words = Words(label=_("In your words"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
