"""The form for a figure: which one, for which months, divided by what."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amana.countrypacks import pack
from amana.countrypacks.forms import clean_text
from amana.reporting import pack as results
from amana.reporting.pack_sections import RESULTS
from amana.reporting.queries import Choice
from amana.reporting.words import month_name
from amana_methods.calendar import Month
from amana_methods.digits import western_digits


class _ListChoice(forms.CharField):
    """A choice of a list; an invalid value stays visible, so that the error can explain it."""

    def __init__(self, *, label: Any, choices: list[Any], given: str) -> None:
        flat = {value for value, _text in choices if isinstance(value, str) and not isinstance(_text, (list, tuple))}
        flat |= {value for _group, members in choices if isinstance(members, (list, tuple)) for value, _text in members}
        if given not in flat:
            choices = [*choices, (given, given)]
        super().__init__(label=label, required=False, max_length=60, widget=forms.Select(choices=choices))

    def to_python(self, value: Any) -> str:
        return western_digits(clean_text(super().to_python(value) or ""))


class AskForm(forms.Form):
    """Which indicator, from which month to which, divided by at most two dimensions."""

    def __init__(self, data: dict[str, str], *, known: list[Choice], months: list[Month]) -> None:
        super().__init__(data)
        chosen = next((each for each in known if each.id == data["indicator"]), None)
        named = [(str(month), month_name(month.first_day)) for month in months]
        by = [("", gettext("nothing")), *((each, results.dimension_name(each)) for each in _dimensions(chosen))]
        self.fields["indicator"] = _ListChoice(
            label=_("Figure"), choices=_group_choices(known), given=data["indicator"]
        )
        self.fields["from"] = _ListChoice(label=_("From"), choices=named, given=data["from"])
        self.fields["to"] = _ListChoice(label=_("To"), choices=named, given=data["to"])
        self.fields["by"] = _ListChoice(label=_("Divided by"), choices=by, given=data["by"])
        self.fields["and"] = _ListChoice(label=_("and by"), choices=by, given=data["and"])

    def by(self) -> list[str]:
        """Returns the dimensions that were chosen."""
        return [each for each in (self.cleaned_data.get("by", ""), self.cleaned_data.get("and", "")) if each]


def _dimensions(chosen: Choice | None) -> tuple[str, ...]:
    return chosen.dimensions if chosen is not None else ()


def _group_choices(known: list[Choice]) -> list[Any]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in known:
        if not each.why_not:
            groups.setdefault(each.entry.pillar, []).append((each.id, f"{each.id} {each.entry.name}"))
    return [(str(RESULTS.of(pack()).pillars[pillar]), members) for pillar, members in groups.items()]
