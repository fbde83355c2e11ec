"""Keys have proofs and users' keys have versions; rotations are counted, forgotten passwords asked for, officers known."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.state import StateApps


def prove(apps: StateApps, schema_editor: object) -> None:
    """The public keys that stand in the database now are the true ones; from now on, others are not wrapped to."""
    from amana.vault.proofs import proof_of

    for key in apps.get_model("trust", "Key").objects.filter(proof=None).iterator(500):
        key.proof = proof_of(key.holder_kind, key.holder, key.version, key.suite, bytes(key.public))
        key.save(update_fields=["proof"])


class Migration(migrations.Migration):
    dependencies = [("trust", "0009_keeping")]

    operations = [
        migrations.AddField("key", "proof", models.BinaryField(null=True)),
        migrations.AddField("unitshare", "user_version", models.PositiveIntegerField(default=1)),
        migrations.CreateModel(
            name="KeyRotation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("place", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("kind",),
                        name="one_rotation_of_a_kind_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ForgottenPassword",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.UUIDField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="forgotten",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("user",),
                        name="one_open_request_for_a_password",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecoveryOfficer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                ("recipient", models.CharField(max_length=80)),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="officers", to="trust.key"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("key", "place"), name="one_officer_in_a_place")],
            },
        ),
        migrations.RunPython(prove, migrations.RunPython.noop),
    ]
