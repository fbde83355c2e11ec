"""Second factors are bound to the account in which they stand now; from now on, one that is moved lets nobody in."""

import json
from uuid import UUID

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_TABLE = "mfa_authenticator"


def bind(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Secrets are sealed for their owner, and each row has its mark. Where the table is not there yet, nobody has any."""
    from amana.vault.server_secrets import mark_of, open_secret, seal_secret

    base = schema_editor.connection
    if _TABLE not in base.introspection.table_names():
        return
    with base.cursor() as cursor:
        cursor.execute(f"SELECT id, user_id, type, data FROM {_TABLE}")  # noqa: S608
        for pk, owner, kind, raw in cursor.fetchall():
            user = owner if isinstance(owner, UUID) else UUID(owner)
            data = json.loads(raw) if isinstance(raw, str) else raw
            if "mark" in data:
                continue
            for name in ("secret", "seed"):
                if data.get(name):
                    data[name] = seal_secret("factor", user, open_secret("factor", "", data[name]))
            text = json.dumps([kind, data], sort_keys=True, separators=(",", ":"))
            data["mark"] = mark_of("factor", user, text)
            cursor.execute(f"UPDATE {_TABLE} SET data = %s WHERE id = %s", [json.dumps(data), pk])  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("trust", "0011_oversight")]

    operations = [migrations.RunPython(bind, migrations.RunPython.noop, elidable=False)]
