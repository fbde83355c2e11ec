"""The settings of another machine on which a copy of a test's world is restored: its passwords were stretched as cheaply."""

from amana.web.settings.desk import *  # noqa: F403

AMANA_ARGON2 = {"time_cost": 1, "memory_cost": 64, "parallelism": 1}
