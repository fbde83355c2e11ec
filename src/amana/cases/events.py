"""What cases announces to the rooms above."""

from django.dispatch import Signal

# All are sent inside the transaction, with `actor`, `procedure`, `at`; `step_taken` also with `step` (done), `step_recorded`
# with `step` and what was `told`: it comes first, also where a second person has to look before the step counts.
case_opened = Signal()
# Sent with `procedure` and `sections` (code -> fields) while what they say of her is in the clear: written, or opened by a holder.
person_described = Signal()
step_recorded = Signal()
step_taken = Signal()
case_closed = Signal()
