"""The master key inside a PKCS#11 token: made there, never out of it; the token wraps and unwraps for us.

Masters are AES-256 keys labelled `amana-master-1`, `amana-master-2` ...; AES-GCM runs inside the token, with the
place of the key as associated data. They have an HMAC key of their own.
"""

import os
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pkcs11
from django.conf import settings
from pkcs11 import Attribute, GCMParams, KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import EncryptedDataInvalid, FunctionFailed, GeneralError, PKCS11Error

from amana.vault import ciphers
from amana.vault.errors import KeyStoreAway

_LABEL: Final = "amana-master-"
_MAC: Final = "amana-mac"
_NUMBER: Final = struct.Struct(">I")
_NONCE: Final = 12
_TAG_BITS: Final = 128
_one_at_a_time: Final = threading.Lock()  # a process is logged in to a token as a whole


class TokenDriver:
    """Masters in the token that `AMANA_TOKEN` names: module, label of the token, file that holds the PIN."""

    name = "pkcs11"

    def begin(self) -> None:
        """The token holds a master; made inside it where there was none."""
        with self._session() as session:
            if not _numbers(session):
                _generate(session, 1)

    def versions(self) -> list[int]:
        """The masters that are there."""
        with self._session() as session:
            return _numbers(session)

    def wrap(self, key: bytes, where: bytes) -> bytes:
        """`key` under the newest master, encrypted inside the token."""
        with self._session() as session:
            number = max(_numbers(session), default=0)
            nonce = os.urandom(_NONCE)
            sealed = _master(session, number).encrypt(
                key, mechanism=Mechanism.AES_GCM, mechanism_param=GCMParams(nonce, where, _TAG_BITS)
            )
            return _NUMBER.pack(number) + nonce + bytes(sealed)

    def unwrap(self, blob: bytes, where: bytes) -> bytes:
        """The key in `blob`. Raises Broken."""
        (number,) = _NUMBER.unpack_from(blob)
        nonce, sealed = blob[_NUMBER.size : _NUMBER.size + _NONCE], blob[_NUMBER.size + _NONCE :]
        with self._session() as session:
            if number not in _numbers(session):
                raise ciphers.Broken("master")
            try:
                opened: bytes = _master(session, number).decrypt(
                    sealed, mechanism=Mechanism.AES_GCM, mechanism_param=GCMParams(nonce, where, _TAG_BITS)
                )
            except (EncryptedDataInvalid, GeneralError, FunctionFailed) as fault:  # tokens differ in what they call it
                raise ciphers.Broken("tag") from fault
            return opened

    def mac(self, text: bytes) -> bytes:
        """HMAC-SHA256 inside the token."""
        with self._session() as session:
            found: bytes = session.get_key(object_class=ObjectClass.SECRET_KEY, label=_MAC).sign(
                text, mechanism=Mechanism.SHA256_HMAC
            )
            return found

    def rotate(self) -> int:
        """One more master in the token."""
        with self._session() as session:
            number = max(_numbers(session), default=0) + 1
            _generate(session, number)
            return number

    def destroy(self, version: int) -> None:
        """The token no longer holds this master, unless it's the only one."""
        with self._session() as session:
            if len(numbers := _numbers(session)) > 1 and version in numbers:
                _master(session, version).destroy()

    def leave(self) -> None:
        """The token holds nothing of ours."""
        with self._session() as session:
            for key in list(session.get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY})):
                if key.label == _MAC or key.label.startswith(_LABEL):
                    key.destroy()

    def is_kept_inside(self) -> bool:
        """Whether the token refuses to give out its masters, or to let them be changed into keys that it would give out."""
        with self._session() as session:
            masters = [_master(session, number) for number in _numbers(session)]
            return bool(masters) and all(
                key[Attribute.SENSITIVE] and not key[Attribute.EXTRACTABLE] and not key[Attribute.MODIFIABLE]
                for key in masters
            )

    @staticmethod
    def reread() -> None:
        """Tokens that were made after the module was loaded are seen."""
        pkcs11.lib(_settings()[0]).reinitialize()

    @contextmanager
    def _session(self) -> Iterator[Any]:
        """A session of the token, logged in, one at a time; faults of the token come out as KeyStoreAway."""
        try:
            with _one_at_a_time:
                module, token, pin = _settings()
                with pkcs11.lib(module).get_token(token_label=token).open(rw=True, user_pin=pin) as session:
                    yield session
        except (PKCS11Error, OSError, RuntimeError) as fault:
            raise KeyStoreAway from fault


def _settings() -> tuple[str, str, str]:
    """(module, label of the token, PIN). Raises KeyStoreAway where something is not set."""
    told: str = settings.AMANA_TOKEN
    parts = told.split(",")
    if len(parts) != 3:
        raise KeyStoreAway
    module, token, pin_file = (part.strip() for part in parts)
    return module, token, Path(pin_file).read_text("ascii").strip()


def _generate(session: Any, number: int) -> None:
    stays = {
        Attribute.TOKEN: True,
        Attribute.PRIVATE: True,
        Attribute.SENSITIVE: True,
        Attribute.EXTRACTABLE: False,
        Attribute.MODIFIABLE: False,
    }
    session.generate_key(
        KeyType.AES,
        256,
        label=f"{_LABEL}{number}",
        template=stays | {Attribute.ENCRYPT: True, Attribute.DECRYPT: True, Attribute.WRAP: False},
    )
    if number == 1:
        session.generate_key(
            KeyType.GENERIC_SECRET,
            256,
            label=_MAC,
            mechanism=Mechanism.GENERIC_SECRET_KEY_GEN,
            template=stays | {Attribute.SIGN: True, Attribute.VERIFY: True},
        )


def _numbers(session: Any) -> list[int]:
    labels = [key.label for key in session.get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY})]
    return sorted(int(label.removeprefix(_LABEL)) for label in labels if label.startswith(_LABEL))


def _master(session: Any, number: int) -> Any:
    return session.get_key(object_class=ObjectClass.SECRET_KEY, label=f"{_LABEL}{number}")
