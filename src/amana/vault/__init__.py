"""The vault: the only place that touches a cipher.

Four keys stand between a reader and a text: the reader's own key (opened by the password), a wrap of the text's key
to that reader or to the reader's unit, the lock key in the key store, and the text's key itself.

Each module of this face is one subject, and rooms above use it as `vault.texts.seal`: `texts` (sealing, opening, sharing),
`facts` (coded facts), `index` (finding a record by keyed hashes), `keyring` (keys of people and units), `keystore` (locks and
what was erased), `relocking` and `catching_up` (after somebody lost or gained a key), `glass` (emergency openings), `codes`,
`letters` and `letter_box` (people whom nobody knows), `messenger` (what waits to be sent), `passes` and `server_secrets`
(short secrets), `own_texts` (what somebody seals for themselves), `signing` (the audit log), `recovery` (what three of five
officers open), `renewal`, `waits` (hours that no clock shortens), `heads` (the newest checkpoint of the audit log).
"""

from amana.vault import (
    catching_up,
    codes,
    facts,
    glass,
    heads,
    index,
    keyring,
    keystore,
    letter_box,
    letters,
    messenger,
    own_texts,
    passes,
    recovery,
    relocking,
    renewal,
    server_secrets,
    signing,
    texts,
    waits,
)
from amana.vault.ciphers import Broken, derive_key, public_of
from amana.vault.holding import hold_lock

__all__ = [
    "Broken",
    "catching_up",
    "codes",
    "derive_key",
    "facts",
    "glass",
    "heads",
    "hold_lock",
    "index",
    "keyring",
    "keystore",
    "letter_box",
    "letters",
    "messenger",
    "own_texts",
    "passes",
    "public_of",
    "recovery",
    "relocking",
    "renewal",
    "server_secrets",
    "signing",
    "texts",
    "waits",
]
