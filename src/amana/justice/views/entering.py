"""The page of a step: as in cases, but without fields that the paper or the word fills already."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from amana.cases import queries as cases
from amana.cases.proposing import deciders_for
from amana.cases.queries import Step
from amana.cases.subjects import Subject
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt, form_class, status_of
from amana.countrypacks.machines import recording_of
from amana.countrypacks.values import Field, Transition
from amana.errors import NotFound
from amana.justice import rules
from amana.justice.commands.steps import Entry
from amana.steps.commands import Told, check_recorder
from amana.steps.pages import StepForms, forms_for
from amana.steps.rules import Paper, Word
from amana.trust.actor import Actor, actor_of


def entry_page(
    request: HttpRequest,
    subject: Subject,
    transition_id: str,
    record: Callable[[Entry], Step],
    *,
    back: str,
) -> HttpResponse:
    """Shows the form of a step, and takes the step on POST; what was typed is preserved when it is refused."""
    actor = actor_of(request)
    machine = pack().machine(subject.machine_name)
    if transition_id not in {step.id for step in machine.transitions}:
        raise NotFound
    transition = machine.transition(transition_id)
    check_recorder(actor, subject, transition)
    blocks = _blocks(request, actor, subject, transition)
    status = 200
    if request.method == "POST":
        status = 422
        if blocks.are_valid(actor):
            if attempt(blocks.who, lambda: record(_entry(actor, blocks))) is not None:
                return redirect(back)
            status = status_of(blocks.who)
    return render(
        request,
        "steps/step.html",
        {
            "blocks": blocks,
            "transition": transition,
            "title": str(transition.name),
            "back": back,
            "reference": cases.reference(subject.procedure),
        },
        status=status,
    )


def _blocks(request: HttpRequest, actor: Actor, subject: Subject, transition: Transition) -> StepForms:
    blocks = forms_for(request, actor, subject, transition, {})
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    fields = required_fields(actor, transition)
    return replace(blocks, told=form_class(fields)(data, files, prefix="told"))


def required_fields(actor: Actor, transition: Transition) -> list[Field]:
    """Returns the fields that neither the paper nor the word fills, for any decision-maker."""
    country = pack()
    ways = {
        "self" if party in actor.roles else recording_of(country, party)
        for party, _name in deciders_for(actor, transition)
    }
    told: frozenset[str] = frozenset()
    if ways == {"paper"}:
        told = rules.SAID_ON_PAPER
    if ways and ways <= {"paper", "word"}:
        told |= rules.SAID_BY_WORD
    return [field for field in transition.required if field.id not in told]


def _entry(actor: Actor, blocks: StepForms) -> Entry:
    counted: list[Any] = blocks.list_needed(actor)
    paper = word = proof = None
    if blocks.paper is not None and blocks.paper in counted:
        values = blocks.paper.cleaned_data
        scan = values["scan"]
        paper = Paper(values["decided_on"], values["authority"], values["number"], scan.read(), scan.name)
    if blocks.word is not None and blocks.word in counted:
        values = blocks.word.cleaned_data
        word = Word(values["said_on"], values["method"], values["witness"])
    for scan in blocks.told.scans().values():
        proof = (scan.name or "scan", scan.read())
    told = Told(blocks.told.facts(), blocks.told.collect_sealed(), blocks.told.working())
    who = blocks.who.cleaned_data
    said = blocks.said.build_answer() if blocks.said is not None and blocks.said in counted else None
    return Entry(who["decided_by"], who["seen"], told, paper, word, said, proof)
