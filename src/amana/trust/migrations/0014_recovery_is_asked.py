"""What the recovery officers were asked is kept, so that an answer to anything else is refused."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trust", "0013_erasures_have_a_house")]

    operations = [
        migrations.CreateModel(
            name="RecoveryAsked",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("holder_kind", models.CharField(max_length=10)),
                ("holder", models.UUIDField()),
                ("holder_version", models.PositiveIntegerField()),
                ("request", models.CharField(max_length=64)),
                ("nonce", models.TextField()),
                ("asked_at", models.DateTimeField(db_index=True)),
                ("admitted_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
