"""Forms of a person's own page: what her case manager puts on it, and what she types there."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amana import vault
from amana.countrypacks.forms import LONGTEXT_LENGTH, TEXT_LENGTH, Words
from amana.errors import AmanaError
from amana.own_page.commands import OwnDate
from amana.public_reports.forms import quiet

PIN_LENGTH: Final = 6
DATES: Final = 3


class Pin(forms.CharField):
    """Six digits in any numeral system."""

    def clean(self, value: Any) -> str:
        """The digits as 0-9."""
        text = str(super().clean(value))
        digits = vault.codes.digits_of(text)
        if len(digits) != PIN_LENGTH or len(text.replace(" ", "")) != PIN_LENGTH:
            raise ValidationError(_("Type six digits."))
        return digits


def _pin(label: Any, hint: Any) -> Pin:
    return Pin(label=label, help_text=hint, widget=quiet(inputmode="numeric", dir="ltr"), max_length=20)


class CopyForm(forms.Form):
    """What stands on her page beside what the platform knows: dates to come, and a few words."""

    words = Words(
        label=_("Words for the person"), required=False, max_length=TEXT_LENGTH * 3, widget=quiet(rows=3),
        help_text=_("Write as if somebody beside the person could read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusal: AmanaError | None = None
        for number in range(1, DATES + 1):
            self.fields[f"day_{number}"] = forms.DateField(
                label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
            )
            self.fields[f"time_{number}"] = forms.TimeField(
                label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
            )
            self.fields[f"what_{number}"] = Words(
                label=_("What, in words that give nothing away"), required=False, max_length=TEXT_LENGTH,
                widget=quiet(),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A date has a day and words, or is left empty."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(1, DATES + 1):
            day, what = said.get(f"day_{number}"), said.get(f"what_{number}")
            if (what or said.get(f"time_{number}")) and not day and f"day_{number}" not in self.errors:
                self.add_error(f"day_{number}", _("Which day?"))
            if day and not what and f"what_{number}" not in self.errors:
                self.add_error(f"what_{number}", _("A word or two, such as “at the office”."))
        return said

    @property
    def rows(self) -> list[tuple[forms.BoundField, ...]]:
        """The fields of each date, side by side."""
        return [tuple(self[f"{name}_{number}"] for name in ("day", "time", "what")) for number in range(1, DATES + 1)]

    def dates(self) -> list[OwnDate]:
        """The dates that were filled in, the earliest first."""
        said = self.cleaned_data
        filled = [number for number in range(1, DATES + 1) if said.get(f"day_{number}")]
        found = [
            OwnDate(
                said[f"day_{number}"].isoformat(),
                said[f"time_{number}"].strftime("%H:%M") if said[f"time_{number}"] else "",
                said[f"what_{number}"],
            )
            for number in filled
        ]
        return sorted(found, key=lambda date: (date.day, date.time))


class NewPageForm(CopyForm):
    """The same, and the PIN that she chooses."""

    pin = _pin(
        _("PIN: six digits that the person chooses"),
        _(
            "Turn the screen to the person and let them type. Nobody can find it again; if it is forgotten, the "
            "person gets a new page."
        ),
    )
    field_order = ("pin",)


class VisitForm(forms.Form):
    """What she types to open her page."""

    code = Words(label=_("Your code"), max_length=60, widget=quiet(inputmode="numeric", dir="ltr"))
    pin = _pin(_("Your PIN"), "")


class WishForm(forms.Form):
    """A complaint, or what she thinks of the help."""

    text = Words(label=_("In your words"), max_length=LONGTEXT_LENGTH, widget=quiet(rows=4))


class AnswerForm(forms.Form):
    """An answer to a complaint."""

    text = Words(
        label=_("Answer"), max_length=LONGTEXT_LENGTH, widget=quiet(rows=4),
        help_text=_("The person reads it on their own page. Write as if somebody beside them could read it."),
    )  # fmt: skip
