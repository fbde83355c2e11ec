"""What every page of the public face shows: numbers to call first, hours, and where one can read on."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from amana.countrypacks import pack
from amana.intake.pack_sections import HOTLINES, INFORMATION

# Whoever reports may record a voice note; nothing else of the phone is asked for.
_MAY_RECORD: Final = "camera=(), geolocation=(), microphone=(self), payment=(), usb=()"


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
    records: bool = False,
) -> HttpResponse:
    """A page of the public face, by its template; `records` where a voice note can be made."""
    country = pack()
    said = INFORMATION.of(country)
    urgencies = sorted(country.urgencies, key=lambda each: each.acknowledge_hours)
    lines = sorted(HOTLINES.of(country).values(), key=lambda line: (not line.emergency, not line.day_and_night))
    first = [line for line in lines if line.emergency or line.day_and_night]
    answer = render(
        request,
        template,
        {
            "calls": first,
            "other_calls": [line for line in lines if line not in first],
            "soonest_hours": urgencies[0].acknowledge_hours,
            "latest_hours": urgencies[-1].acknowledge_hours,
            "read_on": [(str(each.title), reverse("about", args=[key])) for key, each in said.pages.items()],
            "spoken_here": [(code, said.help_in[code].name) for code in said.help_languages],
            **(context or {}),
        },
        status=status,
    )
    if records:
        answer["Permissions-Policy"] = _MAY_RECORD
    return answer


def source_of(request: HttpRequest) -> str:
    """The address a request came from, for what is remembered in memory against floods and nowhere else."""
    if settings.HTTPS:  # then a proxy is in front, and its own entry is the last one
        return str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
