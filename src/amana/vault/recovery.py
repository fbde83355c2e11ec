"""What the recovery officers can open when nobody else can: asked for here, re-wrapped on their own machine, let in here.

The private half of the recovery key never comes to this machine. A request holds, for each text, the text's key sealed to
the officers; the answer holds the same key sealed to the one holder who was named. Both are useless to a finder.

A request also holds a number that only the recovery key opens. The answer is sealed with it, over the request and all that it
says: it lets in what was asked, for whom it was asked, made by people who opened the recovery key, and unchanged.
"""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction

from amana.errors import CannotOpen
from amana.vault import ciphers, keyring, keystore, nested, wraps
from amana.vault.holding import hold_lock
from amana.vault.models import Key, RecoveryAsked, RecoveryOfficer, Sealed, Wrap
from amana.vault.proofs import check_key
from amana.vault.server_secrets import open_secret, seal_secret

_ASKED: Final = "amana recovery request 2"
_ANSWERED: Final = "amana recovery answer 2"
PURPOSE: Final = "recovery"
_NONCE: Final = 32
are_officers, made_up_officers = nested.are_recipients, nested.made_up_recipients
KEPT: Final = timedelta(days=30)  # an answer that takes longer is asked for again


def split_key(recipients: Sequence[str], at: datetime) -> dict[str, bytes]:
    """A new recovery key that any three of these five officers open together; its ten files, which are kept here too.

    The private half was in memory only. Raises ValueError for anything but five age recipients.
    """
    nested.split(b"", recipients)  # refuses before a key is made
    with transaction.atomic():
        private = keyring.make_recovery_key(at)
        files = nested.split(private, recipients)
        key = Key.objects.filter(holder_kind="recovery").latest("version")
        key.private = nested.to_text(files)
        key.save(update_fields=["private"])
        RecoveryOfficer.objects.bulk_create(
            RecoveryOfficer(key=key, place=place, recipient=recipient) for place, recipient in enumerate(recipients, 1)
        )
    return files


def files() -> dict[str, bytes]:
    """The ten files of the newest recovery key; empty where there are no officers."""
    key = Key.objects.filter(holder_kind="recovery").order_by("-version").first()
    return nested.from_text(bytes(key.private)) if key is not None and key.private else {}


def officers() -> list[str]:
    """The recipients of the officers who hold the newest recovery key, by place; empty where there are none."""
    key = Key.objects.filter(holder_kind="recovery").order_by("-version").first()
    return list(key.officers.order_by("place").values_list("recipient", flat=True)) if key is not None else []


def fingerprint(public: bytes) -> str:
    """Eight groups of four signs, to be read aloud: two people see that they mean the same key."""
    digest = sha256(public).hexdigest()[:32]
    return " ".join(digest[start : start + 4] for start in range(0, 32, 4))


def key_reads(kind: str, holder: UUID) -> str:
    """The fingerprint of a holder's newest public key; empty where there is none."""
    key = Key.objects.filter(holder_kind=kind, holder=holder).order_by("-version").first()
    return fingerprint(bytes(key.public)) if key is not None else ""


def make_request(kind: str, lost: UUID, to_kind: str, to: UUID, at: datetime) -> tuple[UUID, bytes, str, int]:
    """(id, request, fingerprint of the new holder's key, number of texts): for the texts that `lost` held by right.

    Those that lead to earlier officers are not among them. Raises CannotOpen where the new holder has no key or there
    are no officers, KeyStoreAway.
    """
    theirs = Key.objects.filter(holder_kind=to_kind, holder=to).order_by("-version").first()
    officers = Key.objects.filter(holder_kind="recovery").order_by("-version").first()
    if theirs is None or officers is None:
        raise CannotOpen
    check_key(theirs)
    check_key(officers)
    texts = Wrap.objects.filter(holder_kind=kind, holder=lost, consent=None).values("sealed")
    entries = []
    wanted = Wrap.objects.filter(holder_kind="recovery", holder_version=officers.version, sealed__in=texts)
    for wrap in wanted.select_related("sealed").order_by("pk"):
        try:
            lock = keystore.lock_key_version(wrap.sealed.lock, wrap.lock_version)
            contract, inner = wraps.unlock_inner(wrap, lock)
        except CannotOpen:
            continue  # forgotten, or not as it was given
        entries.append(
            {
                "sealed": str(wrap.sealed_id),
                "key_version": wrap.key_version,
                "from": b64encode(wraps.inner_place(wrap, contract)).decode(),
                "to": b64encode(
                    wraps.inner_place(_wrap_for(wrap.sealed, to_kind, to, wrap.key_version), wraps.CONTRACT)
                ).decode(),
                "key": b64encode(inner).decode(),
            }
        )
    id, nonce = uuid4(), os.urandom(_NONCE)
    asked = {
        "what": _ASKED,
        "id": str(id),
        "officers": officers.version,
        "holder": [to_kind, str(to), theirs.version, theirs.suite],
        "public": b64encode(bytes(theirs.public)).decode(),
        "nonce": b64encode(ciphers.wrap_to(officers.suite, officers.public, nonce, _nonce_place(str(id)))).decode(),
        "texts": entries,
    }
    request = json.dumps(asked, indent=1).encode()
    RecoveryAsked.objects.create(
        id=id, holder_kind=to_kind, holder=to, holder_version=theirs.version, request=sha256(request).hexdigest(),
        nonce=seal_secret(PURPOSE, id, nonce.hex()), asked_at=at,
    )  # fmt: skip
    return id, request, fingerprint(bytes(theirs.public)), len(entries)


def request_reads(request: bytes) -> str:
    """The fingerprint of a request, by which officers and operator see that they mean the same one."""
    return fingerprint(request)


def _nonce_place(id: str) -> bytes:
    return ciphers.build_associated_data("recovery", "nonce", id, 1)


def _wrap_for(row: Sealed, kind: str, holder: UUID, key_version: int) -> Wrap:
    return Wrap(sealed=row, holder_kind=kind, holder=holder, key_version=key_version, consent=None, expires_at=None)


def read_request(request: bytes) -> dict[str, Any]:
    """A request as it was written. Raises CannotOpen for anything else."""
    return _read(request, _ASKED)


def _read(text: bytes, what: str) -> dict[str, Any]:
    try:
        read: dict[str, Any] = json.loads(text)
    except ValueError as fault:
        raise CannotOpen from fault
    if not isinstance(read, dict) or read.get("what") != what:
        raise CannotOpen
    return read


def answer_request(private: bytes, request: bytes) -> tuple[bytes, int]:
    """(answer, number of texts), made offline with the opened recovery key. Raises CannotOpen where one doesn't open."""
    asked = read_request(request)
    key, suite = ciphers.private_key(ciphers.HYBRID, private), asked["holder"][3]
    nonce = ciphers.unwrap(key, b64decode(asked["nonce"]), _nonce_place(asked["id"]))
    public = b64decode(asked["public"])
    texts = []
    for text in asked["texts"]:
        opened = ciphers.unwrap(key, b64decode(text["key"]), b64decode(text["from"]))
        sealed = ciphers.wrap_to(suite, public, opened, b64decode(text["to"]))
        texts.append({"sealed": text["sealed"], "key_version": text["key_version"], "key": b64encode(sealed).decode()})
    answer = {
        "what": _ANSWERED, "id": asked["id"], "request": sha256(request).hexdigest(), "holder": asked["holder"],
        "texts": texts,
    }  # fmt: skip
    return json.dumps(answer | {"seal": _seal(nonce, answer)}, indent=1).encode(), len(texts)


def _seal(nonce: bytes, answer: Mapping[str, Any]) -> str:
    """What only somebody computes who opened the recovery key, over everything that an answer says."""
    said = {name: value for name, value in answer.items() if name != "seal"}
    text = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    return ciphers.mac(ciphers.derive_key(nonce, "recovery answer"), text).hex()


def _asked_by(answer: Mapping[str, Any], at: datetime) -> RecoveryAsked:
    """What this is the answer to. Raises CannotOpen for an answer to anything else, changed, too late or by somebody else."""
    asked = RecoveryAsked.objects.select_for_update().filter(id=UUID(answer["id"]), asked_at__gt=at - KEPT).first()
    if asked is None or answer["request"] != asked.request:
        raise CannotOpen
    kind, holder, version, _suite = answer["holder"]
    if (kind, holder, version) != (asked.holder_kind, str(asked.holder), asked.holder_version):
        raise CannotOpen
    nonce = bytes.fromhex(open_secret(PURPOSE, asked.id, asked.nonce))
    if not ciphers.same(_seal(nonce, answer).encode(), str(answer["seal"]).encode()):
        raise CannotOpen
    return asked


@transaction.atomic
def admit_answer(answer: bytes, at: datetime) -> tuple[UUID, int]:
    """(id of the request, number of texts): the holder opens these texts by right from now on.

    Texts that were forgotten or have another key meanwhile are left out; what the holder has already stays. Raises
    CannotOpen for what is no answer to something that was asked here within `KEPT`.
    """
    read = _read(answer, _ANSWERED)
    asked = _asked_by(read, at)
    kind, holder, version = asked.holder_kind, asked.holder, asked.holder_version
    if not Key.objects.filter(holder_kind=kind, holder=holder, version=version).exists():
        raise CannotOpen
    done = 0
    for text in read["texts"]:
        row = Sealed.objects.filter(id=text["sealed"], key_version=text["key_version"]).first()
        if row is None:
            continue
        hold_lock(row.lock)
        try:
            lock_version, lock = keystore.lock_key(row.lock)
        except CannotOpen:
            continue
        Wrap.objects.filter(
            sealed=row, holder_kind=kind, holder=holder, consent=None, holder_version__lt=version
        ).delete()
        if Wrap.objects.filter(sealed=row, holder_kind=kind, holder=holder, consent=None).exists():
            continue
        wrap = _wrap_for(row, kind, holder, row.key_version)
        wrap.holder_version, wrap.lock_version = version, lock_version
        wrap.blob = wraps.lock_inner(wraps.CONTRACT, b64decode(text["key"]), wrap, lock)
        wrap.save(force_insert=True)
        done += 1
    RecoveryAsked.objects.filter(id=asked.id).update(admitted_at=at)
    return asked.id, done


def forget_requests(at: datetime) -> int:
    """Requests to which no answer is let in any more are gone; how many."""
    return RecoveryAsked.objects.filter(asked_at__lte=at - KEPT).delete()[0]
