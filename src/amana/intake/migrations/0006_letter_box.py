import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0005_the_desk"),
    ]

    operations = [
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("text", models.TextField()),
                ("signature", models.BinaryField()),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PublicReport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("once", models.BinaryField(max_length=32, unique=True)),
                ("came_at", models.DateTimeField(db_index=True)),
                ("unit", models.UUIDField(db_index=True)),
                ("supervised_by", models.UUIDField(null=True)),
                ("facts", models.BinaryField(null=True)),
                ("lookup", models.BinaryField(max_length=32, null=True, unique=True)),
                ("way", models.CharField(blank=True, max_length=12)),
                ("code", models.BinaryField(null=True)),
                ("box_public", models.BinaryField(null=True)),
                ("box_private", models.BinaryField(null=True)),
                ("state", models.CharField(default="received", max_length=12)),
                ("quarantined", models.BooleanField(default=False)),
                ("faulty", models.BooleanField(default=False)),
                ("aside_by", models.UUIDField(null=True)),
                ("aside_why", models.BinaryField(null=True)),
                ("emptied_at", models.DateTimeField(db_index=True, null=True)),
                (
                    "sign",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report",
                        to="intake.sign",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SignFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sealed", models.UUIDField(unique=True)),
                ("came_at", models.DateTimeField()),
                (
                    "reply",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="intake.reply",
                    ),
                ),
                (
                    "sign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="intake.sign"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("once", models.BinaryField(max_length=32, null=True, unique=True)),
                ("part", models.CharField(max_length=8)),
                ("text", models.UUIDField()),
                ("envelope", models.BinaryField()),
                ("wraps", models.JSONField()),
                ("facts", models.BinaryField(null=True)),
                ("came_at", models.DateTimeField()),
                ("emptied_at", models.DateTimeField(db_index=True, null=True)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="letters", to="intake.publicreport"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["report", "came_at"], name="intake_lett_report__4eb217_idx")],
            },
        ),
        # The functions of the public face are made whenever the owner has migrated (row_security.owning.guard).
    ]
