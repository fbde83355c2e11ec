"""Row policies of sealed texts and of facts, and which tables of accounts, keys and audit log are open.

Tables of the vault and of country packs are listed here, too: those rooms are below the one that knows what an actor
is.
"""

from amana.trust.rows.policies import (
    ACTOR,
    NOBODY,
    ORGANISATION,
    UNITS,
    WATCHES,
    Function,
    Policy,
    RowPolicies,
    of_parent,
    who_can,
)

ROWS = RowPolicies(
    protected=(
        Policy("trust_sealed", f"amana_holds(id, {ACTOR}, {UNITS})", counted=False),
        Policy("trust_wrap", of_parent("trust_sealed", "sealed_id"), counted=False),
        Policy("trust_facts", f"trust_facts.owner = {ORGANISATION}", writes=NOBODY),
        Policy("trust_legalhold", WATCHES, counted=False),
        Policy(
            "trust_erasure",
            f"{WATCHES} OR (organisation = {ORGANISATION} AND {who_can('forgetting.decide')})"
            f" OR asked_by = {ACTOR} OR agreed_by = {ACTOR}",
        ),
    ),
    open={
        "countrypacks_confirmation": "who vouches for a value of the country pack",
        "trust_organisation": "the organisations that take part",
        "trust_unit": "their units",
        "trust_user": "the accounts of workers",
        "trust_membership": "who is in which unit",
        "trust_rolegrant": "who has which role",
        "trust_key": "key pairs; a private key is sealed under a password or to the recovery officers",
        "trust_unitshare": "private keys of units, wrapped to their members",
        "trust_lookuptoken": "keyed hashes of the duplicate check, each with an owner that only the key store can tell",
        "trust_indextoken": "keyed hashes of an earlier duplicate check",
        "trust_keyrotation": "how far a rotation of keys is",
        "trust_recoveryofficer": "the public keys of the recovery officers",
        "trust_recoveryasked": "what the recovery officers were asked for",
        "trust_instance": "the instance itself, one row",
        "trust_line": "the audit log; the server's role adds lines and never changes one",
        "trust_head": "how far the lines are numbered, one row",
        "trust_checkpoint": "roots of the audit log",
        "trust_handover": "to whom roots were handed out",
        "trust_keptcheckpoint": "roots of other instances",
        "trust_watchedlog": "the other instances",
        "trust_witness": "those outside who keep our roots",
    },
    functions=(
        Function(
            "amana_holds(text_id uuid, who uuid, units uuid[])",
            "boolean",
            """
            SELECT EXISTS (SELECT 1 FROM trust_wrap w WHERE w.sealed_id = text_id
             AND (w.expires_at IS NULL OR w.expires_at > clock_timestamp())
             AND ((w.holder_kind = 'user' AND w.holder = who) OR (w.holder_kind = 'unit' AND w.holder = ANY(units))))
            """,
        ),
    ),
    only_added=("trust_checkpoint", "trust_handover", "trust_keptcheckpoint"),
)
