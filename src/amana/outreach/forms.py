"""The forms of prevention: the plan, the count with its grid, the campaign, a line of a register, a pair of tests."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amana.countrypacks import pack
from amana.countrypacks.forms import Day, PackForm, Words, clean_text, kept_sealed, offer
from amana.outreach import pack as kinds
from amana.outreach import queries, rules
from amana.outreach.commands import Count, Plan
from amana.outreach.states import ActivityState
from amana_methods.digits import western_digits

MATERIAL_ROWS = 6


class Whole(forms.IntegerField):
    """A whole number in digits of any script, not below zero; empty where nothing was counted."""

    def __init__(self, **kwargs: Any) -> None:
        most = kwargs.pop("max_value", rules.MOST_PEOPLE)
        widget = forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "size": 6, "autocomplete": "off"})
        super().__init__(min_value=0, max_value=most, widget=widget, **kwargs)

    def to_python(self, value: Any) -> int | None:
        return super().to_python(western_digits(clean_text(value)) if isinstance(value, str) else value)


class PlanFields(PackForm):
    """What the pack asks when an activity is planned, and the campaign it belongs to."""

    def __init__(self, *args: Any, campaigns: list[queries.Campaign], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campaign"] = forms.ChoiceField(
            label=_("Part of a campaign"),
            required=False,
            choices=[("", _("no campaign")), *((str(each.id), each.title) for each in campaigns)],
        )
        self.fields["revision"] = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def plan(self) -> Plan:
        """Returns the submitted plan."""
        values = self.cleaned_data
        taken = {
            "type", "title", "start_at", "end_at", "governorate_pcode", "district_pcode", "place_kind", "language",
            "audience_types",
        }  # fmt: skip
        said = {name: value for name, value in self.working().items() if name not in taken}
        if values["type"] != kinds.TRAINING:
            said = {name: value for name, value in said.items() if name not in kinds.OF_A_TRAINING}
        return Plan(
            type=values["type"],
            title=values["title"],
            starts_at=values["start_at"],
            ends_at=values.get("end_at"),
            governorate=values["governorate_pcode"],
            district=values.get("district_pcode") or "",
            place_kind=values["place_kind"],
            language=values["language"],
            audiences=tuple(values["audience_types"]),
            details=said,
        )

    def campaign_id(self) -> UUID | None:
        """Returns the chosen campaign."""
        chosen = self.cleaned_data["campaign"]
        return UUID(chosen) if chosen else None


def plan_form(*args: Any, **kwargs: Any) -> PlanFields:
    """Returns the form of a plan over the fields of the instance's pack."""
    kind = type("PlanForm", (PlanFields,), {"pack_fields": kinds.planned_fields()})
    form: PlanFields = kind(*args, **kwargs)
    return form


def said_in_plan(row: queries.Activity) -> dict[str, Any]:
    """Returns a stored plan as initial values of the form."""
    return {
        **row.details,
        "type": row.type,
        "title": row.title,
        "start_at": row.starts_at,
        "end_at": row.ends_at,
        "governorate_pcode": row.governorate,
        "district_pcode": row.district,
        "place_kind": row.place_kind,
        "language": row.language,
        "audience_types": row.audiences,
        "campaign": str(row.campaign_id or ""),
        "revision": row.revision,
    }


class CountFields(PackForm):
    """Who came, by sex and age group; what was given out, what was found out, what followed."""

    sexes: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(self.fields)
        sexes, ages = kinds.options("sex"), kinds.options("age_group")
        for sex in sexes:
            for age in ages:
                self.fields[f"n_{sex.id}_{age.id}"] = self._cell(f"{sex.label}, {age.label}")
        self.fields["people"] = Whole(
            label=_("In all"), required=False, help_text=_("Leave it empty to let the table be added up.")
        )
        for group in kinds.options("population_group"):
            self.fields[f"population_{group.id}"] = Whole(label=str(group.label), required=False)
        self.fields["disability"] = Whole(label=_("People with a disability"), required=False)
        for sex in sexes:
            self.fields[f"asked_{sex.id}"] = self._cell(gettext("%(who)s: asked") % {"who": sex.label})
            self.fields[f"knew_{sex.id}"] = self._cell(gettext("%(who)s: knew") % {"who": sex.label})
        for number in range(1, MATERIAL_ROWS + 1):
            self._material(number)
        self.fields["revision"] = forms.IntegerField(widget=forms.HiddenInput)
        self.found_names = found

    def _cell(self, words: str) -> Whole:
        cell = Whole(label=words, required=False)
        cell.widget.attrs["aria-label"] = words
        cell.widget.attrs["class"] = "input"
        return cell

    def _material(self, number: int) -> None:
        where = {"number": number}
        for name, list_name, words in (
            ("material", "material", gettext("Row %(number)s: material") % where),
            ("language_of", "language", gettext("Row %(number)s: language") % where),
        ):
            choices = [("", "—"), *((each.id, str(each.label)) for each in kinds.options(list_name))]
            field = forms.ChoiceField(label=words, choices=choices, required=False)
            field.widget.attrs |= {"aria-label": words, "class": "input"}
            self.fields[f"{name}_{number}"] = field
        self.fields[f"pieces_{number}"] = self._cell(gettext("Row %(number)s: how many") % where)

    def grid(self) -> list[tuple[str, list[BoundField]]]:
        """Returns the rows of the table: a sex, and a cell for each age group."""
        ages = kinds.options("age_group")
        return [(str(sex.label), [self[f"n_{sex.id}_{age.id}"] for age in ages]) for sex in kinds.options("sex")]

    def groups(self) -> list[BoundField]:
        """Returns the population groups, and people with a disability."""
        return [*(self[f"population_{each.id}"] for each in kinds.options("population_group")), self["disability"]]

    def list_by_sex(self) -> list[tuple[str, BoundField, BoundField]]:
        """Returns by sex how many were asked, how many knew."""
        return [(str(sex.label), self[f"asked_{sex.id}"], self[f"knew_{sex.id}"]) for sex in kinds.options("sex")]

    def material_rows(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """Returns the rows of materials."""
        rows = range(1, MATERIAL_ROWS + 1)
        return [(self[f"material_{n}"], self[f"language_of_{n}"], self[f"pieces_{n}"]) for n in rows]

    def others(self) -> list[BoundField]:
        """Returns the pack's own fields about what was found out."""
        return [self[name] for name in self.found_names]

    def count(self) -> Count:
        """Returns the submitted count."""
        values = self.cleaned_data
        sexes, ages = kinds.options("sex"), kinds.options("age_group")
        materials = (
            (values[f"material_{n}"], values[f"language_of_{n}"], values[f"pieces_{n}"] or 0)
            for n in range(1, MATERIAL_ROWS + 1)
        )
        return Count(
            participants={(s.id, a.id): values[f"n_{s.id}_{a.id}"] or 0 for s in sexes for a in ages},
            people=values["people"],
            population={g.id: values[f"population_{g.id}"] or 0 for g in kinds.options("population_group")},
            disability=values["disability"],
            knowledge={s.id: (values[f"asked_{s.id}"] or 0, values[f"knew_{s.id}"] or 0) for s in sexes},
            materials=tuple(each for each in materials if any(each)),
            found=self.working(),
        )


def count_form(data: Any, row: queries.Activity) -> CountFields:
    """Returns the form of a count, with what was counted before."""
    fields = kinds.found_fields()
    if row.type != kinds.TRAINING:
        fields = tuple(each for each in fields if not each.id.startswith(("pre_test", "post_test")))
    kind = type("CountForm", (CountFields,), {"pack_fields": fields})
    before: dict[str, Any] = {**row.found, "revision": row.revision, "disability": row.disability}
    if row.state == ActivityState.HELD:
        before["people"] = row.people
    before |= {f"n_{sex}_{age}": number for sex, age, number in row.participants}
    before |= {f"population_{group}": number for group, number in row.population.items()}
    for sex, (asked, knew) in row.knowledge.items():
        before |= {f"asked_{sex}": asked, f"knew_{sex}": knew}
    for number, (material, language, pieces) in enumerate(row.materials, 1):
        before |= {f"material_{number}": material, f"language_of_{number}": language, f"pieces_{number}": pieces}
    form: CountFields = kind(data, initial=before)
    return form


class CampaignForm(forms.Form):
    """A campaign: its name, its days, and where it goes."""

    title = Words(label=_("Name of the campaign"), max_length=300)
    starts_on = Day(label=_("First day"))
    ends_on = Day(label=_("Last day"))
    targets = forms.MultipleChoiceField(
        label=_("Governorates it goes to"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.id, str(each.name)) for each in pack().governorates.values()]
        offer(self, "targets", choices)


class CancelForm(forms.Form):
    """Why an activity does not take place."""

    reason = Words(label=_("Why it does not take place"), max_length=300)
    revision = forms.IntegerField(widget=forms.HiddenInput)


def _choice_field(name: str, label: Any, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=required,
        choices=[("", "—"), *((each.id, str(each.label)) for each in kinds.options(name))],
    )


class TraineeForm(forms.Form):
    """A line of the register."""

    name = kept_sealed(Words(label=_("Name"), max_length=200))
    institution_name = kept_sealed(Words(label=_("Institution, as it is called"), max_length=200, required=False))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"] = _choice_field("institution", _("Kind of institution"))
        self.fields["sex"] = _choice_field("sex", _("Sex"))
        self.fields["finished"] = forms.BooleanField(label=_("Finished the training"), required=False, initial=True)


class TestsForm(forms.Form):
    """Two tests under an anonymous code."""

    code = Words(label=_("Code that the trainee chose"), max_length=20)
    pre = Whole(label=_("Before, in per cent"), max_value=100)
    post = Whole(label=_("After, in per cent"), max_value=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sex"] = _choice_field("sex", _("Sex, if it was written down"), required=False)
