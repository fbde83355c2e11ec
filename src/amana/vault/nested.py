"""A secret that three of five people open together: ten age files, one inside another inside another, a file for each three.

Source of the construction: an audited format used as it is (https://age-encryption.org/v1), in place of arithmetic of our own.
Needs neither Django nor a database: it runs on a machine that was never in a network.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final

import pyrage

OFFICERS: Final = 5
NEEDED: Final = 3


class TooFew(Exception):
    """These identities don't open any of the ten files."""


def split(secret: bytes, recipients: Sequence[str]) -> dict[str, bytes]:
    """The ten files by name (`1-2-3` ...): each opens with the three identities of its name, the first one outermost.

    `recipients` are five different age recipients (age1...) in the order of their places. Raises ValueError.
    """
    if len(recipients) != OFFICERS or len(set(recipients)) != OFFICERS:
        raise ValueError("five different recipients")
    try:
        keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    except pyrage.RecipientError as fault:
        raise ValueError("recipient") from fault
    files = {}
    for three in combinations(range(OFFICERS), NEEDED):
        sealed = secret
        for place in reversed(three):
            sealed = pyrage.encrypt(sealed, [keys[place]])
        files["-".join(str(place + 1) for place in three)] = sealed
    return files


def are_recipients(recipients: Sequence[str]) -> bool:
    """Whether these are five different age recipients."""
    try:
        split(b"", recipients)
    except ValueError:
        return False
    return True


def made_up_recipients() -> list[str]:
    """Five recipients whose identities are thrown away at once: for a demonstration, whose officers nobody can ask."""
    return [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(OFFICERS)]


def join(files: Mapping[str, bytes], identities: Sequence[str]) -> bytes:
    """The secret, opened by three identities (AGE-SECRET-KEY-1...) in any order. Raises TooFew, ValueError."""
    try:
        keys = [pyrage.x25519.Identity.from_str(identity.strip()) for identity in identities]
    except pyrage.IdentityError as fault:
        raise ValueError("identity") from fault
    for name in sorted(files):
        opened: bytes = files[name]
        for _layer in range(NEEDED):
            try:
                opened = pyrage.decrypt(opened, keys)
            except pyrage.DecryptError:
                break
        else:
            return bytes(opened)
    raise TooFew


def to_text(files: Mapping[str, bytes]) -> bytes:
    """The ten files in one, to be kept with the database: without three officers it says nothing."""
    return json.dumps({name: b64encode(files[name]).decode() for name in sorted(files)}).encode()


def from_text(text: bytes) -> dict[str, bytes]:
    """What `to_text` put together."""
    return {name: b64decode(sealed) for name, sealed in json.loads(text).items()}


def identities_in(text: str) -> list[str]:
    """The identities of a file that `age-keygen` wrote."""
    return [line.strip() for line in text.splitlines() if line.startswith("AGE-SECRET-KEY-1")]
