"""A certificate of deletion says whose house it was; those from before are read by the data-protection officer alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trust", "0012_bind_second_factors"),
    ]

    operations = [
        migrations.AddField(
            model_name="erasure",
            name="organisation",
            field=models.UUIDField(db_index=True, null=True),
        ),
    ]
