"""Errors of signing in."""

from django.utils.translation import gettext_lazy as _

from amana.errors import AmanaError, Refused


class ProofNeeded(AmanaError):
    """The second factor was not shown within the last five minutes. The page that asks for it keeps what was typed."""

    code = "trust.proof_needed"
    status = 403
    text = _("For this your second factor is asked for again. Nothing was changed yet.")


class LastFactor(Refused):
    code = "trust.last_factor"
    text = _("This is the last second factor that your roles need. Set up another one first.")
