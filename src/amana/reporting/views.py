"""Figures on the desk: one figure with its definition, its table as a file, and the reports of the pack."""

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_bidi, gettext
from django.views.decorators.http import require_GET

from amana.countrypacks.dates import day_of
from amana.countrypacks.forms import attempt
from amana.errors import NotAllowed
from amana.reporting import commands, drawing, queries, words
from amana.reporting import pack as results
from amana.reporting.counting import Answer
from amana.reporting.errors import NoSuchReport
from amana.reporting.forms import AskForm
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now
from amana_methods.calendar import Month

FIRST_ASKED = "A-01"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _may_read(actor: Actor) -> None:
    if not actor.can("figures.read"):
        raise NotAllowed


def _read_query(request: HttpRequest, known: list[queries.Choice]) -> dict[str, str]:
    """Returns the query; without a period it is this year so far. Drops dimensions of another figure."""
    today = day_of(now())
    asked = {
        "indicator": request.GET.get("indicator", FIRST_ASKED),
        "from": request.GET.get("from", f"{today.year}-01"),
        "to": request.GET.get("to", str(Month.of(today))),
        "by": request.GET.get("by", ""),
        "and": request.GET.get("and", ""),
    }
    if request.GET.get("was", asked["indicator"]) != asked["indicator"]:
        allowed = next((each.dimensions for each in known if each.id == asked["indicator"]), ())
        asked |= {name: asked[name] if asked[name] in allowed else "" for name in ("by", "and")}
    return asked


def _answer_query(request: HttpRequest) -> tuple[AskForm, Answer | None, list[queries.Choice]]:
    actor, at = actor_of(request), now()
    _may_read(actor)
    known = queries.choices()
    asked = _read_query(request, known)
    first, last = queries.first_month(at), Month.of(day_of(at))
    form = AskForm(asked, known=known, months=[first.plus(n) for n in range(last.since(first) + 1)])
    if not form.is_valid():
        return form, None, known
    values = form.cleaned_data
    answer = attempt(
        form,
        lambda: queries.figure_of_record(
            actor, values["indicator"], first=values["from"], last=values["to"], by=form.by(), now=at
        ),
    )
    return form, answer, known


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Shows a figure by indicator, months and dimensions, with its definition; what cannot be counted yet, and why."""
    form, answer, known = _answer_query(request)
    context: dict[str, Any] = {
        "form": form,
        "answer": answer,
        "missing": [each for each in known if each.why_not],
        "reports": results.reports(),
    }
    if answer is not None:
        context |= _figure_context(answer) | {"query": request.GET.urlencode()}
    return render(request, "reporting/figures.html", context, status=200 if answer is not None else 422)


def _figure_context(answer: Answer) -> dict[str, Any]:
    sheet = words.sheet(answer)
    total = words.display_value(answer.figure.total, answer.measure)
    few = sheet.rows if len(answer.by) == 1 and len(sheet.rows) <= 4 else ()
    return {
        "sheet": sheet,
        "total": total,
        "beside": list(zip(sheet.columns[1:], sheet.foot.cells[1:], strict=True)) if len(answer.by) < 2 else [],
        "few": [(row.labels[0], row.cells[0]) for row in few],
        "first": answer.period.starts,
        "last": answer.period.ends,
        "divided_by": [results.dimension_name(each) for each in answer.by],
        "drawing": drawing.bars(sheet, leftwards=get_language_bidi()) if len(answer.by) == 1 else None,
        "hides": any(cell.hidden for row in (*sheet.rows, sheet.foot) for cell in row.cells),
        "min_cell": results.min_cell(),
        "below": results.min_cell() - 1,
        "opted_out": words.display_value(answer.opted_out, answer.measure) if answer.opted_out is not None else None,
        "frozen": queries.is_frozen(answer),
        "forgotten": queries.forgotten_since(answer.period.ends),
        "gathers": "nationality_group" in answer.by,
        "rare": results.rare_nationality(),
    }


@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """Returns the same table as a CSV file, with definition, version and time of counting; records the export.

    A table that would reveal few people together with one exported before is refused, with the page unchanged.
    """
    form, counted, _known = _answer_query(request)
    actor = actor_of(request)
    answer = attempt(form, lambda: commands.table_taken(actor, counted, now=now())) if counted is not None else None
    if answer is None:
        context: dict[str, Any] = {"form": form, "answer": counted, "missing": []}
        if counted is not None:
            context |= _figure_context(counted) | {"query": request.GET.urlencode()}
        return render(request, "reporting/figures.html", context, status=422)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"amana-{answer.id}-{answer.period.first}-{answer.period.last}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")
    _write(csv.writer(response), answer)
    return response


def _write(file: Any, answer: Answer) -> None:
    sheet = words.sheet(answer)
    for label, text in (
        (gettext("Figure"), f"{answer.id} {answer.entry.name}"),
        (gettext("Definition"), answer.figure.definition),
        (gettext("Version"), answer.figure.version),
        (gettext("Months"), str(answer.period)),
        (gettext("Counted"), timezone.localtime(answer.counted_at).strftime("%Y-%m-%d %H:%M")),
        *((gettext("Note"), str(note)) for note in answer.notes),
    ):
        file.writerow([_plain(label), _plain(text)])
    file.writerow([])
    file.writerow([_plain(each) for each in (*(sheet.labels or ("",)), *sheet.columns)])
    for row in (*sheet.rows, sheet.foot):
        file.writerow([_plain(each) for each in (*row.labels, *(cell.text for cell in row.cells))])


def _plain(text: str) -> str:
    """Escapes the text so that no office program takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """The reports that the pack describes."""
    _may_read(actor_of(request))
    return render(request, "reporting/reports.html", {"reports": results.reports()})


@require_GET
def report(request: HttpRequest, id: str) -> HttpResponse:
    """Shows all figures of one report for one of its periods."""
    actor, at = actor_of(request), now()
    _may_read(actor)
    profile = results.reports().get(id)
    if profile is None:
        raise NoSuchReport
    periods = queries.periods(profile.period, day_of(at), queries.first_month(at))
    chosen = next((each for each in periods if str(each.first) == request.GET.get("from")), periods[0])
    lines = queries.report(actor, id, first=str(chosen.first), last=str(chosen.last), now=at)
    return render(
        request,
        "reporting/report.html",
        {
            "id": id,
            "profile": profile,
            "periods": periods,
            "chosen": chosen,
            "counted_at": at,
            "lines": [
                (line, words.display_value(line.answer.figure.total, line.answer.measure) if line.answer else None,
                 _totals_row(line.answer) if line.answer else ())
                for line in lines
            ],
        },
    )  # fmt: skip


def _totals_row(answer: Answer) -> list[tuple[str, words.Shown]]:
    sheet = words.sheet(answer)
    return list(zip(sheet.columns[1:], sheet.foot.cells[1:], strict=True))
