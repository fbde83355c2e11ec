"""What cases announces to the rooms above."""

from django.dispatch import Signal

from amana.process_state import filled_at_start

# All are sent inside the transaction, with `actor`, `procedure`, `at`; `step_taken` also with `step` (done), `step_recorded`
# with `step` and what was `told`: it comes first, also where a second person has to look before the step counts.
case_opened = filled_at_start(Signal())
# Sent with `procedure` and `sections` (code -> fields) while what they say of her is in the clear: written, or `opened` by a holder.
person_described = filled_at_start(Signal())
# Sent with `procedure` when its coded facts have changed.
facts_changed = filled_at_start(Signal())
step_recorded = filled_at_start(Signal())
step_taken = filled_at_start(Signal())
case_closed = filled_at_start(Signal())
