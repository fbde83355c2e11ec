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


class PassphraseMissing(KeyStoreAway):
    """The passphrase of the master key was not given to this process, and there is nobody to ask."""

    code = "trust.passphrase_missing"
    text = _(
        "Amana waits for the passphrase of its master key, so nothing sealed opens now. Everything that was stored is "
        "safe. Tell those who look after this instance that it waits for its passphrase."
    )


class WrongPassphrase(KeyStoreAway):
    """The passphrase does not open the master key; or somebody changed its file."""

    code = "trust.wrong_passphrase"
    text = _(
        "The passphrase does not open the master key. Nothing was changed, and no other key store was made. Type the "
        "passphrase again as it is kept on paper; if it is right, the file of the master key was changed: take that from a copy."
    )


class WeakPassphrase(AmanaError):
    """A new passphrase is too short or repeats a few characters."""

    code = "trust.weak_passphrase"
    text = _(
        "The passphrase is too short: take at least 20 characters, such as five words that do not belong together. "
        "Nothing was stored."
    )


class PassphrasesDiffer(AmanaError):
    """A new passphrase was typed in two ways."""

    code = "trust.passphrases_differ"
    text = _("The two passphrases are not the same. Nothing was stored; type one of them twice.")
