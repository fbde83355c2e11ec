"""Asking a person: the words to read aloud in her language, and the part of a form that says how she answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from amana.cases import queries
from amana.cases.queries import Procedure
from amana.consent.commands import Said
from amana.consent.queries import languages_read_aloud
from amana.consent.rules import lacks
from amana.countrypacks import pack
from amana.countrypacks.forms import Words, kept_sealed, offer
from amana.countrypacks.loader import recording
from amana.countrypacks.schema import LANGUAGES
from amana.trust import queries as trust
from amana.trust.actor import Actor

_MISSING: Mapping[str, tuple[str, Any]] = {
    "language": ("language", _("Say this as well: it shows that the person was asked.")),
    "how": ("how", _("Say this as well: it shows that the person was asked.")),
    "witness": (
        "witness",
        _("Choose the colleague who was the witness, or write name and role of a witness from outside."),
    ),
    "interpreter": (
        "interpreter_code",
        _("The words to read aloud do not exist in this language. Say who interpreted, or that you speak it yourself."),
    ),
}


def choices_of(name: str) -> list[tuple[str, str]]:
    """A list of the pack, or the options of one of its fields, as choices in the reader's language."""
    country = pack()
    options = country.lists[name] if name in country.lists else country.fields[name].options
    return [(option.id, str(option.label)) for option in options]


def language_of(procedure: Procedure) -> str:
    """The language in which this person is spoken with, as the record says it; empty where it does not."""
    facts = queries.facts_of(procedure)
    spoken = facts.get("languages") or []
    languages = [spoken] if isinstance(spoken, str) else spoken
    known: str = facts.get("interpreter_language") or (languages[0] if len(languages) == 1 else "")
    return known


def language_name(code: str) -> str:
    """The language in the reader's own; its code where the pack does not know it."""
    return dict(choices_of("language")).get(code, code)


@dataclass(frozen=True)
class Sentence:
    """A sentence to read aloud, what it says in the reader's language, and where it can be heard ("" for nowhere)."""

    id: str
    text: str
    meaning: str
    recorded: bool


@dataclass(frozen=True)
class Aloud:
    """What is read aloud in one language; `exists` is False where the pack has no words in it: then an interpreter reads.

    `chosen` is the person's language ("" when it is not known), `written_in` the one the sentences are written in.
    """

    chosen: str
    written_in: str
    name: str
    exists: bool
    confirmed: bool
    sentences: tuple[Sentence, ...]
    languages: tuple[tuple[str, str], ...]


def aloud(language: str) -> Aloud:
    """The words to read aloud in this language; without words of its own, in the reader's, to be interpreted."""
    country, own = pack().consent, get_language() or "en"
    exists = language in languages_read_aloud()
    sentences = []
    for key, text in country.read_aloud.items():
        meaning = str(text)
        if language in LANGUAGES:
            words = text.text(language)
        else:
            words = country.in_languages[language].read_aloud[key] if exists else meaning
        heard = bool(language) and recording(language, key) is not None
        sentences.append(Sentence(key, words, "" if words == meaning else meaning, heard))
    said = country.in_languages.get(language)
    return Aloud(
        chosen=language,
        written_in=language if exists else own,
        name=language_name(language) if language else "",
        exists=exists,
        confirmed=said is None or said.confidence == "confirmed",
        sentences=tuple(sentences),
        languages=tuple(choices_of("language")),
    )


def aloud_for(request: HttpRequest, procedure: Procedure, form: forms.Form | None = None) -> Aloud:
    """What is read aloud on this page: in the language chosen there, else in the one the record knows the person by."""
    typed = form["language"].value() if form is not None and form.is_bound and "language" in form.fields else ""
    chosen = str(typed or request.GET.get("spoken") or language_of(procedure))
    return aloud(chosen if chosen in dict(choices_of("language")) else "")


class SaidForm(forms.Form):
    """How the person was asked and answered; limits and a witness from outside are sealed."""

    language = forms.ChoiceField(label=_("Language in which the person was asked"))
    how = forms.ChoiceField(label=_("How the person answered"))
    witness = forms.ChoiceField(
        label=_("Witness: a colleague"), required=False, help_text=_("Needed for an answer by word.")
    )
    witness_name = Words(label=_("Witness from outside: name"), max_length=120, required=False)
    witness_role = Words(
        label=_("What the witness is there as"),
        max_length=120,
        required=False,
        help_text=_(
            "For example a nurse of the hospital, a friend whom the person chose. Never somebody whom the person fears."
        ),
    )
    interpreter_code = Words(
        label=_("Who interpreted: the code"),
        max_length=40,
        required=False,
        help_text=_(
            "Needed where the words to read aloud do not exist in the language. Never a relative or an employer."
        ),
    )
    speaks = forms.BooleanField(label=_("Nobody interpreted: I speak this language"), required=False)
    limits = Words(
        label=_("Limits, in the person’s own words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Such as “not to my brother”, “only by day”. They stand on the receipt, and whoever relies on this answer reads them first."
        ),
    )
    for _sealed in (witness_name, witness_role, limits):
        kept_sealed(_sealed)
    del _sealed
    always_asked = True

    def __init__(self, *args: Any, actor: Actor, language: str = "", **kwargs: Any) -> None:
        """`language` is the one the record knows the person by; without it nothing is chosen."""
        super().__init__(*args, **kwargs)
        self.actor = actor
        colleagues = [
            (str(card.id), card.name) for card in trust.users_in_unit(actor.unit_id) if card.id != actor.user_id
        ]
        offer(self, "language", choices_of("language"))
        offer(self, "how", choices_of("consent.how"))
        offer(self, "witness", [("", gettext("nobody of ours")), *colleagues])
        self.initial.setdefault("language", language)

    def clean(self) -> dict[str, Any]:
        """The answer can be kept: the command would refuse what is refused here."""
        values = super().clean() or {}
        if self.always_asked:
            self.need_how_it_was_said()
        return values

    def need_how_it_was_said(self) -> None:
        """What is missing of how the person was asked stands as a mistake beside its field."""
        if {"language", "how", "witness"} & self.errors.keys():
            return
        missing = lacks(
            self.build_answer().asking(self.actor.user_id),
            needs_witness=frozenset(pack().consent.needs_witness),
            spoken=languages_read_aloud(),
        )
        if missing:
            name, text = _MISSING[missing]
            self.add_error(name, text)

    def build_answer(self, given_by: str = "person") -> Said:
        """The answer as `consent` keeps it."""
        values = self.cleaned_data
        return Said(
            language=values.get("language", ""),
            how=values.get("how", ""),
            given_by=given_by,
            interpreter=values.get("interpreter_code", ""),
            witness=UUID(values["witness"]) if values.get("witness") else None,
            speaks=bool(values.get("speaks")),
            witness_name=values.get("witness_name", ""),
            witness_role=values.get("witness_role", ""),
            limits=values.get("limits", ""),
        )
