from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('trust', '0016_the_first_day_ends_once'),
    ]

    operations = [
        migrations.AddField(model_name='erasure', name='agreed_at', field=models.DateTimeField(null=True)),
        migrations.AddField(model_name='erasure', name='waits_since', field=models.DateTimeField(null=True)),
        migrations.AddField(model_name='erasure', name='due_at', field=models.DateTimeField(null=True)),
        migrations.AddField(model_name='erasure', name='stopped_by', field=models.UUIDField(null=True)),
        migrations.AddField(model_name='erasure', name='stopped_at', field=models.DateTimeField(null=True)),
    ]
