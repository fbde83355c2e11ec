from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('trust', '0015_names_under_letters'),
    ]

    operations = [
        migrations.AddField(
            model_name='instance',
            name='first_day_ended_at',
            field=models.DateTimeField(null=True),
        ),
    ]
