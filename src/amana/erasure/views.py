"""Pages of erasure: what waits for two people or for its hours, what is on hold, what the rules propose, and the certificates."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.cases import queries
from amana.countrypacks.forms import attempt
from amana.erasure import certificate, commands
from amana.erasure import queries as forgetting
from amana.erasure.forms import ForgetForm, HoldForm, StopForm
from amana.signin.reauth import recently_proved
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_GET
def forgetting_page(request: HttpRequest) -> HttpResponse:
    """Shows everything about retention and erasure that concerns the actor."""
    actor, at = actor_of(request), now()
    waiting = [(row, certificate.reason_name(row.reason)) for row in forgetting.list_requests(actor, at)]
    return render(
        request,
        "erasure/forgetting.html",
        {
            "asked": [each for each in waiting if each[0].agreed_at is None],
            "agreed": [each for each in waiting if each[0].agreed_at is not None],
            "stopped": [(row, certificate.stop_name(row.reason)) for row in forgetting.list_stopped(actor, at)],
            "hours": forgetting.hours_of_wait(),
            "held": forgetting.list_holds(actor) if actor.can("forgetting.hold") else [],
            "due": forgetting.due(actor, at),
            "rules": forgetting.retention_rules(),
            "done": [(row, certificate.reason_name(row.reason)) for row in forgetting.list_erasures(actor)],
        },
    )


@require_http_methods(["GET", "POST"])
def forget_case(request: HttpRequest, id: UUID) -> HttpResponse:
    """Asks for the erasure of a case, or for a hold on it."""
    actor = actor_of(request)
    row = forgetting.one_to_forget(actor, id)
    holding = request.POST.get("act") == "hold"
    ask = ForgetForm(request.POST if request.method == "POST" and not holding else None)
    hold = HoldForm(request.POST if holding else None)
    if request.method == "POST":
        form = hold if holding else ask
        if form.is_valid():
            told = form.cleaned_data
            command = commands.hold_case if holding else commands.ask_to_forget
            done = attempt(form, lambda: command(actor, row, **told, now=now()))
            if done is not None:
                return redirect("erasure:forgetting")
    return render(
        request,
        "erasure/forget.html",
        {
            # The officer decides by the list of what waits; a page by an id tells no number to other organisations.
            "reference": queries.reference(row) if queries.own_among(actor, [row]) else "",
            "procedure": row,
            "hours": forgetting.hours_of_wait(),
            "ask": ask,
            "hold": hold if actor.can("forgetting.hold") else None,
        },
        status=422 if request.method == "POST" else 200,
    )


@require_POST
@recently_proved
def agree_to_forget(request: HttpRequest, id: UUID) -> HttpResponse:
    """Agrees to an erasure, which then waits."""
    actor = actor_of(request)
    commands.agree_to_forget(actor, forgetting.asked_one(actor, id), now=now())
    return redirect("erasure:forgetting")


@require_http_methods(["GET", "POST"])
def stop_forgetting(request: HttpRequest, id: UUID) -> HttpResponse:
    """Stops an agreed erasure, at once; asks for no second factor, so that nothing delays it."""
    actor = actor_of(request)
    row = forgetting.agreed_one(actor, id)
    form = StopForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason, one = form.cleaned_data["reason"], forgetting.asked_one(actor, id)
        if attempt(form, lambda: commands.stop_forgetting(actor, one, reason=reason, now=now()) or True):
            return redirect("erasure:forgetting")
    return render(
        request, "erasure/stop.html", {"row": row, "form": form}, status=422 if request.method == "POST" else 200
    )


@require_POST
def keep_case(request: HttpRequest, id: UUID) -> HttpResponse:
    """Keeps the case."""
    actor = actor_of(request)
    commands.keep_after_all(actor, forgetting.asked_one(actor, id), now=now())
    return redirect("erasure:forgetting")


@require_POST
def lift_hold(request: HttpRequest, id: UUID) -> HttpResponse:
    """Lifts the hold."""
    actor = actor_of(request)
    commands.lift_hold(actor, forgetting.held_one(actor, id), now=now())
    return redirect("erasure:forgetting")


@require_GET
def certificate_page(request: HttpRequest, id: UUID) -> HttpResponse:
    """Shows a certificate, with the page to print."""
    done = forgetting.forgotten_one(actor_of(request), id)
    return render(
        request,
        "erasure/forgotten.html",
        {
            "done": done,
            "reason": certificate.reason_name(done.reason),
            "counted": certificate.describe_counts(done.counts),
        },
    )


@require_GET
def print_certificate(request: HttpRequest, id: UUID) -> HttpResponse:
    """Returns the certificate as a page (PDF), in her language."""
    done = forgetting.forgotten_one(actor_of(request), id)
    answer = HttpResponse(certificate.page(done), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{done.number}.pdf"'
    return answer
