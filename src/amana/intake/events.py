"""What the intake desk announces to the rooms above."""

from django.dispatch import Signal

from amana.process_state import filled_at_start

# Sent inside the transaction, with `actor`, `procedure`, `child` (True or False), `at`: somebody said whether the person is a
# child. What is not known is not announced.
child_said = filled_at_start(Signal())

# Sent inside the transaction, with `sign` and `state` (received, read, looked_at): how far a report is. The room that
# keeps the code of its reporter shows it there.
status_changed = filled_at_start(Signal())

# Sent inside the transaction, with `sign`, `sealed` (the id of the text), `at`: the desk answers a reporter who has a code. What a
# listener raises takes the answer back.
reporter_answered = filled_at_start(Signal())
