"""The events that referrals sends to the rooms above."""

from django.dispatch import Signal

from amana.process_state import filled_at_start

# Sent inside the transaction, with `actor`, `referral`, `procedure`, `state` (the place it moved to), `at`.
referral_moved = filled_at_start(Signal())
