"""What consent announces: the rooms above close their own doors."""

from django.dispatch import Signal

from amana.process_state import filled_at_start

# Sent inside the withdrawal's transaction, with `actor`, `procedure_id`, `consent_id`, `referral_id`, `unit_id`, `at`.
consent_withdrawn = filled_at_start(Signal())
# Sent in the same way when its moment has passed; the actor is the system.
consent_expired = filled_at_start(Signal())
