"""The two halves together: one at the key service, one in the key store of the platform. Neither alone keys anything."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from amana.exchange.errors import KeyServiceSilent, TooManyQuestions
from amana.exchange.keyservice import client, wire
from amana.exchange.keyservice.half import label
from amana.trust.vault import keystore
from amana_methods.linkage import oblivious

VALUE_BYTES = 16


def basis_of(text: str) -> bytes:
    """What is keyed in place of a text: a digest, so that the text itself is kept nowhere."""
    return sha256(b"amana exchange 1|" + text.encode()).digest()


def keyed_to_ask(
    asker: UUID, person: UUID, holders: Sequence[UUID], year: int, bases: Sequence[bytes]
) -> dict[UUID, list[bytes]]:
    """The keyed values of a question, for each holder, in the order of the bases. Raises KeyServiceSilent, TooManyQuestions.

    The service sees as many elements for every question, each one new each time.
    """
    return _keyed("ask", asker, person, holders, year, bases, fill=wire.QUESTION - len(bases))


def keyed_to_enrol(holder: UUID, asker: UUID, year: int, bases: Sequence[bytes]) -> list[bytes]:
    """The keyed values of a holder's own records, for questions of `asker`. Raises KeyServiceSilent, TooManyQuestions."""
    return _keyed("enrol", holder, UUID(int=0), [asker], year, bases)[asker]


def _keyed(
    act: str, own: UUID, person: UUID, others: Sequence[UUID], year: int, bases: Sequence[bytes], fill: int = 0
) -> dict[UUID, list[bytes]]:
    blinded = [oblivious.blind(basis) for basis in bases]
    elements = [each.element for each in blinded] + [oblivious.dummy() for _ in range(fill)]
    try:
        theirs = client.evaluated(
            settings.AMANA_KEY_SERVICE, act=act, asker=own, person=person, holders=list(others), year=year,
            elements=elements,
        )  # fmt: skip
        found = {}
        for other in others:
            half = our_half(*((own, other) if act == "ask" else (other, own)), year)
            answers = zip(blinded, theirs[other], strict=False)  # what fills the question up is left out
            found[other] = [
                oblivious.finalize(each, oblivious.join([answer, oblivious.evaluate(half, each.element)]))[:VALUE_BYTES]
                for each, answer in answers
            ]
    except client.Declined as declined:
        raise (TooManyQuestions if declined.why == "too_much" else KeyServiceSilent) from declined
    except (client.Silent, oblivious.NotAnElement) as fault:
        raise KeyServiceSilent from fault
    return found


def our_half(asker: UUID, holder: UUID, year: int) -> bytes:
    """The platform's half of one key. Raises CannotOpen for a year whose half is destroyed."""
    return oblivious.derive_key(keystore.named_key(_name(year)), label(str(asker), str(holder), year))


def forget_half(year: int, at: datetime) -> None:
    """The platform's half of a year is destroyed: nobody keys anything for that year again."""
    keystore.forget_named_key(_name(year), at.isoformat())


def _name(year: int) -> str:
    return f"exchange|{year}"
