from django.db import migrations

# Policies are put down whenever the owner has migrated (row_security.owning.guard): they hold no data, and name tables of
# every room. This step is kept for the instances that have taken it.


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

    operations = []
