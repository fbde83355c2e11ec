"""The webhook for providers: a genuine request is stored, and every other one is refused without detail and counted."""

import logging
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from amana.countrypacks.dates import day_of
from amana.messages import refused
from amana.messages.connectors import BadSignature, Raw, Unreadable
from amana.messages.receiving import receive
from amana.vault.clock import now

_log = logging.getLogger("amana.messages")
_MOST_BYTES: Final = 256 * 1024
_LOGGED: Final = frozenset({1, 10, 100, 1000, 10_000})


@csrf_exempt  # a provider has no cookie of ours; the signature takes its place
@require_POST
def webhook(request: HttpRequest, connector: str) -> HttpResponse:
    """Stores and confirms a request, or refuses it. Gives no reason, and logs none of its text."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > _MOST_BYTES:
        return HttpResponse(status=413)
    at = now()
    try:
        reception = receive(connector, _raw(request), at)
    except BadSignature:
        number = refused.count(connector, day_of(at))
        if number in _LOGGED:
            _log.warning("connector %s: %s requests refused today", connector, number)
        return HttpResponse(status=403)
    except Unreadable:
        _log.warning("connector %s: a genuine request could not be read", connector)
        return HttpResponse(status=422)
    if reception is None:
        return HttpResponse(status=404)
    return HttpResponse(reception.body, content_type=f"{reception.kind}; charset=utf-8")


def _raw(request: HttpRequest) -> Raw:
    body = request.body  # before the form, which reads it as well
    return Raw(
        address=request.get_full_path(),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        form={name: str(value) for name, value in request.POST.items()},
        query={name: str(value) for name, value in request.GET.items()},
    )
