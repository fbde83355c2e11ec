"""The database of an instance: a PostgreSQL server from one address in the environment, else SQLite."""

from pathlib import Path
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

# A request that waits longer than this for the database is ended; a worker's longest read stays well below it.
_TIMES = "-c statement_timeout=60s -c lock_timeout=20s -c idle_in_transaction_session_timeout=120s"
_SECONDS_TO_CONNECT = 5
_SECONDS_A_CONNECTION_IS_KEPT = 300
_HERE = ("", "localhost", "127.0.0.1", "::1")


def databases(address: str, file: Path) -> dict[str, dict[str, Any]]:
    """Returns Django's DATABASES for a `postgresql://` address, or for the SQLite file where the address is empty.

    Raises ValueError for an address that is not one.

    >>> found = databases("postgresql://amana_server:s%40cret@db.example.org/amana", Path("unused"))["default"]
    >>> found["USER"], found["PASSWORD"], found["OPTIONS"]["sslmode"]
    ('amana_server', 's@cret', 'require')
    >>> databases("", Path("amana.sqlite3"))["default"]["ENGINE"]
    'django.db.backends.sqlite3'
    """
    return {"default": postgresql(address) if address else sqlite(file)}


def sqlite(file: Path) -> dict[str, Any]:
    """Returns the settings of one file, with one writer at a time and durable through a loss of power."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; "
                "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON; "
                "PRAGMA trusted_schema=OFF"
            ),
        },
        "TEST": {"NAME": None},
    }


def postgresql(address: str) -> dict[str, Any]:
    """Returns the settings of a server, with the role that the address names. To another machine, only encrypted."""
    try:
        parts: dict[str, Any] = dict(conninfo_to_dict(address))
    except ProgrammingError:
        parts = {}
    if not parts.get("dbname") or not parts.get("user"):
        raise ValueError("AMANA_DATABASE is written postgresql://role:password@host:5432/database?sslmode=verify-full")
    name, user = parts.pop("dbname"), parts.pop("user")
    host = str(parts.pop("host", ""))
    if host not in _HERE and not host.startswith("/"):
        parts.setdefault("sslmode", "require")
    parts.setdefault("connect_timeout", _SECONDS_TO_CONNECT)
    parts["options"] = f"{parts.get('options', '')} {_TIMES}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": user,
        "PASSWORD": str(parts.pop("password", "")),
        "HOST": host,
        "PORT": str(parts.pop("port", "")),
        "CONN_MAX_AGE": _SECONDS_A_CONNECTION_IS_KEPT,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parts,
    }
