"""The steps of preparing a release, and the approvals. Everything is chosen from lists; nothing is free text."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from amana.countrypacks.forms import WholeNumber, Words, clean_text, offer
from amana.releases import rules, words
from amana.releases.schema import Family
from amana.reporting.words import month_name
from amana_methods.calendar import Month
from amana_methods.digits import western_digits

ONE_IN = 1_000_000


class Decimal(forms.FloatField):
    """A number with a point, in digits of any script."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr"})

    def to_python(self, value: Any) -> Any:
        cleaned = western_digits(clean_text(value)) if isinstance(value, str) else value
        return super().to_python(cleaned.replace("٫", ".").replace(",", ".") if isinstance(cleaned, str) else cleaned)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leaves out `min`, `max` and `step`, which only a number's widget knows."""
        return {}


class QuestionForm(forms.Form):
    """Whose budget, which people, which months."""

    programme = forms.ChoiceField(label=_("Programme whose budget pays"))
    indicator = forms.ChoiceField(label=_("Who is counted"))
    first = forms.ChoiceField(label=_("From"))
    last = forms.ChoiceField(label=_("To"))

    def __init__(
        self,
        *args: Any,
        programmes: Sequence[tuple[str, str]],
        indicators: Sequence[tuple[str, str]],
        months: Sequence[Month],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(month), month_name(month.first_day)) for month in months]
        for name, choices in (("programme", programmes), ("indicator", indicators), ("first", named), ("last", named)):
            offer(self, name, choices)


class TablesForm(forms.Form):
    """Up to six tables, each of one fact or two."""

    def __init__(self, *args: Any, families: Sequence[Family], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((each.id, each.name) for each in families)]
        for number in range(1, rules.MOST_TABLES + 1):
            rows = gettext("Table %(n)s") % {"n": number}
            and_by = gettext("Table %(n)s, and by") % {"n": number}
            self.fields[f"rows_{number}"] = forms.ChoiceField(label=rows, choices=choices, required=False)
            self.fields[f"columns_{number}"] = forms.ChoiceField(label=and_by, choices=choices, required=False)

    def tables(self) -> list[list[str]]:
        """Returns the tables that were chosen, in order."""
        chosen = (
            [self.cleaned_data[f"{side}_{number}"] for side in ("rows", "columns")]
            for number in range(1, rules.MOST_TABLES + 1)
        )
        return [[each for each in table if each] for table in chosen if any(table)]

    @staticmethod
    def build_initial(tables: Sequence[Sequence[str]]) -> dict[str, str]:
        """Returns the same tables as initial values of the form."""
        return {
            f"{side}_{number}": name
            for number, table in enumerate(tables, 1)
            for side, name in zip(("rows", "columns"), table, strict=False)
        }


class ColumnsForm(forms.Form):
    """The facts that become columns of rows, and further layouts."""

    columns = forms.MultipleChoiceField(label=_("Columns"), widget=forms.CheckboxSelectMultiple, required=False)
    layouts = forms.MultipleChoiceField(
        label=_("The same rows in other layouts"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=list(words.LAYOUTS.items()),
    )

    def __init__(self, *args: Any, families: Sequence[Family], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "columns", [(each.id, each.name) for each in families])


class CostForm(forms.Form):
    """How much privacy the release may cost."""

    epsilon = Decimal(
        label=_("Epsilon"),
        min_value=0.05,
        max_value=20,
        help_text=_(
            "How much one person can change what is published. 1 protects strongly; above 4 little is promised."
        ),
    )


class SendBackForm(forms.Form):
    """Why a release is sent back to its author."""

    reason = forms.ChoiceField(label=_("Why not"), widget=forms.RadioSelect, choices=list(words.SENT_BACK.items()))


class WithdrawForm(forms.Form):
    """Why a release is withdrawn; the public reads it."""

    why = forms.ChoiceField(
        label=_("Why it is withdrawn"),
        widget=forms.RadioSelect,
        choices=list(words.WITHDRAWN.items()),
        help_text=_("This sentence stands on the public page."),
    )


class ProgrammeForm(forms.Form):
    """A programme: people whose privacy is spent from one budget."""

    title = Words(label=_("What it is called"), max_length=120)
    key = forms.CharField(
        label=_("Short name"),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("Small Latin letters, digits and hyphens; for the command line."),
    )


class CapForm(forms.Form):
    """How much all releases of a programme may cost together."""

    epsilon = Decimal(
        label=_("Epsilon for all releases together"),
        min_value=0.05,
        max_value=20,
        help_text=_("Once it is spent, nothing more is published about these people."),
    )
    one_in = WholeNumber(
        label=_("Chance that the promise fails: one in"),
        min_value=1_000,
        initial=ONE_IN,
        help_text=gettext_lazy("Delta as a fraction. Much larger than the number of people."),
    )

    @property
    def delta(self) -> float:
        """Returns the probability as a number."""
        return 1 / int(self.cleaned_data["one_in"])
