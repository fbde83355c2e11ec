"""The forms for witnesses of the audit log."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amana.countrypacks.forms import Words, clean_text
from amana_methods.trail import COSIGNATURE, ED25519, NoteError, VerifierKey


class KeyField(forms.CharField):
    """A public key as `name+id+base64`, of the kind that signs a log or of the kind that witnesses one."""

    def __init__(self, *, algorithm: int, **kwargs: Any) -> None:
        super().__init__(max_length=300, widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}), **kwargs)
        self.algorithm = algorithm

    def clean(self, value: Any) -> VerifierKey:
        text: str = super().clean(value)
        try:
            key = VerifierKey.parse(clean_text(text))
        except NoteError:
            key = None
        if key is None or key.algorithm != self.algorithm:
            raise forms.ValidationError(_("This is not such a key. Copy the whole line from their page of witnesses."))
        return key


class MailboxForm(forms.Form):
    """A mailbox outside the organisation."""

    address = forms.EmailField(
        label=_("Mail address"), max_length=254,
        help_text=_("Of somebody who does not run this server. They keep what comes; nothing in it is about a person."),
    )  # fmt: skip


class InstanceForm(forms.Form):
    """Another instance of Amana, or any witness with the same protocol."""

    address = forms.URLField(
        label=_("Its address for checkpoints"), max_length=300, assume_scheme="https",
        help_text=_("As their page of witnesses shows it. They enter the key of this audit log there."),
    )  # fmt: skip
    key = KeyField(label=_("Its key as a witness"), algorithm=COSIGNATURE)

    def clean_address(self) -> str:
        """Accepts only addresses at which a witness can be reached."""
        address: str = self.cleaned_data["address"]
        if not address.startswith(("http://", "https://")):
            raise forms.ValidationError(_("The address begins with https:// or http://."))
        return address


class WatchForm(forms.Form):
    """An audit log of somebody else, for which this instance is a witness."""

    name = Words(label=_("Whose audit log it is"), max_length=120)
    key = KeyField(label=_("The key of their audit log"), algorithm=ED25519)
