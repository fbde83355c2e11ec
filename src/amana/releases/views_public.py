"""Releases for everybody: what is published, one release with its numbers, and its files. No script, no session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_GET

from amana.releases import queries, words
from amana.releases.rules import State
from amana.releases.showing import display_tables, people_line
from amana.reporting import pack as results
from amana.trust import queries as trust


@require_GET
def list_published(request: HttpRequest) -> HttpResponse:
    """Every release that was published, including those withdrawn since."""
    rows = [
        (
            row,
            str(results.entries()[row.indicator].name),
            row.state == State.WITHDRAWN,
            words.months_of(queries.period_for(row)),
        )
        for row in queries.public_releases()
    ]
    return render(request, "releases/public_list.html", {"rows": rows})


@require_GET
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """A release: its numbers with intervals, files, how to read it, what is missing, how to cite it."""
    row = queries.public_release(reference)
    entry = results.entries()[row.indicator]
    return render(
        request,
        "releases/public_one.html",
        {
            "row": row,
            "title": str(entry.name),
            "definition": str(entry.definition),
            "months": words.months_of(queries.period_for(row)),
            "publisher": trust.organisation(row.programme.organisation).name,
            "withdrawn": row.state == State.WITHDRAWN,
            "why": words.WITHDRAWN.get(row.why, ""),
            "shown": display_tables(row.result, leftwards=get_language_bidi()),
            "people": people_line(row.result),
            "rows": row.kind == "records",
            "files": [(name, size, words.FILES.get(name, "")) for name, size in queries.files_of(row)],
            "how_to_read": words.how_to_read(row.kind),
            "missing": words.what_is_missing(row.kind),
        },
    )


@require_GET
def file(_request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """A file of a release, as it was made."""
    found = queries.public_file(reference, name)
    response = HttpResponse(bytes(found.content), content_type=f"{found.media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="amana-{reference}-{name}"'
    return response
