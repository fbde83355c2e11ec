from django.db import migrations

from amana.trust.rows.policies import expose, protect
from amana.trust.rows.protected import POLICIES

# The shell stands above all rooms and is the one place that knows every table. The policies are those of the day on which
# an instance is migrated: they hold no data, and each later migration that changes one writes all of them anew.


class Migration(migrations.Migration):

    dependencies = [
        ('trust', '0008_sessions_and_factors'),
        ('consent', '0002_closed_doors'),
        ('cases', '0003_break_glass'),
        ('referrals', '0002_late_ones_are_found'),
        ('intake', '0004_assessments_and_tasks'),
        ('assistance', '0001_help_money_stock_and_goals'),
        ('justice', '0001_letters_and_courts'),
        ('outreach', '0001_activities_campaigns_registers'),
        ('exchange', '0001_questions_between_organisations'),
    ]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: protect(schema_editor, POLICIES),
            lambda apps, schema_editor: expose(schema_editor, POLICIES),
        ),
    ]
