"""A sign made from something that is written down already: the form has its words."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from amana.countrypacks.forms import attempt
from amana.intake.forms import SignForm, collect_values, told_form
from amana.intake.queries import Sign
from amana.trust.queries import UnitCard


def record_from(
    request: HttpRequest,
    units: list[UnitCard],
    initial: tuple[dict[str, Any], dict[str, Any]],
    make: Callable[..., Sign],
    page: dict[str, Any],
) -> HttpResponse:
    """The form, or the sign that `make(unit_id, told, danger, language, observations)` takes from it.

    `initial` is what the two parts of the form begin with; `page` has the number, the title, and where one goes back to.
    """
    data = request.POST if request.method == "POST" else None
    form, words = SignForm(data, units=units, initial=initial[0]), told_form(data, initial=initial[1])
    if data is not None and all([form.is_valid(), words.is_valid()]):
        said = {name: form.cleaned_data[name] for name in ("danger", "language", "observations")}
        sign = attempt(form, lambda: make(unit_id=form.unit_id, told=collect_values(words), **said))
        if sign is not None:
            return redirect("intake:sign", sign.id)
    context = {"form": form, "words": words, "nobody": not units, **page}
    return render(request, "intake/record_from.html", context, status=422 if data is not None else 200)
