"""Her own copy of her file: what is written about her, in her language, printed by somebody who may open it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from amana.cases import queries
from amana.cases.commands import open_section
from amana.cases.display import pairs_of
from amana.cases.page import agreed_rows
from amana.cases.queries import Procedure
from amana.countrypacks import pack
from amana.printing import as_printed
from amana.signin.reauth import recently_proved
from amana.subject_access import commands
from amana.subject_access.paper import Part, paper
from amana.subject_access.receipts import day_of
from amana.subject_access.views.papers import LANGUAGES, chosen_language, pdf
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now


@recently_proved
@require_http_methods(["GET", "POST"])
def own_copy(request: HttpRequest, id: UUID) -> HttpResponse:
    """What will be on the paper and what is left out; a POST prints it, and every section that is opened leaves its line."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    queries.require_own(actor, "cases.manage", procedure)
    if request.method == "POST":
        language = chosen_language(request)
        with translation.override(language):
            content = _paper(actor, procedure, language)
        commands.printed_for_her(actor, procedure, "copy", now())
        return pdf(content, "copy")
    country = pack()
    page = {
        "reference": queries.reference(procedure),
        "procedure": procedure,
        "sections": [str(country.section_name(code)) for code in country.section_codes],
        "left_out": left_out(),
        "languages_of_paper": LANGUAGES,
    }
    return render(request, "subject_access/own_copy.html", page)


def left_out() -> list[str]:
    """What is never on her copy, and why: said on the page and on the paper."""
    return [
        gettext("What others told about the person, and who they are: they were promised that nobody learns it."),
        gettext(
            "Notes of lawyers, counsellors and the team: they are their own working notes. The person may ask each of "
            "them."
        ),
        gettext("Names of those who work here: the paper may come into other hands."),
        gettext(
            "What was written before it was changed or corrected: the paper says what stands now. The person may ask to "
            "hear it."
        ),
        gettext("Scans and files: each of them is given on request, one by one."),
    ]


def _as_written(value: str) -> str:
    """A number, a code or Latin words stand as they were written, also on a page that runs leftwards."""
    return as_printed(value) if value.isascii() and "\n" not in value else value


def _paper(actor: Actor, procedure: Procedure, language: str) -> bytes:
    country, at = pack(), now()
    told = queries.facts_of(procedure)
    parts = [
        Part(
            lines=[
                gettext("This is what is written in your file. Keep it only where it is safe."),
                gettext("Number of the file: %(number)s") % {"number": as_printed(queries.reference(procedure))},
                gettext("Printed on %(day)s.") % {"day": day_of(at)},
            ]
        ),
        Part(
            gettext("What counts, without a name"),
            pairs=pairs_of(country.case_facts, told),
        ),
    ]
    for code in country.section_codes:
        fields, _revision = open_section(actor, procedure, code, at)
        pairs = [(label, _as_written(value)) for label, value in pairs_of(country.section_fields(code), fields)]
        nothing = [] if pairs else [gettext("Nothing is written here yet.")]
        parts.append(Part(str(country.section_name(code)), lines=nothing, pairs=pairs))
    agreed = [
        gettext("%(who)s: %(sees)s. Until: %(until)s")
        % {"who": row["who"], "sees": row["sees"], "until": row["until_words"] or day_of(row["until"])}
        for row in agreed_rows(actor, procedure, at)
    ]
    parts.append(Part(gettext("What the person agreed to"), list=agreed or [gettext("Nothing is shared yet")]))
    asks = gettext("If something is wrong, say so: it is corrected, or your objection is written beside it.")
    parts.append(Part(gettext("What is not on this paper"), list=left_out(), lines=[asks]))
    return paper(language, gettext("A copy of my file"), parts)
