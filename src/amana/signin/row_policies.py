"""The tables of signing in. All are open: a session belongs to whoever presents its cookie, before anybody acts."""

from amana.trust.rows.policies import RowPolicies

ROWS = RowPolicies(
    open={
        "trust_session": "sessions, under a hash of their id and with sealed contents",
        "trust_factorchange": "what happened to somebody's second factors",
        "trust_forgottenpassword": "who asked for a new password",
        "mfa_authenticator": "second factors of accounts, their secrets sealed",
        "account_emailaddress": "a table of allauth that stays empty",
        "account_emailconfirmation": "a table of allauth that stays empty",
    }
)
