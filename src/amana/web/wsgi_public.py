"""The public process as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from amana.web.hardening import no_core_dumps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.web.settings.public")
no_core_dumps()
application = get_wsgi_application()
