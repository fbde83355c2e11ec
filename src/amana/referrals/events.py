"""What referrals announces to the rooms above."""

from django.dispatch import Signal

# Sent inside the transaction, with `actor`, `referral`, `procedure`, `state` (the place it moved to), `at`.
referral_moved = Signal()
