"""The two halves of a key: one at the key service, one in the key store of the platform. Neither alone keys anything."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from amana.exchange.errors import KeyServiceSilent, TooManyQuestions
from amana.exchange.keyservice import client, wire
from amana.exchange.keyservice.half import label
from amana.vault import keystore
from amana_methods.linkage import oblivious

VALUE_BYTES = 16


def basis_of(text: str) -> bytes:
    """Returns the digest that is keyed in place of a text, so that the text itself is not stored."""
    return sha256(b"amana exchange 1|" + text.encode()).digest()


def keyed_to_ask(
    asker: UUID, person: UUID, holders: Sequence[UUID], year: int, bases: Sequence[bytes]
) -> dict[UUID, dict[int, list[bytes]]]:
    """Returns the keyed values of a question, for each holder, by the version of our half, in the order of the bases.

    Raises KeyServiceSilent, TooManyQuestions. The service sees the same number of elements for every question, new ones
    each time.
    """
    return _key_bases("ask", asker, person, holders, year, bases, fill=wire.QUESTION - len(bases))


def keyed_to_enrol(holder: UUID, asker: UUID, year: int, bases: Sequence[bytes]) -> tuple[int, list[bytes]]:
    """Returns (version of our half, the keyed values of a holder's own records), for questions of `asker`.

    Raises KeyServiceSilent, TooManyQuestions.
    """
    return max(_key_bases("enrol", holder, UUID(int=0), [asker], year, bases)[asker].items())


def _key_bases(
    act: str, own: UUID, person: UUID, others: Sequence[UUID], year: int, bases: Sequence[bytes], fill: int = 0
) -> dict[UUID, dict[int, list[bytes]]]:
    blinded = [oblivious.blind(basis) for basis in bases]
    elements = [each.element for each in blinded] + [oblivious.dummy() for _ in range(fill)]
    try:
        theirs = client.evaluate(
            settings.AMANA_KEY_SERVICE, act=act, asker=own, person=person, holders=list(others), year=year,
            elements=elements,
        )  # fmt: skip
        found = {}
        for other in others:
            halves = our_halves(*((own, other) if act == "ask" else (other, own)), year)
            answers = list(zip(blinded, theirs[other], strict=False))  # drops the padding of the question
            found[other] = {
                version: [_join_halves(half, *each) for each in answers] for version, half in halves.items()
            }
    except client.Declined as declined:
        raise (TooManyQuestions if declined.why == "too_much" else KeyServiceSilent) from declined
    except (client.Silent, oblivious.NotAnElement) as fault:
        raise KeyServiceSilent from fault
    return found


def _join_halves(half: bytes, blinded: oblivious.Blinded, answer: bytes) -> bytes:
    return oblivious.finalize(blinded, oblivious.join([answer, oblivious.evaluate(half, blinded.element)]))[
        :VALUE_BYTES
    ]


def our_halves(asker: UUID, holder: UUID, year: int) -> dict[int, bytes]:
    """Returns the platform's half of one key, by version: two while it is renewed within its year.

    Raises CannotOpen for a year whose half is destroyed.
    """
    name = _name(year)
    versions = keystore.named_key_versions(name) or {1: keystore.named_key(name)}
    of = label(str(asker), str(holder), year)
    return {version: oblivious.derive_key(key, of) for version, key in versions.items()}


def newest_half(year: int) -> int:
    """Returns the version of the platform's half under which people who agreed are keyed from now on."""
    return max(keystore.named_key_versions(_name(year)), default=1)


def halves_to_renew(year: int) -> list[str]:
    """Returns the names under which the key store holds this year's half, and any that is being renewed."""
    names = keystore.names_of_keys(_name(""))
    return [name for name in names if name == _name(year) or len(keystore.named_key_versions(name)) > 1]


def forget_half(year: int, at: datetime) -> None:
    """Destroys the platform's half of a year: nothing can be keyed for that year again."""
    keystore.forget_named_key(_name(year), at.isoformat())


def _name(year: int | str) -> str:
    return f"exchange|{year}"
