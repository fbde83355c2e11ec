"""The code that the first administrator types at the set-up: it is printed where the instance was started.

It follows from the secret that the processes of the desk share and from the moment at which the instance was made, so it is
stored nowhere. It ends with the first account, because nobody is set up after that.
"""

from django.utils.crypto import constant_time_compare, salted_hmac

from amana.accounts.errors import WrongSetUpCode
from amana.trust.queries import instance
from amana.vault import codes

_SALT = "amana.accounts.set_up_code"


def set_up_code() -> str:
    """Returns the code of this instance: twenty digits."""
    row = instance()
    made_at = row.made_at.isoformat() if row else ""
    return codes.code_from(salted_hmac(_SALT, made_at, algorithm="sha256").digest())


def check_set_up_code(typed: str) -> None:
    """Raises WrongSetUpCode unless these are the digits of the code, in any numeral system and grouping."""
    if not constant_time_compare(codes.digits_of(typed), set_up_code()):
        raise WrongSetUpCode
