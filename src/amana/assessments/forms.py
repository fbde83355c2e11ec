"""Forms of incidents and of needs: questions of the pack with their boxes, and what is known of an incident."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amana.assessments import pack as assessing
from amana.assessments.pack_sections import VIOLENCE
from amana.assessments.rules import OUTCOMES, Incident
from amana.countrypacks import pack
from amana.countrypacks.forms import LONGTEXT_LENGTH, PackForm, Words, kept_sealed, offer
from amana.errors import AmanaError
from amana.intake import findings
from amana.intake.findings import boxes
from amana.intake.pack_sections import SCREENING, AnswersEntry
from amana.vault.clock import now

GENDER = "gender_based"
_FIRST, _LAST = "happened_first", "happened_last"


def _boxes(label: str, answers: AnswersEntry, hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=boxes(answers),
        widget=forms.RadioSelect,
        initial="not_asked",
        required=False,
    )


def _words(label: Any, help_text: Any) -> forms.Field:
    made = Words(
        label=label,
        required=False,
        max_length=LONGTEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
    )
    kept_sealed(made)
    return made


class IncidentForm(PackForm):
    """One incident of one survivor: when, the act question by question, what else is known, her own words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = VIOLENCE.of(pack())
        for field in self.pack_fields:
            if field.options:
                choices = [("", str(_("not said"))), *((option.id, str(option.label)) for option in field.options)]
                self.fields[field.id].widget = forms.Select(choices=choices)
        for kind in assessing.guide().kinds:
            entry = country.types[kind.id]
            self.fields[kind.id] = _boxes(str(entry.question), entry.answers, str(entry.hint or ""))
        self.fields[GENDER] = _boxes(str(country.gender_question), country.gender_answers)
        self.fields["words"] = _words(
            _("The person’s own words, if they are to be kept"), _("Leave it empty rather than press the person.")
        )
        self.fields["revision"] = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)

    @property
    def when(self) -> list[BoundField]:
        """Returns the two moments."""
        return [self[_FIRST], self[_LAST]]

    @property
    def acts(self) -> list[BoundField]:
        """Returns the questions about the act, in their order."""
        return [self[kind.id] for kind in assessing.guide().kinds]

    @property
    def around(self) -> list[BoundField]:
        """Returns what else is known of the incident."""
        return [self[field.id] for field in self.pack_fields if field.id not in (_FIRST, _LAST)]

    def clean(self) -> dict[str, Any]:
        """Checks that the moments follow each other and are in the past."""
        values = super().clean() or {}
        first, last = values.get(_FIRST), values.get(_LAST)
        for name, moment in ((_FIRST, first), (_LAST, last)):
            if moment is not None and moment > now():
                self.add_error(name, ValidationError(_("This moment has not come yet.")))
        if last is not None and first is None:
            self.add_error(_FIRST, ValidationError(_("Say the earliest moment as well, even roughly.")))
        if first is not None and last is not None and last < first:
            self.add_error(_LAST, ValidationError(_("This lies before the earliest moment.")))
        return values

    def incident(self) -> Incident:
        """Returns the incident as it is stored."""
        values = self.cleaned_data
        return Incident(
            answers={kind.id: values[kind.id] or "not_asked" for kind in assessing.guide().kinds},
            gender_based=values[GENDER] or "not_asked",
            facts=self.facts(),
            first=values.get(_FIRST),
            last=values.get(_LAST),
            words=values["words"],
        )


def incident_form(data: Any = None, *, incident: Incident | None = None, revision: int = 0) -> IncidentForm:
    """Returns the form of an incident, empty or with the stored values."""
    kind = type("PackIncidentForm", (IncidentForm,), {"pack_fields": assessing.context_fields()})
    initial: dict[str, Any] = {"revision": revision}
    if incident is not None:
        initial |= {**(incident.facts or {}), **incident.answers, GENDER: incident.gender_based}
        moments = {_FIRST: incident.first, _LAST: incident.last}
        initial |= {name: timezone.localtime(moment) for name, moment in moments.items() if moment is not None}
        initial["words"] = incident.words
    form: IncidentForm = kind(data, initial=initial)
    return form


class NeedsForm(forms.Form):
    """Immediate needs, then the factors of vulnerability by their level, with the boxes of each, and a note."""

    revision = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, answers: Mapping[str, str] | None = None, words: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusal: AmanaError | None = None
        screening = SCREENING.of(pack()).entry
        for key, entry in {**screening.needs, **screening.vulnerability}.items():
            self.fields[key] = _boxes(str(entry.label), entry.answers)
            self.fields[key].initial = (answers or {}).get(key, "not_asked")
        self.fields["words"] = _words(_("Note for colleagues"), "")
        self.fields["words"].initial = words

    def rows(self, keys: Iterable[str], sex: str | None) -> list[dict[str, Any]]:
        """Returns the questions of these ids: the field, the sentence for this sex, the boxes, and what to ask on."""
        screening, found = SCREENING.of(pack()), []
        for key in keys:
            entry = screening.entry.needs.get(key) or screening.entry.vulnerability[key]
            replies = entry.answers.replies
            found.append(
                {
                    "field": self[key],
                    "said": screening.prompts[key].to(sex),
                    "boxes": findings.shown_boxes(self[key], replies),
                    "again": findings.asked_again(replies),
                    "compound": entry.compound,
                }
            )
        return found

    def answers(self) -> dict[str, str]:
        """Returns the answers by id."""
        screening = SCREENING.of(pack()).entry
        return {key: self.cleaned_data[key] or "not_asked" for key in (*screening.needs, *screening.vulnerability)}


class OutcomeForm(forms.Form):
    """How a task ended."""

    outcome = forms.ChoiceField(label=_("How it ended"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "outcome", [(key, str(OUTCOME[key])) for key in OUTCOMES])


OUTCOME: Mapping[str, Any] = {
    "asked": _("Help was asked for"),
    "given": _("It was given here"),
    "declined": _("The person said no"),
    "not_needed": _("No longer needed"),
}
KINDS: Mapping[str, Any] = {
    "risk": _("Risks: these make harm more likely"),
    "protective": _("Protective factors: these make harm less likely"),
}
LEVELS: Mapping[str, Any] = {
    "individual": _("The person"),
    "household_family": _("Family and home"),
    "community": _("The community"),
    "structural": _("Law and country"),
}
