"""Forms of the public face: a report in four short pages, a code, and what somebody adds with a code; and of the quarantine.

Between its pages a report lies nowhere but in the page itself: what was typed on the others travels along, hidden.
"""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amana import vault
from amana.countrypacks import pack
from amana.countrypacks.forms import LONGTEXT_LENGTH, TEXT_LENGTH, Phone, Words, kept_sealed, offer
from amana.errors import AmanaError
from amana.intake.pack_sections import INFORMATION
from amana.intake.words import YES_NO_UNKNOWN
from amana.public_reports.rules import MOST_BYTES

QUESTION: Final = "q-"
# The pages of a report in their order, and what each asks; the questions of the pack belong to the first.
PAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "what": ("text",),
    "where": ("place", "where"),
    "danger": ("danger",),
    "reach": ("reach", "phone", "way", "hours_from", "hours_until", "who_answers", "code_word", "picture"),
}
FIRST, *_OTHERS, LAST = PAGES
_WAYS: Final = ("call", "message")
_QUIET: Final = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
PICTURE_BYTES: Final = 8 * 1024 * 1024


def quiet(*, rows: int = 0, **more: str) -> forms.Widget:
    """A control that the browser neither remembers nor sends to anybody who checks spelling."""
    if rows:
        return forms.Textarea(attrs={"rows": rows, **_QUIET, **more})
    return forms.TextInput(attrs={**_QUIET, **more})


def _hours() -> list[tuple[str, str | Promise]]:
    return [("", _("any hour")), *((f"{hour:02}:00", f"{hour:02}:00") for hour in range(24))]


def _window(begin: str, end: str) -> str:
    """Safe hours as the pack's field says them; a night is two windows, and nothing chosen is nothing said.

    >>> _window("10:00", "16:00"), _window("22:00", "02:00"), _window("", "09:00"), _window("20:00", ""), _window("", "")
    ('10:00-16:00', '00:00-02:00, 22:00-23:59', '00:00-09:00', '20:00-23:59', '')
    >>> _window("22:00", "00:00"), _window("08:00", "08:00")
    ('22:00-23:59', '00:00-23:59')
    """
    if not begin and not end:
        return ""
    begin, end = begin or "00:00", end or "23:59"
    if begin == end:
        return "00:00-23:59"
    if begin < end:
        return f"{begin}-{end}"
    evening = f"{begin}-23:59"
    return evening if end == "00:00" else f"00:00-{end}, {evening}"


class ContactForm(forms.Form):
    """How somebody may be reached, if at all: only by the code, or on a telephone at hours that are safe."""

    phone = Phone(
        label=_("Telephone"), required=False, max_length=30, widget=quiet(inputmode="tel", dir="ltr"),
        help_text=_("Only a number on which nobody else answers or reads."),
    )  # fmt: skip
    way = forms.ChoiceField(label=_("How may we use it?"), required=False, widget=forms.RadioSelect)
    hours_from = forms.ChoiceField(label=_("Safe from"), required=False, choices=_hours)
    hours_until = forms.ChoiceField(label=_("Safe until"), required=False, choices=_hours)
    who_answers = forms.ChoiceField(label=_("Who else uses this telephone?"), required=False)
    code_word = Words(
        label=_("A word by which you know that it is us"), required=False, max_length=TEXT_LENGTH, widget=quiet(),
        help_text=_("We say it first. If you answer otherwise, we say that it is a wrong number."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = pack().fields
        ways = [(option.id, str(option.label)) for option in pack().lists["contact_method"] if option.id in _WAYS]
        offer(self, "way", ways)
        others = [(option.id, str(option.label)) for option in known["who_answers"].options]
        offer(self, "who_answers", [("", str(_("I’d rather not say"))), *others])

    def contact(self) -> dict[str, str]:
        """What was said, by the pack's fields of a contact; nothing without a telephone."""
        said = self.cleaned_data
        if not said.get("phone"):
            return {}
        told = {
            "phone": said["phone"],
            "safe_contact_method": said["way"],
            "safe_hours": _window(said["hours_from"], said["hours_until"]),
            "who_answers": said["who_answers"],
            "code_word": said["code_word"],
        }
        return {name: value for name, value in told.items() if value}


class PictureForm(forms.Form):
    """A photo, cleaned by the server where no script sealed it first."""

    picture = forms.FileField(
        label=_("A photo, if you have one"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("Where and with what it was taken is removed. What can be seen in it stays: faces, signs, a view."),
    )

    def clean_picture(self) -> Any:
        """The file, unless it is too large to be cleaned here."""
        picture = self.cleaned_data["picture"]
        if picture and picture.size > PICTURE_BYTES:
            raise ValidationError(
                _("This photo is larger than 8 MB. Choose a smaller one, or send your words without it.")
            )
        return picture


class ReportForm(ContactForm, PictureForm):
    """A report. `page` leaves only what that page asks; without it everything is looked at once more."""

    text = Words(
        label=_("What have you seen, heard or gone through?"),
        max_length=LONGTEXT_LENGTH,
        widget=quiet(rows=5),
        help_text=_("A few words are enough. Don’t go and look for more: it could put the person, or you, at risk."),
        error_messages={"required": _("Write a few words about what you have seen, heard or gone through.")},
    )
    place = forms.ChoiceField(label=_("Where, roughly?"), required=False)
    where = Words(
        label=_("The place in your own words"), required=False, max_length=TEXT_LENGTH * 3, widget=quiet(rows=2),
        help_text=_("For example a street, a shop, a farm, a house by the river. Leave it out if you’d rather."),
    )  # fmt: skip
    danger = forms.ChoiceField(
        label=_("Is somebody in danger now?"), required=False, widget=forms.RadioSelect, choices=YES_NO_UNKNOWN
    )
    reach = forms.ChoiceField(
        label=_("What is safe for you?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("code", _("Only by the code that you get now")),
            ("phone", _("By telephone, at hours that are safe")),
            ("nothing", _("Not at all")),
        ],
    )

    def __init__(self, *args: Any, page: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusal: AmanaError | None = None
        places = [(code, str(place.name)) for code, place in pack().governorates.items()]
        offer(self, "place", [("", str(_("I’d rather not say"))), *places])
        for name, question in INFORMATION.of(pack()).questions.items():
            options = [(key, str(label)) for key, label in question.options.items()] or [
                (key, str(label)) for key, label in YES_NO_UNKNOWN
            ]
            asked = forms.ChoiceField(label=str(question.ask), required=False, widget=forms.RadioSelect)
            self.fields[QUESTION + name] = asked
            offer(self, QUESTION + name, options)
        if page:
            self.fields = {name: self.fields[name] for name in asked_on(page)}

    def clean(self) -> dict[str, Any]:
        """Whoever asks to be telephoned says on which number; a number that was asked for by nobody is left out."""
        said = super().clean() or self.cleaned_data
        if said.get("reach") == "phone":
            if not said.get("phone") and "phone" not in self.errors:
                self.add_error("phone", _("Write the number, or choose another way."))
        elif "phone" in self.fields:
            said["phone"] = ""
        return said

    def answers(self) -> dict[str, str]:
        """The questions of the pack that were answered."""
        return {
            name.removeprefix(QUESTION): value
            for name, value in self.cleaned_data.items()
            if name.startswith(QUESTION) and value
        }


def asked_on(page: str) -> tuple[str, ...]:
    """The names of what a page asks."""
    questions = tuple(QUESTION + name for name in INFORMATION.of(pack()).questions) if page == FIRST else ()
    return PAGES[page] + questions


def said_elsewhere(data: QueryDict, page: str) -> list[tuple[str, str]]:
    """(name, value) of everything that the other pages asked and somebody answered, as it was typed."""
    names = [name for other in PAGES if other != page for name in asked_on(other) if name != "picture"]
    return [(name, value[: LONGTEXT_LENGTH * 2]) for name in names for value in data.getlist(name)[:1] if value]


class TypedForm(forms.Form):
    """The last block of a code, typed back by the person who wrote it down."""

    typed = forms.CharField(
        label=_("Type the last block of your code"), max_length=200, required=False,
        widget=quiet(inputmode="numeric", dir="ltr"),
    )  # fmt: skip


class CodeForm(forms.Form):
    """The code of a receipt."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=200,
        help_text=_("20 digits, as you wrote them down."),
        widget=quiet(inputmode="numeric", dir="ltr"),
        error_messages={"required": _("Write the 20 digits of your code.")},
    )
    text = Words(
        label=_("Do you want to add something?"), required=False, max_length=LONGTEXT_LENGTH, widget=quiet(rows=3)
    )


class MoreForm(PictureForm):
    """Words or a photo that are added with a code; `sealed` says whether files came that a browser sealed."""

    text = Words(label=_("Write more"), required=False, max_length=LONGTEXT_LENGTH, widget=quiet(rows=3))
    field_order = ("text", "picture")

    def __init__(self, *args: Any, sealed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sealed = sealed

    def clean(self) -> dict[str, Any]:
        """Something is added: words, a photo, or a sealed file."""
        said = super().clean() or self.cleaned_data
        if not (said.get("text") or said.get("picture") or self.sealed or self.errors):
            self.add_error("text", _("Write a few words first."))
        return said


class PhoneForm(ContactForm):
    """A telephone that is added with a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = True
        self.fields["phone"].error_messages["required"] = _("Write the number first.")


class AsideForm(forms.Form):
    """Why something that came is no report."""

    reason = Words(label=_("Why it is no report"), max_length=TEXT_LENGTH)
    kept_sealed(reason)


def last_block(code: str) -> str:
    """The last block of five digits."""
    return vault.codes.in_groups(code)[-1]


MOST_FILES: Final = 4
MOST_OF_ALL_FILES: Final = MOST_FILES * MOST_BYTES
