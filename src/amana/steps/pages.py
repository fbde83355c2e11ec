"""Pages of a step, for every machine: the form that asks what the pack requires, and the entry as it was recorded.

A room gives its subject and where to go back to; who decides, what is needed, paper, word and consent come from the
pack.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amana import vault
from amana.cases import queries
from amana.cases.asking import SaidForm, aloud_for, choices_of, language_of
from amana.cases.display import describe_value
from amana.cases.proposing import deciders_for
from amana.cases.queries import Procedure, Step
from amana.cases.sources import is_known, show_sources
from amana.cases.subjects import Subject
from amana.consent import queries as consent
from amana.countrypacks import dates, pack
from amana.countrypacks.forms import Scan, Words, attempt, clean_text, form_class, offer, status_of
from amana.countrypacks.machines import recording_of
from amana.countrypacks.values import Transition
from amana.errors import NotFound
from amana.steps.commands import Told, check_recorder, open_step, take_step
from amana.steps.rules import Paper, Word, decides_in_person
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now
from amana_methods.digits import western_digits


class WhoForm(forms.Form):
    """Who decided; chosen among those the pack names whom this recorder may enter."""

    decided_by = forms.ChoiceField(label=_("Who decided"), widget=forms.RadioSelect)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, deciders: list[tuple[str, str]], seen: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"seen": seen, "decided_by": deciders[0][0] if len(deciders) == 1 else None}
        super().__init__(*args, **kwargs)
        offer(self, "decided_by", deciders)


class _Block(forms.Form):
    """A block that counts only when its way was chosen; then each of `needed` must be filled in."""

    needed: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        """Everything the way needs is there."""
        values = super().clean() or {}
        for name in self.needed:
            if not values.get(name) and name not in self.errors:
                self.add_error(name, _("This is needed for a decision that came in this way."))
        return values


class _Day(forms.DateField):
    """A day, in digits of any script."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> Any:
        return super().to_python(western_digits(clean_text(value)) if isinstance(value, str) else value)


class PaperForm(_Block):
    """A decision on paper."""

    needed: tuple[str, ...] = ("decided_on", "authority", "number", "scan")
    decided_on = _Day(label=_("Date of the decision"), required=False)
    authority = Words(label=_("Authority"), max_length=200, required=False)
    number = Words(label=_("Number of the decision"), max_length=100, required=False)
    scan = Scan(label=_("Scan or photo of the paper"), required=False)


class WordForm(_Block):
    """What the person said, and who can confirm it."""

    needed: tuple[str, ...] = ("said_on", "method")
    said_on = _Day(label=_("Day it was said"), required=False)
    method = forms.ChoiceField(label=_("How it was said"), required=False)
    witness = Words(
        label=_("Witness"), max_length=120, required=False, help_text=_("Sealed with the case. Leave empty if nobody.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "method", choices_of("witness_or_method"))

    def clean(self) -> dict[str, Any]:
        """A decision told before a witness names the witness."""
        values = super().clean()
        if values.get("method") in pack().consent.needs_witness and not values.get("witness"):
            self.add_error("witness", _("Name the witness before whom it was said."))
        return values


@dataclass
class StepForms:
    """The blocks of one step's form; a block that is not asked for is None."""

    who: WhoForm
    told: Any
    paper: PaperForm | None
    word: WordForm | None
    said: SaidForm | None
    paper_always: bool = False

    def list_needed(self, actor: Actor) -> list[forms.Form]:
        """The blocks that count, given who decided."""
        blocks: list[forms.Form] = [self.who, self.told]
        if self.paper is not None and self.paper_always:
            blocks.append(self.paper)
        if not self.who.is_valid():
            return blocks
        decided_by = self.who.cleaned_data["decided_by"]
        if not decides_in_person(decided_by, actor.roles):
            way = recording_of(pack(), decided_by)
            offered = ((self.paper, "paper"), (self.word, "word"))
            blocks += [each for each, wanted in offered if each and way == wanted and each not in blocks]
        if self.said is not None:
            blocks.append(self.said)
        return blocks

    def are_valid(self, actor: Actor) -> bool:
        """Whether every block that counts is filled in rightly."""
        counted = self.list_needed(actor)
        for block in (self.paper, self.word):
            if block is not None and block not in counted:
                block.needed = ()  # a way in which nobody decided is missing nothing
        checked = [block.is_valid() for block in counted]  # each shows its own mistakes
        return all(checked)


def forms_for(
    request: HttpRequest, actor: Actor, subject: Subject, transition: Transition, initial: Mapping[str, Any]
) -> StepForms:
    """The blocks of the form, filled from the request where it is a POST."""
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    deciders = deciders_for(actor, transition)
    ways = {recording_of(pack(), party) for party, _name in deciders if party not in actor.roles}
    others = {recording_of(pack(), party) for party in transition.also_agrees}
    wants = transition.consent_type not in (None, "referral") and not consent.has_agreed(
        subject.procedure.id, str(transition.consent_type), now()
    )
    return StepForms(
        who=WhoForm(data, deciders=deciders, seen=subject.places()[transition.track], prefix="step"),
        told=form_class(transition.required)(data, files, initial=dict(initial), prefix="told"),
        paper=PaperForm(data, files, prefix="paper") if "paper" in ways | others else None,
        word=WordForm(data, prefix="word", initial={"said_on": timezone.localdate()}) if "word" in ways else None,
        said=SaidForm(data, prefix="said", actor=actor, language=language_of(subject.procedure)) if wants else None,
        paper_always="paper" in others,
    )


def step_page(
    request: HttpRequest,
    subject: Subject,
    transition_id: str,
    *,
    back: str,
    title: str = "",
    template: str = "steps/step.html",
    initial: Mapping[str, Any] | None = None,
    settled: Collection[str] = (),
    section: str = "account",
    done: Callable[[Step], object] | None = None,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The form of a step, and the step itself on POST; what was typed stays whatever is refused.

    `settled` fields are no opinion of the one who writes: they keep their value of `initial`, are not asked, and
    what a request says about them counts for nothing.
    """
    actor = actor_of(request)
    machine = pack().machine(subject.machine_name)
    if transition_id not in {step.id for step in machine.transitions}:
        raise NotFound
    transition = machine.transition(transition_id)
    check_recorder(actor, subject, transition)
    known = known_in_case(subject.procedure, transition)
    blocks = forms_for(request, actor, subject, transition, {**known, **(initial or {})})
    show_known(blocks.told, subject.procedure, transition, {**(initial or {}), **known})
    for name in settled:
        if name in blocks.told.fields:
            blocks.told.fields[name].disabled = True
            blocks.told.fields[name].widget = forms.HiddenInput()
    status = 200
    if request.method == "POST":
        status = 422
        if blocks.are_valid(actor):
            step = attempt(blocks.who, lambda: take(actor, subject, transition_id, blocks, section))
            if step is not None:
                if done is not None:
                    done(step)
                return redirect(back)
            status = status_of(blocks.who)
    return render(
        request,
        template,
        {
            "blocks": blocks,
            "aloud": aloud_for(request, subject.procedure, blocks.said) if blocks.said is not None else None,
            "transition": transition,
            "title": title or str(transition.name),
            "back": back,
            "reference": queries.reference(subject.procedure),
            **(context or {}),
        },
        status=status,
    )


def known_in_case(procedure: Procedure, transition: Transition) -> dict[str, Any]:
    """What the coded facts of the case say already of the fields of a step, by field; it is corrected, not typed again."""
    facts = queries.facts_of(procedure) if any(field.known_as for field in transition.required) else {}
    return {
        field.id: facts[field.known_as]
        for field in transition.required
        if field.known_as and is_known(facts.get(field.known_as))
    }


def show_known(form: forms.Form, procedure: Procedure, transition: Transition, values: Mapping[str, Any]) -> None:
    """The fields that stand for a fact of the case say so, with where it is known from."""
    known, facts = queries.source_of(procedure), queries.facts_of(procedure)
    named = {field.id: field.known_as or field.id for field in transition.required}
    there = {name: values[name] for name, fact in named.items() if name in values and facts.get(fact) == values[name]}
    show_sources(form, there, {name: known.get(named[name], "") for name in there})


def take(actor: Actor, subject: Subject, transition_id: str, blocks: StepForms, section: str) -> Step:
    """The step, from the cleaned blocks. Raises what `take_step` raises."""
    counted = blocks.list_needed(actor)
    paper = word = None
    if blocks.paper is not None and (blocks.paper in counted):
        values = blocks.paper.cleaned_data
        paper = Paper(
            values["decided_on"], values["authority"], values["number"], values["scan"].read(), values["scan"].name
        )
    if blocks.word is not None and blocks.word in counted:
        values = blocks.word.cleaned_data
        word = Word(values["said_on"], values["method"], values["witness"])
    told = blocks.told
    return take_step(
        actor,
        subject,
        transition_id,
        told=Told(told.facts(), told.collect_sealed(), told.working()),
        decided_by=blocks.who.cleaned_data["decided_by"],
        seen=blocks.who.cleaned_data["seen"],
        paper=paper,
        word=word,
        said=blocks.said.build_answer() if blocks.said is not None else None,
        section=section,
        now=now(),
    )


@dataclass(frozen=True)
class StepView:
    """A step as a page tells it: its words only where they were opened."""

    step: Step
    name: str
    decided_by: str
    recorded_by: str
    confirmed_by: str
    pairs: list[tuple[str, str]]
    scan: UUID | None


def step_view(actor: Actor, procedure: Procedure, step: Step, *, opened: bool = False) -> StepView:
    """A step with names; with `opened` also its facts and words, which leaves a line in the trail."""
    country = pack()
    transition = country.machine(step.machine).transition(step.transition)
    pairs: list[tuple[str, str]] = []
    if opened:
        pairs = pairs_of_step(step, vault.facts.get("step", step.id), open_step(actor, procedure, step, now()))
    return StepView(
        step,
        str(transition.name),
        str(country.role(step.decided_by).name),
        trust.user_name(step.recorded_by),
        trust.user_name(step.confirmed_by),
        pairs,
        step.scan,
    )


def pairs_of_step(step: Step, facts: Mapping[str, Any], words: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, value) of everything that was entered with a step: its fields, the paper, the word."""
    transition = pack().machine(step.machine).transition(step.transition)
    labels = {each.id: each for each in transition.required}
    said = {**facts, **words.get("working", {}), **words.get("said", {})}
    pairs = [
        (str(labels[name].label), describe_value(labels[name], value))
        for name, value in said.items()
        if name in labels and value not in (None, "")
    ]
    if words.get("paper"):
        paper = {**words["paper"], "decided_on": dates.as_words(str(words["paper"]["decided_on"]))}
        pairs += [(str(each.label), str(paper[each.name])) for each in PaperForm() if each.name != "scan"]
    if words.get("word"):
        method = dict(choices_of("witness_or_method")).get(words["word"]["method"], "")
        pairs.append((str(_("Day it was said")), dates.as_words(str(words["word"]["said_on"]))))
        pairs.append((str(_("How it was said")), method))
        if words["word"]["witness"]:
            pairs.append((str(_("Witness")), words["word"]["witness"]))
    return pairs
