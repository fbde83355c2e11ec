"""The room as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "amana.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Registers the list of accounts."""
        from amana.accounts.account_list import account_list
        from amana.lists.declaring import register_list

        register_list("accounts", "accounts:accounts", lambda actor, _address: account_list(actor))
