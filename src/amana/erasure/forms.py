"""The forms for erasing a case and for holding it."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from amana.countrypacks import pack
from amana.countrypacks.forms import Day, Words, offer
from amana.upkeep.pack_sections import RETENTION


class ForgetForm(forms.Form):
    """Why, and in which language she gets the certificate."""

    reason = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language of the certificate"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(code, str(name)) for code, name in RETENTION.of(pack()).reasons.items()]
        offer(self, "reason", reasons)
        offer(self, "language", settings.LANGUAGES)


class StopForm(forms.Form):
    """Why an agreed erasure is stopped."""

    reason = forms.ChoiceField(label=_("Why it is stopped"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(code, str(name)) for code, name in RETENTION.of(pack()).stop_reasons.items()]
        offer(self, "reason", reasons)


class HoldForm(forms.Form):
    """Why a case must not be erased yet, until which day, and by which paper."""

    reason = forms.ChoiceField(label=_("Why it must stay"), widget=forms.RadioSelect)
    until = Day(label=_("Until (the last day; empty: until somebody lifts it)"), required=False)
    paper = Words(label=_("Reference of the paper, if there is one"), max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(code, str(name)) for code, name in RETENTION.of(pack()).hold_reasons.items()]
        offer(self, "reason", reasons)
