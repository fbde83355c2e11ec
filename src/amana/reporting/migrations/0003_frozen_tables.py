"""Closed periods keep their tables as they were shown."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_releases")]

    operations = [
        migrations.CreateModel(
            name="ClosedPeriod",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("first_month", models.CharField(max_length=7)),
                ("last_month", models.CharField(max_length=7)),
                ("closed_by", models.UUIDField(null=True)),
                ("closed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("first_month", "last_month"), name="closed_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="FrozenTable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tables",
                        to="reporting.closedperiod",
                    ),
                ),
                ("indicator", models.CharField(max_length=20)),
                ("by", models.CharField(blank=True, max_length=100)),
                ("figures", models.JSONField()),
                ("overlapping", models.BooleanField(default=False)),
                ("counted_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("period", "indicator", "by"), name="one_frozen_table_each")
                ]
            },
        ),
    ]
