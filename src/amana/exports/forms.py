"""The forms of exports: what leaves, why, for whom, with which lock; and keys of recipients."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from amana.countrypacks import pack
from amana.countrypacks.forms import Day, Words, offer
from amana.exports import queries as ledger
from amana.exports.commands import ExportRequest, Recipient
from amana.exports.kinds import ExportKind
from amana.exports.of_lists import VIEW
from amana.trust import queries
from amana.trust.actor import Actor

FORMATS = {"xlsx": _("Workbook (Excel, LibreOffice)"), "csv": _("CSV, in a locked zip file"), "pdf": _("Pages (PDF)")}


class MakeExport(forms.Form):
    """Everything that the ledger records before a file leaves."""

    case = Words(label=_("Number of the case"), max_length=20)
    first = Day(label=_("From"))
    last = Day(label=_("To, this day included"))
    purpose = forms.ChoiceField(label=_("For what"))
    reason = Words(
        label=_("Why this file leaves the organisation"), max_length=300, help_text=_("No name of a person we help.")
    )
    to = Words(label=_("For whom"), max_length=120, help_text=_("Name or office. It stands on every page of the file."))
    unit = forms.ChoiceField(label=_("Their unit"))
    colleague = forms.ChoiceField(
        label=_("Colleague who may fetch it here"),
        required=False,
        help_text=_("Only this person and you can, for 7 days."),
    )
    format = forms.ChoiceField(label=_("As"), widget=forms.RadioSelect)
    lock = forms.ChoiceField(
        label=_("Lock"),
        help_text=_("A password is shown once after this. Tell it by telephone, never in the message with the file."),
    )

    def __init__(
        self, *args: Any, actor: Actor, kind: ExportKind, view: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.view = view or {}
        wanted = {"case": {"case"}, "unit": {"unit"}, "period": {"first", "last"}}
        for ask, names in wanted.items():
            for name in () if ask in kind.asks else names:
                del self.fields[name]
        users = [card for card in queries.colleagues_of(actor) if card.id != actor.user_id]
        keys = ledger.age_keys(actor.organisation_id, confirmed=True)
        choices: dict[str, list[Any]] = {
            "purpose": [(id_, str(name)) for id_, name in pack().purposes.items()],
            "colleague": [("", str(_("nobody")))] + [(str(card.id), card.name) for card in users],
            "format": [(each, FORMATS[each]) for each in kind.formats],
            "lock": [("", str(_("A password")))] + [(str(key.id), key.label) for key in keys],
        }
        if "unit" in self.fields:
            units = sorted(queries.units().values(), key=lambda card: card.full_name)
            own = actor.unit_ids
            choices["unit"] = [(str(card.id), card.full_name) for card in units if card.id not in own]
            del self.fields["colleague"], choices["colleague"]
        for name, pairs in choices.items():
            offer(self, name, pairs)
        self.fields["lock"].required = False
        if len(kind.formats) == 1:
            self.fields["format"].initial = kind.formats[0]

    def clean(self) -> dict[str, Any]:
        """Checks that the period starts before it ends."""
        values = super().clean() or {}
        if values.get("first") and values.get("last") and values["last"] < values["first"]:
            self.add_error("last", _("The last day lies before the first one."))
        return values

    def build_request(self, language: str) -> ExportRequest:
        """Returns the request as the command takes it."""
        values = self.cleaned_data
        chosen: dict[str, Any] = {name: values[name] for name in ("case", "unit", "first", "last") if name in values}
        if self.view:
            chosen[VIEW] = self.view
        to = Recipient(values["to"], user=_id(values.get("colleague")), unit=_id(values.get("unit")))
        return ExportRequest(
            self.kind.code,
            chosen,
            values["purpose"],
            values["reason"],
            to,
            values["format"],
            language,
            _id(values["lock"]),
        )


def _id(value: str | None) -> UUID | None:
    return UUID(value) if value else None


class KeyForm(forms.Form):
    """A public key of a recipient."""

    label = Words(label=_("Whose key it is"), max_length=120)
    public = forms.CharField(
        label=_("Public key (age1…)"), max_length=120, widget=forms.TextInput(attrs={"dir": "ltr"})
    )


class FingerprintForm(forms.Form):
    """What was heard over the telephone."""

    typed = forms.CharField(
        label=_("The twenty digits as you hear them"), max_length=40, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
