"""The pages of the diary: a day, a week or a month, and its file."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from amana.countrypacks import pack
from amana.countrypacks.dates import WEEKDAYS, day_of
from amana.countrypacks.deadlines import weekend_of
from amana.diary import rules
from amana.diary.entries import Entry, by_day, entries_between, moments_of
from amana.diary.rules import Span, View
from amana.diary.taking import TYPE, calendar_file
from amana.errors import NotFound
from amana.trust.actor import actor_of
from amana.vault.clock import now

VIEWS: tuple[tuple[View, str | Promise], ...] = (
    (View.DAY, pgettext_lazy("part of a diary", "Day")),
    (View.WEEK, pgettext_lazy("part of a diary", "Week")),
    (View.MONTH, pgettext_lazy("part of a diary", "Month")),
)
_SHOWN_IN_A_CELL = 3


@dataclass(frozen=True, slots=True)
class Day:
    """A day on a page of the diary, and what it holds."""

    day: date
    entries: tuple[Entry, ...]
    today: bool
    weekend: bool
    outside: bool
    url: str

    @property
    def in_cell(self) -> tuple[Entry, ...]:
        """What a cell of the month has room for."""
        return self.entries[:_SHOWN_IN_A_CELL]

    @property
    def more(self) -> int:
        """How many entries a cell has no room for."""
        return max(0, len(self.entries) - _SHOWN_IN_A_CELL)


@require_GET
def diary(request: HttpRequest) -> HttpResponse:
    """Shows the dates of one's own work: `view` is day, week or month, `day` a day of it (today without)."""
    actor, at = actor_of(request), now()
    today, weekend = day_of(at), weekend_of(pack())
    view, day = _read_address(request.GET, today)
    first_weekday = rules.first_weekday(weekend)
    span = rules.span_of(view, day, first_weekday=first_weekday)
    weeks = rules.weeks_of(day, first_weekday=first_weekday) if view == View.MONTH else []
    shown = (weeks[0][0], weeks[-1][-1]) if weeks else (span.first, span.last)
    found = by_day(entries_between(actor, *moments_of(*shown), now=at))

    def describe(each: date) -> Day:
        return Day(
            each,
            tuple(found.get(each, ())),
            today=each == today,
            weekend=each.weekday() in weekend,
            outside=not span.first <= each <= span.last,
            url=_address(View.DAY, each),
        )

    days = [describe(each) for each in span.days]
    return render(
        request,
        "diary/diary.html",
        {
            "view": view,
            "span": span,
            "views": [(label, _address(each, day), each == view) for each, label in VIEWS],
            "weeks": [[describe(each) for each in week] for week in weeks],
            "weekdays": [WEEKDAYS[(first_weekday + place) % 7] for place in range(7)],
            "days": days if view != View.MONTH else [each for each in days if each.entries],
            "empty": not any(each.entries for each in days),
            **_ways(view, span, today),
        },
    )


def _ways(view: View, span: Span, today: date) -> dict[str, Any]:
    """Returns the addresses of the pages before and after, of today, and of the file."""
    return {
        "before": _address(view, span.before) if span.before.year >= rules.FIRST_YEAR else "",
        "after": _address(view, span.after) if span.after.year <= rules.LAST_YEAR else "",
        "to_today": "" if span.first <= today <= span.last else _address(view, today),
        "file": _address(view, span.first, route="diary:file"),
    }


def _address(view: View, day: date, *, route: str = "diary:diary") -> str:
    return f"{reverse(route)}?{urlencode({'view': view, 'day': day.isoformat()})}"


def _read_address(said: QueryDict, today: date) -> tuple[View, date]:
    """Returns which page an address asks for. Raises NotFound for one that never was an address of ours."""
    try:
        view, day = View(said.get("view", View.WEEK)), date.fromisoformat(said.get("day") or today.isoformat())
    except ValueError:
        raise NotFound from None
    if not rules.FIRST_YEAR <= day.year <= rules.LAST_YEAR:
        raise NotFound
    return view, day


@require_GET
def file(request: HttpRequest) -> HttpResponse:
    """Returns the page's entries as a file for a calendar. It is made for this request, and nothing can subscribe to it."""
    actor, at = actor_of(request), now()
    view, day = _read_address(request.GET, day_of(at))
    span = rules.span_of(view, day, first_weekday=rules.first_weekday(weekend_of(pack())))
    entries = entries_between(actor, *moments_of(span.first, span.last), now=at)
    assert actor.user_id is not None
    response = HttpResponse(calendar_file(actor.user_id, entries, now=at), content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{span.first.isoformat()}.ics"'
    response["Cache-Control"] = "no-store"
    return response
