"""The desk under test: throw-away data, cheap password hashing, the same access checks."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# A benchmark that looks at one instance again and again names its folder, which is kept.
if kept := os.environ.get("AMANA_KEPT_DATA"):
    os.environ["AMANA_DATA"] = kept
else:
    os.environ["AMANA_DATA"] = tempfile.mkdtemp(prefix="amana-test-")
    atexit.register(shutil.rmtree, os.environ["AMANA_DATA"], ignore_errors=True)

from amana.web.settings.database import databases
from amana.web.settings.desk import *
from amana.web.settings.desk import DATABASES

TESTING = True
AMANA_KEY_DRIVER = "file"  # tests of the passphrase choose it
AMANA_ARGON2 = {"time_cost": 1, "memory_cost": 64, "parallelism": 1}
AMANA_ARGON2_CODES = {"time_cost": 1, "memory_cost": 64, "parallelism": 1}
AMANA_FLOOD = {"reports_a_minute": 100_000, "without_work_an_hour": 100_000, "of_one_address_an_hour": 100_000}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if os.environ.get("AMANA_TEST_ON") == "postgresql":
    # tests/databases.py starts the server, and gives its address
    DATABASES = databases("postgresql:///amana_template?user=amana_server&host=/nonexistent", Path())
else:
    # Nothing here outlives the run, so nothing waits for a disk.
    how = DATABASES["default"]["OPTIONS"]
    how["init_command"] = how["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    how["timeout"] = 60  # whether a test passes is not decided by how long a busy machine takes
    DATABASES["default"]["TEST"] = {"NAME": Path(os.environ["AMANA_DATA"]) / "test.sqlite3"}

AMANA_PACE = {"missing": 100_000, "pages": 100_000}  # tests of the pace set their own
AMANA_WITNESS_HERE = True  # neighbours of the tests are on loopback; tests of the rule set their own
