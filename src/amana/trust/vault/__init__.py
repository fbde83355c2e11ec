"""The vault: the only place that touches a cipher.

Four keys stand between a reader and a text: the reader's own key (opened by the password), a wrap of the text's key
to that reader or to the reader's unit, the lock key in the key store, and the text's key itself.
"""

from amana.trust.vault.blind import find, forget_index, index
from amana.trust.vault.codes import (
    CodeKeys,
    digits_of,
    groups,
    is_well_formed,
    keys_of,
    mailbox,
    make_mailbox,
    new_code,
    open_with_code,
)
from amana.trust.vault.facts import all_facts, facts_by_owner, facts_revision, get_facts, put_facts
from amana.trust.vault.keyring import (
    KeyRing,
    admit_to_unit,
    change_password_of,
    has_unit_key,
    make_recovery_key,
    make_unit_key,
    make_user_key,
    open_user_key,
    session_key,
    unlock_from_session,
)
from amana.trust.vault.keystore import destroy_lock, new_lock
from amana.trust.vault.sealing import (
    RECOVERY,
    Holder,
    can_open,
    destroy,
    holders_of,
    open_bytes,
    open_sealed,
    openable,
    reseal,
    seal,
    seal_bytes,
    share,
    unshare,
    unshare_consent,
)

__all__ = [
    "RECOVERY",
    "CodeKeys",
    "Holder",
    "KeyRing",
    "admit_to_unit",
    "all_facts",
    "can_open",
    "change_password_of",
    "destroy",
    "destroy_lock",
    "digits_of",
    "facts_by_owner",
    "facts_revision",
    "find",
    "forget_index",
    "get_facts",
    "groups",
    "has_unit_key",
    "holders_of",
    "index",
    "is_well_formed",
    "keys_of",
    "mailbox",
    "make_mailbox",
    "make_recovery_key",
    "make_unit_key",
    "make_user_key",
    "new_code",
    "new_lock",
    "open_bytes",
    "open_sealed",
    "open_user_key",
    "open_with_code",
    "openable",
    "put_facts",
    "reseal",
    "seal",
    "seal_bytes",
    "session_key",
    "share",
    "unlock_from_session",
    "unshare",
    "unshare_consent",
]
