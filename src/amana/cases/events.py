"""What cases announces to the rooms above."""

from django.dispatch import Signal

# All are sent inside the transaction, with `actor`, `procedure`, `at`; `step_taken` also with `step` (done).
case_opened = Signal()
step_taken = Signal()
case_closed = Signal()
