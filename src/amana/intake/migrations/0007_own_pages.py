import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_corrections"),
        ("intake", "0006_letter_box"),
    ]

    operations = [
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("once", models.BinaryField(max_length=32, null=True, unique=True)),
                ("unit", models.UUIDField(db_index=True)),
                ("month", models.CharField(max_length=7)),
                ("text", models.UUIDField()),
                ("envelope", models.BinaryField()),
                ("wraps", models.JSONField()),
                ("lock", models.UUIDField(null=True)),
                ("sealed", models.UUIDField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="OwnPage",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("unit", models.UUIDField(db_index=True)),
                ("lookup", models.BinaryField(max_length=32, unique=True)),
                ("way", models.CharField(max_length=12)),
                ("box_public", models.BinaryField()),
                ("box_private", models.BinaryField()),
                ("text", models.UUIDField()),
                ("envelope", models.BinaryField()),
                ("wraps", models.JSONField()),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("copied_at", models.DateTimeField()),
                (
                    "procedure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="own_page", to="cases.procedure"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OwnWord",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("once", models.BinaryField(max_length=32, null=True, unique=True)),
                ("unit", models.UUIDField(db_index=True)),
                ("ours", models.BooleanField(default=False)),
                ("facts", models.BinaryField(null=True)),
                ("text", models.UUIDField()),
                ("envelope", models.BinaryField()),
                ("wraps", models.JSONField()),
                ("came_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(db_index=True, null=True)),
                ("faulty", models.BooleanField(default=False)),
                ("sealed", models.UUIDField(null=True)),
                ("for_team", models.BooleanField(default=False)),
                ("seen_by", models.UUIDField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="intake.ownpage"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["page", "came_at"], name="intake_ownw_page_id_e8a580_idx")],
            },
        ),
    ]
