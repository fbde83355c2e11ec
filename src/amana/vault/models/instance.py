"""What is true of the whole instance: one row."""

from django.db import models


class Instance(models.Model):
    """One row. `demo_password` is written only when the demo database is made, and opens made-up accounts only.

    `first_day_ended_at` is written once, when everything that a new instance needs was there for the first time.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    demo = models.BooleanField(default=False)
    demo_password = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    first_day_ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "trust"
