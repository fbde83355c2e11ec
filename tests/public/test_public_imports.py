"""The public face starts with its own settings, in which nothing of signing in is installed."""

import os
import subprocess
import sys
from pathlib import Path

_START = """
import django
django.setup()
from django.core.handlers.wsgi import WSGIHandler
from django.template import engines
from django.urls import get_resolver
get_resolver().url_patterns
engines["django"].engine.template_context_processors
WSGIHandler()
import sys
assert "allauth" not in sys.modules, "the public face has no library for signing in"
"""


def test_the_public_face_loads_its_addresses_frame_and_middleware(tmp_path: Path) -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "amana.web.settings.public", "AMANA_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", _START], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
