from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consent', '0002_closed_doors'),
    ]

    operations = [
        migrations.AddField(
            model_name='consent',
            name='words',
            field=models.UUIDField(null=True),
        ),
    ]
