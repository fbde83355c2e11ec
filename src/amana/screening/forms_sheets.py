"""Paper as forms: which sheet to print, and a sheet that is typed in."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amana.countrypacks import pack
from amana.countrypacks.forms import LONGTEXT_LENGTH, Words, clean_text, kept_sealed, offer
from amana.errors import AmanaError
from amana.intake.findings import boxes
from amana.intake.pack_sections import SCREENING
from amana.screening import pack as says
from amana.screening.commands.sheets import Paper
from amana.screening.rules import Entry
from amana.screening.rules.sheets import Mistake, Sheet, Typed, read_answers, read_notes
from amana_methods.digits import western_digits

_SHOWN_AT_MOST = 12


class PrintForm(forms.Form):
    """Which sheet: the short one to talk by or the full one to tick, for whom, and in which languages."""

    sheet = forms.ChoiceField(
        label=_("Which sheet?"),
        choices=[
            ("prompts", _("Prompt sheet: the conversation in its order, two or three pages")),
            ("form", _("Full form: every question with boxes to tick and lines to write on")),
        ],
        widget=forms.RadioSelect,
    )
    profiles = forms.MultipleChoiceField(label=_("For whom?"), widget=forms.CheckboxSelectMultiple)
    checklist = forms.BooleanField(
        label=_("With means and purpose, for organ removal, forced marriage and other kinds outside these"),
        required=False,
    )
    to_woman = forms.BooleanField(
        label=_("The sentences address a woman"),
        required=False,
        help_text=_("In Arabic a woman is addressed in another form than a man."),
    )
    language = forms.ChoiceField(label=_("Your language"), widget=forms.RadioSelect)
    beside = forms.ChoiceField(
        label=_("The person’s language beside it"),
        required=False,
        help_text=_("The sentences to read to the person are printed in both."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusal: AmanaError | None = None
        country = pack()
        names = {option.id: option.label for option in country.lists["language"]}
        languages = [(code, names[code].text(code) if code in names else code) for code in country.languages]
        offer(self, "profiles", [(name, str(label)) for name, label in SCREENING.of(country).entry.profiles.items()])
        offer(self, "language", languages)
        offer(self, "beside", [("", str(_("none"))), *languages])


def first_choice(profiles: Iterable[str], beside: str, *, checklist: bool) -> dict[str, Any]:
    """Returns the initial choice: the prompt sheet in the language of the page."""
    language = (translation.get_language() or "").split("-")[0]
    return {
        "sheet": "prompts",
        "profiles": list(profiles) or [next(iter(SCREENING.of(pack()).entry.profiles))],
        "checklist": checklist,
        "language": language if language in pack().languages else pack().languages[0],
        "beside": beside if beside in pack().languages and beside != language else "",
    }


class _Day(forms.DateField):
    """A day up to today, in digits of any script."""

    def to_python(self, value: Any) -> date | None:
        """The day."""
        return super().to_python(western_digits(clean_text(value)) if isinstance(value, str) else value)

    def validate(self, value: Any) -> None:
        """Rejects a day in the future, or in another century."""
        super().validate(value)
        if value is not None and not date(2000, 1, 1) <= value <= timezone.localdate():
            raise ValidationError(_("This day cannot be right. Write the day on which the person was asked."))


class SheetForm(forms.Form):
    """A sheet as it is typed: its code, where and by whom she was asked, answers in one box or in the table, notes.

    Each answer of the table is sent with the one that the page showed, so that only what was changed is written.
    """

    code = Words(
        label=_("Code of the sheet"),
        required=False,
        max_length=40,
        help_text=_("It stands on every page, at the top. The digits are enough."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    on = _Day(label=_("Day of the interview"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    place = Words(label=_("Place of the interview"), required=False, max_length=200)
    asked_by = Words(label=_("Who asked"), max_length=200)
    answers = Words(
        label=_("Answers"),
        required=False,
        max_length=LONGTEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "ltr", "spellcheck": "false", "autocomplete": "off"}),
    )
    notes = Words(
        label=_("The person’s own words"),
        required=False,
        max_length=LONGTEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("Begin each note with the number or code of its question and a colon."),
    )
    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    for _kept in (code, place, asked_by, answers, notes):
        kept_sealed(_kept)

    def __init__(self, *args: Any, sheet: Sheet, entries: Mapping[str, Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusal: AmanaError | None = None
        self.sheet = sheet
        self.typed = Typed({})
        for line in sheet.lines:
            if line.number is None:
                continue
            asked = says.question(line.question)
            choices = boxes(asked.answers) if asked.answers is not None else []
            now = entries.get(line.question, Entry()).answer
            label = str(asked.label)
            self.fields[line.question] = forms.ChoiceField(
                label=label, choices=choices, widget=forms.RadioSelect, initial=now
            )
            self.fields[f"{line.question}-was"] = forms.ChoiceField(
                choices=choices, widget=forms.HiddenInput, initial=now, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Checks that everything typed is understood, and belongs to this sheet."""
        values = super().clean() or {}
        answers, notes = values.get("answers", ""), values.get("notes", "")
        if (answers or notes) and "code" not in self.errors and not self.sheet.is_code(values.get("code", "")):
            self.add_error(
                "code",
                _(
                    "The sheet with these questions has the code %(code)s. Choose the questions that yours was printed"
                    " for, or tick the answers in the table."
                )
                % {"code": self.sheet.code},
            )
        self.typed = read_answers(answers, self.sheet)
        words = read_notes(notes, self.sheet)
        self._tell("answers", self.typed.mistakes)
        self._tell("notes", words.mistakes)
        for question, answer in self._changed_answers(values).items():
            if self.typed.found.get(question, answer) != answer:
                self.add_error(question, _("The box above says something else. Keep one of the two."))
        values["found"] = {**self.typed.found, **self._changed_answers(values)}
        values["words"] = words.found
        if not values["found"] and not values["words"] and not self.errors:
            self.add_error("answers", _("Type at least one answer or note."))
        return values

    def _changed_answers(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Returns what was changed in the table."""
        questions = [line.question for line in self.sheet.lines if line.number is not None]
        return {
            question: values[question]
            for question in questions
            if values.get(question) and values[question] != values.get(f"{question}-was")
        }

    def _tell(self, field: str, mistakes: Iterable[Mistake]) -> None:
        told = [told_of(mistake) for mistake in mistakes]
        for sentence in told[:_SHOWN_AT_MOST]:
            self.add_error(field, sentence)
        if len(told) > _SHOWN_AT_MOST:
            self.add_error(field, gettext("There are more of these. Put the first ones right, and look again."))

    def paper(self) -> Paper:
        """Returns what the sheet says besides its answers."""
        said = self.cleaned_data
        return Paper(
            code=self.sheet.code,
            on=said["on"].isoformat(),
            place=said["place"],
            asked_by=said["asked_by"],
            answers=said["answers"],
            notes=said["notes"],
        )


def told_of(mistake: Mistake) -> str:
    """Returns a mistake as a sentence, with the line on which it is."""
    sentences = {
        "no_such_question": _("Line %(line)s: “%(text)s” is no question of this sheet."),
        "no_such_answer": _("Line %(line)s: “%(text)s” is no answer. Type a, z, u, r or -."),
        "two_answers": _("Line %(line)s: “%(text)s” answers a question for the second time, and differently."),
        "no_answer": _("Line %(line)s: “%(text)s” has no answer."),
        "too_many": _("Line %(line)s: “%(text)s” goes beyond the last question."),
        "no_question": _("Line %(line)s: “%(text)s” belongs to no question. Begin with its number and a colon."),
    }
    text = mistake.text if len(mistake.text) <= 40 else mistake.text[:40] + "…"
    return sentences[mistake.fault] % {"line": mistake.line, "text": text}
