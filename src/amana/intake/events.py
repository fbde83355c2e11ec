"""What the intake desk announces to the rooms above."""

from django.dispatch import Signal

from amana.process_state import filled_at_start

# Sent inside the transaction, with `actor`, `procedure`, `child` (True or False), `at`: somebody said whether the person is a
# child. What is not known is not announced.
child_said = filled_at_start(Signal())
