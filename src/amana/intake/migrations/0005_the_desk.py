import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0004_assessments_and_tasks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Joined",
            fields=[
                (
                    "sign",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="joined",
                        serialize=False,
                        to="intake.sign",
                    ),
                ),
                ("joined_by", models.UUIDField()),
                ("joined_at", models.DateTimeField()),
                (
                    "into",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="intake.sign"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("unit", models.UUIDField(db_index=True)),
                ("supervised_by", models.UUIDField(db_index=True, null=True)),
                ("taken_by", models.UUIDField(db_index=True)),
                ("began_at", models.DateTimeField(db_index=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("back_by", models.DateTimeField(db_index=True, null=True)),
                ("back_done_at", models.DateTimeField(null=True)),
                ("back_done_by", models.UUIDField(null=True)),
                ("lock", models.UUIDField(unique=True)),
                ("sealed", models.UUIDField(unique=True)),
                (
                    "sign",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="intake.sign",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Concern",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("unit", models.UUIDField(db_index=True)),
                ("supervised_by", models.UUIDField(db_index=True, null=True)),
                ("raised_by", models.UUIDField(db_index=True)),
                ("meeting", models.UUIDField(null=True)),
                ("came_at", models.DateTimeField(db_index=True)),
                ("look_by", models.DateTimeField()),
                ("looked_at", models.DateTimeField(null=True)),
                ("looked_by", models.UUIDField(null=True)),
                ("lock", models.UUIDField(unique=True)),
                ("sealed", models.UUIDField(unique=True)),
                (
                    "sign",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="concerns",
                        to="intake.sign",
                    ),
                ),
            ],
        ),
    ]
