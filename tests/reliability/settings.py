"""The desk of a test in processes of its own: the test's database and key store, with a disk that is waited for."""

import json
import os
from pathlib import Path

from amana.web.settings.database import databases
from amana.web.settings.desk import *  # noqa: F403  (a settings file is its base plus what differs)
from amana.web.settings.desk import DATABASES, MIDDLEWARE

_said = json.loads(os.environ["AMANA_TEST_PROCESS"])
if _said["address"]:
    DATABASES = databases(_said["address"], Path())
else:
    DATABASES["default"]["NAME"] = _said["file"]
AMANA_KEY_STORE = Path(_said["key_store"])
AMANA_MASTER_KEY = Path(_said["master"])
ALLOWED_HOSTS = ["127.0.0.1"]
# The cast's passwords were hashed cheaply, by the settings of the tests.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AMANA_ARGON2 = {"time_cost": 1, "memory_cost": 64, "parallelism": 1}
if _said["planted"]:
    MIDDLEWARE = [*MIDDLEWARE, "tests.reliability.planted.AnswersBeforeItIsKept"]
