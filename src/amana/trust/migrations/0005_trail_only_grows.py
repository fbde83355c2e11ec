from django.db import migrations

# A line is given its number once and is otherwise never changed; a checkpoint is never changed at all. Whoever owns the
# database can take these away again: they stop mistakes and the server's own role, the checkpoints outside show the rest.
# SQLite has no guard against removing rows, because Django empties its test databases that way; PostgreSQL has one.

CONTENT = ("id", "happened_at", "recorded_at", "actor", "verb", "object", "ids")

SQLITE = [
    f"""
    CREATE TRIGGER trust_line_only_grows BEFORE UPDATE ON trust_line
    WHEN OLD.number IS NOT NULL OR {" OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in CONTENT)}
    BEGIN SELECT RAISE(ABORT, 'the trail only grows'); END
    """,
    """
    CREATE TRIGGER trust_checkpoint_only_grows BEFORE UPDATE ON trust_checkpoint
    BEGIN SELECT RAISE(ABORT, 'the trail only grows'); END
    """,
]
SQLITE_BACK = ["DROP TRIGGER trust_line_only_grows", "DROP TRIGGER trust_checkpoint_only_grows"]

POSTGRESQL = [
    """
    CREATE FUNCTION trust_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the trail only grows' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    f"""
    CREATE TRIGGER trust_line_only_grows BEFORE UPDATE ON trust_line FOR EACH ROW
    WHEN (OLD.number IS NOT NULL OR {" OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in CONTENT)})
    EXECUTE FUNCTION trust_only_grows()
    """,
    """
    CREATE TRIGGER trust_line_stays BEFORE DELETE ON trust_line FOR EACH ROW EXECUTE FUNCTION trust_only_grows()
    """,
    """
    CREATE TRIGGER trust_checkpoint_stays BEFORE UPDATE OR DELETE ON trust_checkpoint FOR EACH ROW
    EXECUTE FUNCTION trust_only_grows()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER trust_line_only_grows ON trust_line",
    "DROP TRIGGER trust_line_stays ON trust_line",
    "DROP TRIGGER trust_checkpoint_stays ON trust_checkpoint",
    "DROP FUNCTION trust_only_grows()",
]


def guard(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('trust', '0004_head_of_the_trail'),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
    ]
