"""The room as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "amana.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Registers the list of accounts, powerful roles as items of my day, and what the worker does about them."""
        from amana import my_day
        from amana.accounts import work
        from amana.accounts.account_list import account_list
        from amana.accounts.powerful_roles import give_agreed
        from amana.lists.declaring import register_list
        from amana.trust.duties import register_duty

        register_list("accounts", "accounts:accounts", lambda actor, _address: account_list(actor))
        register_duty("trust.give_roles", 60, give_agreed)
        my_day.register_source(work.work)
