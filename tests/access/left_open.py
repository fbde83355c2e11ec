"""The desk with three mistakes made on purpose: a case without its check, a list of everything, a forgotten row."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from amana.cases.models import Procedure
from amana.web.urls_desk import CASES as cases
from amana.web.urls_desk import urlpatterns as desk


def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """A case, for whoever asks."""
    return HttpResponse(Procedure.objects.get(id=id).number or "")


def everything(request: HttpRequest) -> HttpResponse:
    """Every case number."""
    return HttpResponse(" ".join(row.number or "" for row in Procedure.objects.all()))


mistakes = [
    path("", everything, name="list"),
    path("forgotten/", everything, name="forgotten"),
    path("<uuid:id>/", one, name="one"),
]
urlpatterns = [
    path("cases/", include((mistakes + [each for each in cases if each.name not in ("list", "one")], "cases"))),
    *[each for each in desk if str(each.pattern) != "cases/"],
]
