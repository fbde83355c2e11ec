"""What is true of the whole instance: one row."""

from django.db import models


class Instance(models.Model):
    """One row. `demo_password` is written only when the demo database is made, and opens made-up accounts only."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    demo = models.BooleanField(default=False)
    demo_password = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "trust"
