"""Forms of intake: what the pack asks for, and the few questions of our own."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from amana.cases.forms import SOURCE, source_field
from amana.countrypacks import pack
from amana.countrypacks.forms import (
    LONGTEXT_LENGTH,
    PackForm,
    Words,
    form_class,
    kept_sealed,
    offer,
)
from amana.countrypacks.values import Field
from amana.errors import Conflict
from amana.intake import pack as says
from amana.steps.commands import Told
from amana.trust.queries import UnitCard

DANGER = [
    ("yes", _("Somebody is in danger now")),
    ("no", _("Nobody is in danger now")),
    ("unknown", _("I do not know")),
]
EXPLOITER = [
    ("yes", _("Somebody is there who may control the person")),
    ("no", _("Nobody of that kind is there")),
    ("unknown", _("I do not know")),
]
# Known when a sign is taken; the rest of what the first step asks for can come later.
_ASKED_AT_ONCE = frozenset({"channel", "received_at", "what_was_seen", "urgency"})


def sign_fields() -> tuple[Field, ...]:
    """The fields of a sign: what the first step asks for, of which only a few must be known at once."""
    return tuple(
        replace(field, required=field.required and field.id in _ASKED_AT_ONCE)
        for field in says.step(says.BEGIN_TRIAGE).required
    )


class SignForm(forms.Form):
    """What belongs to a sign beside the pack's fields: danger, her language, who takes it in, what was observed."""

    danger = forms.ChoiceField(
        label=_("Is somebody in danger now?"),
        choices=DANGER,
        widget=forms.RadioSelect,
        help_text=_("Danger makes the report as urgent as it can be, whatever is chosen below."),
    )
    language = forms.ChoiceField(label=_("Language the person speaks, if known"), required=False)
    unit = forms.ChoiceField(label=_("Who should take it in"))
    observations = forms.MultipleChoiceField(
        label=_("Indicators that were seen, without asking anybody"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    scan = forms.FileField(
        label=_("A photo or file, if there is one"),
        required=False,
        allow_empty_file=False,
        help_text=_(
            "Up to 10 MB. Where, when and with what a photo was taken is removed; faces and places stay. You do not see it again."
        ),
    )

    def __init__(self, *args: Any, units: list[UnitCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [(option.id, str(option.label)) for option in pack().lists["language"]]
        offer(self, "language", [("", str(_("not known"))), *languages])
        offer(self, "unit", [(str(card.id), card.full_name) for card in units])
        offer(self, "observations", [(option.id, str(option.label)) for option in says.observations()])

    @property
    def unit_id(self) -> UUID:
        """The chosen unit."""
        return UUID(self.cleaned_data["unit"])


def told_form(
    data: Any = None,
    *,
    initial: Mapping[str, Any] | None = None,
    only: Iterable[str] | None = None,
    needed: bool = False,
) -> PackForm:
    """The pack's fields of a sign; `only` some of them, all of them needed where the step asks for them."""
    wanted = None if only is None else set(only)
    fields = says.step(says.BEGIN_TRIAGE).required if needed else sign_fields()
    chosen = [field for field in fields if wanted is None or field.id in wanted]
    return form_class(chosen, name="ToldForm")(data, initial=dict(initial or {}), prefix="told")


def collect_values(form: PackForm) -> Told:
    """What was entered, by drawer."""
    return Told(form.facts(), form.collect_sealed(), form.working())


class BeginTriageForm(forms.Form):
    """In which of the actor's roles the sign is taken on, and at which place it stood on the page."""

    decided_by = forms.ChoiceField(label=_("Your role here"), widget=forms.RadioSelect)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, roles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = pack()
        offer(self, "decided_by", [(role, str(country.role(role).name)) for role in roles])
        if len(roles) == 1:
            self.fields["decided_by"].initial = roles[0]
            self.fields["decided_by"].widget = forms.HiddenInput()


class CardForm(PackForm):
    """The triage card: the pack's questions, from whom that is known, whether an exploiter is there, and a note."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[SOURCE] = source_field(_("How are the language and the age known?"))
        self.fields["exploiter_present"] = forms.ChoiceField(
            label=_("Is somebody there who may be exploiting or controlling the person?"),
            choices=EXPLOITER,
            widget=forms.RadioSelect,
            help_text=_("Nobody is asked anything while they can hear or see it."),
        )
        note = Words(
            label=_("Note for colleagues"),
            max_length=LONGTEXT_LENGTH,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        kept_sealed(note)
        self.fields["note"] = note
        self.fields["revision"] = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """Everything that the card says."""
        own = {name: self.cleaned_data[name] for name in (SOURCE, "exploiter_present", "note")}
        return {**self.facts(), **self.collect_sealed(), **self.working(), **own}


def card_form(data: Any = None, *, initial: Mapping[str, Any] | None = None) -> CardForm:
    """The triage card with the questions of the pack's step to screening."""
    kind = type("PackCardForm", (CardForm,), {"pack_fields": says.step(says.BEGIN_SCREENING).required})
    form: CardForm = kind(data, initial=dict(initial or {}))
    return form


def compare_with_newer(form: forms.Form, data: QueryDict, conflict: Conflict) -> None:
    """What is typed again is compared with the newer text; both versions stand on the form as its refusal."""
    newer = data.copy()
    newer["revision"] = str(conflict.details["revision"])
    form.data = newer
    form.refusal = conflict  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    """Words for a reporter, or from one."""

    text = Words(label=_("Answer"), max_length=LONGTEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 4}))
    kept_sealed(text)
