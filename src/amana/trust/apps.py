"""The room as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TrustConfig(AppConfig):
    name = "amana.trust"
    label = "trust"

    def ready(self) -> None:
        """Loads the sentences of the audit log; registers duties: numbering lines, handing out checkpoints, checks."""
        from amana.lists.declaring import register_list
        from amana.trust import account_states, account_watch, trail
        from amana.trust.duties import register_duty
        from amana.trust.trail import handing, sentences, watch
        from amana.trust.trail_list import trail_list

        autodiscover_modules(sentences.MODULE)

        register_list("trail", "trust:trail", lambda actor, _address: trail_list(actor))
        account_states.watch_models()
        register_duty("trust.account_states", 3600, account_watch.watch)
        register_duty("trail.sequence", 1, lambda now: trail.sequence())
        register_duty("trail.hand_out", 5, handing.hand_out)
        register_duty("trail.clock", 30, watch.watch_clock)
        register_duty("trail.check", 3600, watch.check_daily)
