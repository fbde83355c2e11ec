"""The events of consent: the rooms above end their own access on them."""

from django.dispatch import Signal

from amana.process_state import filled_at_start

# Sent inside the withdrawal's transaction, with `actor`, `procedure_id`, `consent_id`, `referral_id`, `unit_id`, `at`.
consent_withdrawn = filled_at_start(Signal())
# Sent in the same way when it has expired; the actor is the system.
consent_expired = filled_at_start(Signal())
