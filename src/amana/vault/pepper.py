"""The pepper of reporters' codes: a key of the key store that answers with keyed hashes and never leaves it.

Processes with the key store ask it there. The public face has none: it asks a small service over a socket, which knows
this one verb (`serving`). In both, the answer names each version of the pepper that is still in use.
"""

import hmac
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from django.conf import settings

from amana.sockets import connect
from amana.vault import keystore
from amana.vault.errors import KeyStoreAway

NAME: Final = "codes"
SOCKET: Final = "pepper.sock"
LONGEST: Final = 64  # bytes of what is hashed
_SALT: Final = b"salt of codes"
_SECONDS: Final = 5.0


def macs(text: bytes) -> dict[int, tuple[bytes, bytes]]:
    """(keyed hash of `text`, salt) under each living version of the pepper, by version. Raises KeyStoreAway."""
    answer = of_key_store(text) if settings.AMANA_HOLDS_KEYS else ask(text)
    if not answer:
        raise KeyStoreAway
    return answer


def of_key_store(text: bytes) -> dict[int, tuple[bytes, bytes]]:
    """The same by the key store of this process. Raises KeyStoreAway."""
    keystore.named_key(NAME)
    return under(keystore.named_key_versions(NAME), text)


def under(keys: Mapping[int, bytes], text: bytes) -> dict[int, tuple[bytes, bytes]]:
    """(keyed hash of `text`, salt) under each of these peppers."""
    return {
        version: (hmac.digest(key, text, "sha256"), hmac.digest(key, _SALT, "sha256")) for version, key in keys.items()
    }


def ask(text: bytes) -> dict[int, tuple[bytes, bytes]]:
    """The same by the service. Raises KeyStoreAway where nobody answers."""
    request = json.dumps({"mac": text.hex()}).encode() + b"\n"
    try:
        with connect(Path(settings.AMANA_LETTER_BOX), SOCKET, _SECONDS) as door, door.makefile("rwb") as stream:
            stream.write(request)
            stream.flush()
            answer = json.loads(stream.readline())
        return {int(each): (bytes.fromhex(mac), bytes.fromhex(salt)) for each, (mac, salt) in answer["macs"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise KeyStoreAway from fault
