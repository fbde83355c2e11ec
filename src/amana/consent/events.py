"""What consent announces: the rooms above close their own doors."""

from django.dispatch import Signal

# Sent inside the withdrawal's transaction, with `actor`, `procedure_id`, `consent_id`, `referral_id`, `unit_id`, `at`.
consent_withdrawn = Signal()
# Sent in the same way when its moment has passed; the actor is the system.
consent_expired = Signal()
