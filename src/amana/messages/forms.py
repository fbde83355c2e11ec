"""The form of a message: which neutral text, and the earliest moment."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amana.countrypacks.forms import Moment, offer
from amana.messages import pack


class MessageForm(forms.Form):
    """Nothing is typed that could say too much: the texts are the pack's."""

    template = forms.ChoiceField(label=_("What it says"), widget=forms.RadioSelect)
    wanted = Moment(
        label=_("Not before"),
        required=False,
        help_text=_("Empty for now. It leaves at the first safe hour from then on, within three days."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "template", [(code, str(entry.name)) for code, entry in pack.templates().items()])

    def wanted_at(self, now: datetime) -> datetime:
        """Returns the earliest moment at which it may leave."""
        chosen: datetime | None = self.cleaned_data["wanted"]
        return chosen or now
