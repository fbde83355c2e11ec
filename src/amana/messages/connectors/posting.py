"""One request to a provider, which always ends in one of four ways: an answer, away, turned down, or unsure."""

import json
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Final
from urllib.parse import urlsplit

from amana.messages.connectors.base import Away, TurnedDown, Unsure

_SECONDS: Final = 15
_MOST_BYTES: Final = 64 * 1024
_HERE: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_BUSY: Final = 429
_UNCLEAR: Final = frozenset({408, 409})


def is_here(address: str) -> bool:
    """Whether what is sent to this address stays on this machine."""
    return urlsplit(address).hostname in _HERE


def is_private(address: str) -> bool:
    """Whether what is sent to this address is encrypted on its way, or stays on this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and is_here(address)))


def post(address: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """Returns the provider's answer as a mapping. Does not follow redirects. Raises Away, TurnedDown, Unsure.

    Before the connection is established nothing can have been sent; after that, a fault means Unsure.
    """
    parts = urlsplit(address)
    if not is_private(address):
        raise TurnedDown
    connection = (
        HTTPSConnection(parts.netloc, timeout=_SECONDS, context=ssl.create_default_context())
        if parts.scheme == "https"
        else HTTPConnection(parts.netloc, timeout=_SECONDS)
    )
    try:
        try:
            connection.connect()
        except OSError as fault:
            raise Away from fault
        try:
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path or "/", body, dict(headers))
            answer = connection.getresponse()
            content = answer.read(_MOST_BYTES)
        except (OSError, HTTPException) as fault:
            raise Unsure from fault
    finally:
        connection.close()
    return _parse_response(answer.status, content)


def _parse_response(status: int, content: bytes) -> dict[str, Any]:
    if status == _BUSY:
        raise Away
    if 400 <= status < 500 and status not in _UNCLEAR:
        raise TurnedDown
    if not 200 <= status < 300:
        raise Unsure
    try:
        said = json.loads(content)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
