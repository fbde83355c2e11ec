"""How many contact cards were offered, and the sheets of paper that were typed in."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_rules_of_screenings")]

    operations = [
        migrations.CreateModel(
            name="ContactCards",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit", models.UUIDField()),
                ("month", models.CharField(max_length=7)),
                ("offered", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("unit", "month"), name="contact_cards_once_a_month")]
            },
        ),
        migrations.CreateModel(
            name="TypedSheet",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sealed", models.UUIDField(unique=True)),
                ("typed_by", models.UUIDField()),
                ("typed_at", models.DateTimeField()),
                (
                    "screening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sheets", to="intake.screening"
                    ),
                ),
            ],
        ),
    ]
