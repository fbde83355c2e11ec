"""Forms of the interview: the sitting, the profile, one question, one part of the conversation."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amana.countrypacks import pack
from amana.countrypacks.forms import (
    LONGTEXT_LENGTH,
    Words,
    clean_text,
    kept_sealed,
    offer,
)
from amana.errors import AmanaError
from amana.intake.findings import boxes
from amana.intake.pack_sections import AnswersEntry
from amana.screening import pack as says
from amana.screening.rules import Entry, Part, Sitting
from amana.screening.words import WHO_IS_THERE, WISH
from amana_methods.digits import western_digits


class SittingForm(forms.Form):
    """Before the questions: what is urgent, who is there, how she wants to be asked, the words said."""

    urgent = forms.ChoiceField(
        label=_("Does the person need protection, a doctor, food or rest first?"),
        choices=[("yes", _("Something comes first")), ("no", _("Nothing urgent"))],
        widget=forms.RadioSelect,
        help_text=_("What comes first is done first, and the interview waits."),
    )
    present = forms.MultipleChoiceField(
        label=_("Who is in the room, beside you and the person?"), widget=forms.CheckboxSelectMultiple
    )
    she_asked = forms.BooleanField(
        label=_("The person said so while alone: they want this relative, or this person, with them"), required=False
    )
    interpreter = forms.ChoiceField(
        label=_("Does the person want an interpreter?"),
        choices=[
            ("no", _("No interpreter wanted")),
            ("yes", _("An interpreter is here")),
            ("by_phone", _("An interpreter by telephone")),
        ],
        widget=forms.RadioSelect,
        required=False,
        help_text=_(
            "Never a relative, an employer, or somebody from the same workplace. May stay empty when an interpreter is ticked above."
        ),
    )
    language = forms.ChoiceField(label=_("Language in which the person is asked"))
    interviewer = forms.ChoiceField(
        label=_("Who does the person want to be asked by?"), choices=[], widget=forms.RadioSelect, required=False
    )
    as_wished = forms.ChoiceField(
        label=_("Is the person asked by somebody they wish?"),
        choices=[
            ("yes", _("Asked by whom the person wishes")),
            ("no", _("Nobody of that kind is free; the person agrees to go on")),
        ],
        widget=forms.RadioSelect,
    )
    words_said = forms.BooleanField(
        label=_("I said the words before starting, and the person agrees to be asked"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusal: AmanaError | None = None
        offer(self, "present", ((name, str(label)) for name, label in WHO_IS_THERE.items()))
        languages = [(option.id, str(option.label)) for option in pack().lists["language"]]
        offer(self, "language", [("", str(_("not known"))), *languages])
        wishes = pack().fields["sex_of_interviewer_choice"].options
        offer(self, "interviewer", [(option.id, str(option.label)) for option in wishes])

    def clean_present(self) -> list[str]:
        """Who is there; nobody and somebody at once is a mistake."""
        present: list[str] = self.cleaned_data["present"]
        if "nobody" in present and len(present) > 1:
            raise ValidationError(_("Choose nobody else, or those who are there."))
        return present

    def clean(self) -> dict[str, Any]:
        """An interpreter who is ticked among those in the room needs no second answer; otherwise it is needed, and fits."""
        values = super().clean() or {}
        is_there = "interpreter" in values.get("present", ())
        if "interpreter" in self.errors or "present" in self.errors:
            return values
        if not values.get("interpreter"):
            if is_there:
                values["interpreter"] = "yes"
            else:
                self.add_error("interpreter", self.fields["interpreter"].error_messages["required"])
        elif is_there and values["interpreter"] == "no":
            self.add_error(
                "interpreter", _("An interpreter is ticked above as being in the room. Correct one of the two.")
            )
        return values

    def sitting(self) -> Sitting:
        """Returns the conditions of this sitting."""
        said = self.cleaned_data
        return Sitting(**{**said, "present": tuple(said["present"])})


class StopForm(forms.Form):
    """Whose wish it was to stop; she is not asked why."""

    wish = forms.ChoiceField(label=_("Who wished to stop?"), choices=[], widget=forms.RadioSelect)
    note = Words(
        label=_("What you want to remember for the next time"),
        required=False,
        max_length=LONGTEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kept_sealed(note)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "wish", ((name, str(label)) for name, label in WISH.items()))


class ProfileForm(forms.Form):
    """Which questions fit: her age while it happened, and the suspected kind of exploitation."""

    age = forms.CharField(
        label=_("Age in years while it happened"),
        required=False,
        max_length=3,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr"}),
        help_text=_("The age when it began, not the age today. Leave it empty when it is not known."),
    )
    age_known = forms.ChoiceField(
        label=_("How sure is the age?"),
        choices=[
            ("known", _("Known, or nobody doubts it")),
            ("disputed", _("Disputed: the person may have been under age")),
            ("unknown", _("Not known")),
        ],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Not known or disputed: the questions for children are asked, until it is known."),
    )
    age_today = forms.CharField(
        label=_("Age today, if it is another one"),
        required=False,
        max_length=3,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr"}),
        help_text=_("Left empty, the age above stands in the case as the age today."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What kind of exploitation is thought of?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Choose several where they fit. Nothing chosen: the questions for every kind are asked."),
    )
    sex = forms.ChoiceField(label=_("How is the person addressed?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kinds", says.kinds())
        sexes = [(option.id, str(option.label)) for option in pack().lists["sex"]]
        offer(self, "sex", [("", str(_("not known"))), *sexes])

    def clean_age(self) -> int | None:
        """The age while it happened."""
        return self._years("age")

    def clean_age_today(self) -> int | None:
        """The age today; None where it is the same."""
        return self._years("age_today")

    def _years(self, name: str) -> int | None:
        """An age as a number; digits of any script are read."""
        typed = western_digits(clean_text(self.cleaned_data[name]))
        if not typed:
            return None
        if not typed.isdecimal() or int(typed) > 120:
            raise ValidationError(_("Write the age as a number of years, for example 17."))
        return int(typed)


class AnswerForm(forms.Form):
    """One question: one of its boxes, and the person's own words. An open prompt (no `answers`) has words only."""

    answer = forms.ChoiceField(label=_("What was found"), widget=forms.RadioSelect)
    words = Words(
        label=_("The person’s own words, if offered"),
        required=False,
        max_length=LONGTEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Leave it empty rather than press the person."),
    )
    kept_sealed(words)
    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, answers: AnswersEntry | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusal: AmanaError | None = None
        if answers is None:
            del self.fields["answer"]
        else:
            offer(self, "answer", boxes(answers))

    def entry(self) -> Entry:
        """Returns the answer as it is kept."""
        return Entry(self.cleaned_data.get("answer", "not_asked"), self.cleaned_data["words"])


class PartForm(forms.Form):
    """All questions of one part on one page: words to the open prompt, then the boxes of each; other words stay.

    Each answer is sent with the one that the page showed, so that only what was changed here is written.
    """

    opening = Words(
        label=_("The person’s own words"),
        required=False,
        max_length=LONGTEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Listen first. What the person tells unasked need not be asked any more."),
    )
    kept_sealed(opening)
    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, part: Part, entries: Mapping[str, Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusal: AmanaError | None = None
        self.part, self.entries = part, entries
        self.fields["opening"].initial = self._entry_of(part.opening).words
        for question in part.questions:
            now = self._entry_of(question).answer
            asked = says.question(question)
            choices = boxes(asked.answers) if asked.answers is not None else []
            self.fields[question] = forms.ChoiceField(
                label=str(asked.label), choices=choices, widget=forms.RadioSelect, initial=now
            )
            self.fields[f"was-{question}"] = forms.ChoiceField(
                choices=choices, widget=forms.HiddenInput, initial=now, required=False
            )

    def _entry_of(self, question: str) -> Entry:
        return self.entries.get(question, Entry())

    def changes(self) -> dict[str, Entry]:
        """Returns the questions whose answer differs from the one shown, and the open prompt where words were added."""
        found = {
            question: Entry(self.cleaned_data[question], self._entry_of(question).words)
            for question in self.part.questions
            if self.cleaned_data[question] != self.cleaned_data[f"was-{question}"]
        }
        words = self.cleaned_data["opening"]
        if words != self._entry_of(self.part.opening).words:
            found[self.part.opening] = Entry(words=words)
        return found
