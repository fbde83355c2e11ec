"""A photo sealed as the script of the page seals it, for clients that are no browser."""

import base64
import json
import os
import re
import struct
from html import unescape
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_STEP = 65_536
_LATTICE = 1184


def bundle(page: str, size: int) -> bytes:
    """A made-up photo of so many bytes, for the readers that the page names. Raises ValueError where it names none."""
    found = re.search(r'data-readers="([^"]*)"', page)
    readers = json.loads(unescape(found[1])) if found else []
    if not readers:
        raise ValueError("the page names no readers")
    name, key, nonce = uuid4(), os.urandom(32), os.urandom(12)
    text = b'{"kind":"photo","type":"image/jpeg"}\n' + os.urandom(size)
    padded = struct.pack(">I", len(text)) + text
    padded += bytes(-len(padded) % _STEP)
    sealed = AESGCM(key).encrypt(nonce, padded, f"amana|v2|sealed|report_file|{name}|1|1".encode())
    head = json.dumps({"id": str(name), "wraps": [_wrap(each, str(name), key) for each in readers]}).encode()
    return struct.pack(">I", len(head)) + head + bytes([2, 1, 0, 0, 0, 1]) + nonce + sealed


def _wrap(reader: dict[str, Any], name: str, key: bytes) -> dict[str, Any]:
    raw = base64.b64decode(reader["public"])
    public = hpke.MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(raw[:_LATTICE]), X25519PublicKey.from_public_bytes(raw[_LATTICE:])
    )
    place = f"amana|v2|wrap|{reader['kind']}|{reader['id']}|by right|open|{name}|1".encode()
    blob = bytes([2]) + _SUITE.encrypt(key, public, place)
    return {
        "kind": reader["kind"], "id": reader["id"], "version": reader["version"], "blob": base64.b64encode(blob).decode()
    }  # fmt: skip
