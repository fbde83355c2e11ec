"""Releases on the desk: the list, preparing one step by step, approving, publishing, withdrawing."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_bidi, gettext
from django.views.decorators.http import require_GET, require_http_methods

from amana.countrypacks.dates import day_of
from amana.countrypacks.forms import attempt, succeeds
from amana.errors import NotAllowed
from amana.releases import commands, queries, rules, words
from amana.releases.faces import form_page, may_prepare
from amana.releases.forms import ColumnsForm, CostForm, QuestionForm, SendBackForm, TablesForm, WithdrawForm
from amana.releases.people import years_of
from amana.releases.queries import Release
from amana.releases.rules import Kind, State
from amana.releases.schema import column_name, families, family_name, value_name
from amana.releases.showing import display_tables, people_line
from amana.reporting import pack as results
from amana.reporting import queries as figures
from amana.reporting.counting import in_words
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now
from amana_methods.calendar import Month
from amana_methods.disclosure.noisy import half_width
from amana_methods.disclosure.records.accounting import sigma_for
from amana_methods.disclosure.spending import Cap


def title_of(row: Release) -> str:
    """Returns what is counted, in the reader's words."""
    return str(results.entries()[row.indicator].name)


# The list ----------------------------------------------------------------------------------


@require_GET
def list_releases(request: HttpRequest) -> HttpResponse:
    """Every release of the organisation, and the remaining budget of each programme."""
    actor = actor_of(request)
    rows = queries.releases(actor)
    return render(
        request,
        "releases/list.html",
        {
            "rows": [_row(row) for row in rows],
            "programmes": [(each, queries.budget_or_none(each)) for each in queries.programmes(actor)],
            "prepares": actor.can("releases.prepare"),
        },
    )


def _row(row: Release) -> tuple[Release, str, str, str, object]:
    state = State(row.state)
    return row, title_of(row), words.months_of(queries.period_for(row)), words.CHIPS[state], words.STATES[state]


# Preparing ------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The question: whose budget, which people, which months."""
    actor, at = actor_of(request), now()
    may_prepare(actor)
    first, last = figures.first_month(at), Month.of(day_of(at))
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        programmes=[(str(each.id), each.title) for each in queries.programmes(actor)],
        indicators=queries.indicators(),
        months=[first.plus(n) for n in range(last.since(first) + 1)],
        initial={"last": str(last)},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        chosen = queries.programme(actor, UUID(values["programme"]))
        row = attempt(
            form,
            lambda: commands.prepare_release(
                actor, chosen, indicator=values["indicator"], first=values["first"], last=values["last"], now=at
            ),
        )
        if row is not None:
            return redirect("releases:release_kind", row.id)
    return form_page(
        request,
        form,
        heading=gettext("What should the public learn?"),
        lead=gettext(
            "A release answers one question about people, from facts that were coded. It opens no file and holds nothing "
            "that was written in words."
        ),
        deed=gettext("Go on to tables or rows"),
        back=reverse("releases:releases"),
        step=1,
    )


@require_http_methods(["GET", "POST"])
def kind(request: HttpRequest, id: UUID) -> HttpResponse:
    """Tables or rows; rows are disabled, with the reason, where there are too few people."""
    actor, at = actor_of(request), now()
    row = _draft(actor, id)
    people = len(queries.people_for(row, at, kind=Kind.RECORDS))
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = request.POST.get("kind", "")
        if chosen not in Kind:
            form.add_error(None, gettext("Choose tables or rows."))
        elif succeeds(form, lambda: commands.choose_kind(actor, row, kind=chosen, now=at)):
            return redirect("releases:release_columns", id)
    return render(
        request,
        "releases/kind.html",
        {
            "row": row,
            "title": title_of(row),
            "form": form,
            "enough": rules.may_be_records(people),
            "fewest": in_words(rules.FEWEST_FOR_RECORDS),
            "back": reverse("releases:release", args=[id]),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, id: UUID) -> HttpResponse:
    """The schema: which tables or columns, what each means, and what cannot be."""
    actor = actor_of(request)
    row = _draft(actor, id)
    if not row.kind:
        return redirect("releases:release_kind", id)
    known = list(families(years_of(queries.period_for(row))).values())
    form: TablesForm | ColumnsForm
    posted = request.POST if request.method == "POST" else None
    if row.kind == Kind.TABLES:
        form = TablesForm(posted, families=known, initial=TablesForm.build_initial(row.tables))
    else:
        form = ColumnsForm(posted, families=known, initial={"columns": row.columns, "layouts": row.layouts})
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _choose(actor, row, form)):
        return redirect("releases:release_cost", id)
    return render(
        request,
        "releases/columns.html",
        {
            "row": row,
            "title": title_of(row),
            "form": form,
            "families": [(each, [value_name(each.id, code) for code in each.codes]) for each in known],
            "rows": row.kind == Kind.RECORDS,
            "back": reverse("releases:release", args=[id]),
        },
        status=422 if form.errors else 200,
    )


def _choose(actor: Actor, row: Release, form: TablesForm | ColumnsForm) -> bool:
    if isinstance(form, TablesForm):
        commands.choose_tables(actor, row, tables=form.tables())
    else:
        values = form.cleaned_data
        commands.choose_columns(actor, row, columns=values["columns"], layouts=values["layouts"])
    return True


@require_http_methods(["GET", "POST"])
def cost(request: HttpRequest, id: UUID) -> HttpResponse:
    """How much privacy it may cost, next to what is left, and how wide intervals become."""
    actor = actor_of(request)
    row = _draft(actor, id)
    form = CostForm(request.POST if request.method == "POST" else None, initial={"epsilon": row.epsilon or 1})
    if request.method == "POST" and form.is_valid():
        epsilon = form.cleaned_data["epsilon"]
        if succeeds(form, lambda: commands.choose_epsilon(actor, row, epsilon=epsilon)):
            return redirect("releases:release", id)
    budget = queries.budget_or_none(row.programme)
    widths = []
    if budget and row.kind == Kind.TABLES and row.tables:
        for epsilon in (0.5, 1, 2, 4):
            rho = Cap(epsilon, budget.cap.delta).rho * 0.9 / len(row.tables)
            widths.append(
                (f"{epsilon:g}", half_width(sigma_for(rho)), budget.covers(Cap(epsilon, budget.cap.delta).rho))
            )
    return render(
        request,
        "releases/cost.html",
        {
            "row": row,
            "title": title_of(row),
            "form": form,
            "budget": budget,
            "widths": widths,
            "back": reverse("releases:release", args=[id]),
        },
        status=422 if form.errors else 200,
    )


def _draft(actor: Actor, id: UUID) -> Release:
    may_prepare(actor)
    return queries.release(actor, id)


# One release ----------------------------------------------------------------------------------------------


@require_GET
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """A release: its state, what was chosen, who said what, and the next step."""
    actor = actor_of(request)
    row = queries.release(actor, id)
    state = State(row.state)
    result = row.result or (row.preview if row.preview.get("generated") else {})
    return render(
        request,
        "releases/one.html",
        {
            "row": row,
            "title": title_of(row),
            "entry": results.entries()[row.indicator],
            "months": words.months_of(queries.period_for(row)),
            "state": state,
            "state_words": words.STATES[state],
            "chip": words.CHIPS[state],
            "kind": words.KINDS[Kind(row.kind)] if row.kind else "",
            "tables": [" × ".join(family_name(each) for each in table) for table in row.tables],
            "columns": [family_name(each) for each in row.columns],
            "layouts": [words.LAYOUTS[each] for each in row.layouts],
            "zeros": _zeros(row),
            "missing": commands.missing_in(row) if state is State.DRAFT else [],
            "wanted": bool(row.preview.get("wanted")),
            "said": [(each, words.SENT_BACK.get(each.reason, "")) for each in queries.said_to(row)],
            "needed": rules.APPROVALS,
            "shown": display_tables(result, leftwards=get_language_bidi()) if result else [],
            "people": people_line(result) if result else None,
            "rows_shown": _rows(row) if state is State.DRAFT or state is State.WAITING else None,
            "files": [(name, size, words.FILES.get(name, "")) for name, size in queries.files_of(row)],
            "prepares": actor.can("releases.prepare"),
            "approves": actor.can("releases.approve") and state is State.WAITING,
            "mine": row.prepared_by == actor.account,
            "answered": queries.has_answered(actor, row),
            "prepared_by": trust.user_name(row.prepared_by),
            "why": words.STOPPED.get(row.why) or words.WITHDRAWN.get(row.why, ""),
            "percent": round(100 * row.progress),
            "send_back": SendBackForm(),
            "budget": queries.budget_or_none(row.programme),
        },
    )


def _zeros(row: Release) -> list[tuple[str, str]]:
    """Returns (column, the column without which it cannot be) for every combination that is declared impossible."""
    return [
        (column_name(rule["column"]), column_name(next(iter(rule["requires"]))))
        for rule in row.schema.get("only_with", ())
    ]


def _rows(row: Release) -> tuple[list[str], list[list[str]]] | None:
    """Returns the first generated rows of a preview, in the reader's words."""
    if not row.preview.get("rows"):
        return None
    names = [column["name"] for column in row.schema["column"]]
    told = [
        [value_name(name.partition(".")[0], value) if value else "" for name, value in zip(names, each, strict=True)]
        for each in row.preview["rows"]
    ]
    return [column_name(name) for name in names], told


def _post_action(deed: Callable[[Actor, Release, HttpRequest], object]) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """Returns a view that applies one action to a release on POST, and redirects to its page in any case."""

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, id: UUID) -> HttpResponse:
        actor = actor_of(request)
        row = queries.release(actor, id)
        if request.method == "POST":
            deed(actor, row, request)
        return redirect("releases:release", id)

    return view


want_preview = _post_action(lambda actor, row, _request: commands.want_preview(actor, row))
hand_in = _post_action(lambda actor, row, _request: commands.hand_in(actor, row, now=now()))
take_back = _post_action(lambda actor, row, _request: commands.take_back(actor, row, now=now()))
give_up = _post_action(lambda actor, row, _request: commands.give_up(actor, row, now=now()))
publish = _post_action(lambda actor, row, _request: commands.publish_release(actor, row, now=now()))
agree = _post_action(
    lambda actor, row, _request: commands.answer_release(actor, row, agrees=True, reason="", now=now())
)


@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sends it back to its author, with a reason."""
    actor = actor_of(request)
    if not actor.can("releases.approve"):
        raise NotAllowed
    row = queries.release(actor, id)
    form = SendBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        commands.answer_release(actor, row, agrees=False, reason=reason, now=now())
        return redirect("releases:release", id)
    return form_page(
        request,
        form,
        heading=gettext("Send it back"),
        lead=gettext("Nothing is measured. Whoever prepared it reads your reason and can change it."),
        deed=gettext("Send it back with this reason"),
        back=reverse("releases:release", args=[id]),
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    """Withdraws it: its page stays and says why; its data are deleted."""
    actor = actor_of(request)
    row = queries.release(actor, id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        commands.withdraw_release(actor, row, why=form.cleaned_data["why"], now=now())
        return redirect("releases:release", id)
    return form_page(
        request,
        form,
        heading=gettext("Withdraw it"),
        lead=gettext(
            "The public page stays, with the day and the reason; numbers and files are gone from it at once. Copies that "
            "others took cannot be called back, and what was spent stays spent."
        ),
        deed=gettext("Withdraw the release"),
        back=reverse("releases:release", args=[id]),
        stop=True,
    )
