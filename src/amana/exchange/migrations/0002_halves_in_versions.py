"""The platform's half of a year's key can be renewed within the year; what was keyed says by which version."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_questions_between_organisations")]

    operations = [
        migrations.AddField("enrolled", "version", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("known", "version", models.PositiveSmallIntegerField(default=1)),
    ]
