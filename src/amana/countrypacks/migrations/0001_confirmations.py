"""A table for what administrators vouch for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The first table of the room."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pack", models.CharField(max_length=60)),
                ("path", models.CharField(max_length=200)),
                ("value_digest", models.CharField(max_length=64)),
                ("confirmed_by", models.UUIDField()),
                ("reason", models.CharField(max_length=300)),
                ("made_up", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["pack", "path"], name="confirmation_path")]},
        ),
    ]
