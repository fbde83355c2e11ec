from django.db import migrations


def carry_over(apps, schema_editor):
    """The sequencer goes on where the newest checkpoint of the older release ended."""
    newest = apps.get_model("trust", "Checkpoint").objects.order_by("-size").first()
    if newest is not None:
        head = apps.get_model("trust", "Head").objects
        head.get_or_create(id=1, defaults={"size": newest.size, "frontier": newest.frontier})


class Migration(migrations.Migration):

    dependencies = [
        ('trust', '0003_witnesses_of_the_trail'),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
