"""What the vault refuses."""

from django.utils.translation import gettext_lazy as _

from amana.errors import AmanaError, CannotOpen


class KeyStoreAway(AmanaError):
    """The key store, or the keeper of its master key, does not answer: nothing opens, and nothing is made in its place."""

    code = "trust.key_store_away"
    status = 503
    text = _(
        "Nothing sealed opens now, because the key store does not answer. Everything that was stored is safe. Tell "
        "whoever looks after this instance that the key store is away, and try again later."
    )


class KeyExchanged(CannotOpen):
    """The password opened a key pair that was not made for this user by Amana: somebody wrote it into the database."""
