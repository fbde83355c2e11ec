"""The log says that something failed and where, and nothing that was typed or asked for."""

import logging
from logging.config import dictConfig

import pytest
from django.conf import settings

TYPED = "Somebody made up"


def test_a_fault_that_django_reports_is_logged_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    dictConfig(settings.LOGGING)
    log = logging.getLogger("django.request")
    log.warning("Not Found: %s", f"/cases/{TYPED}/")
    try:
        raise ValueError(TYPED)
    except ValueError:
        log.exception("Internal Server Error: %s", f"/cases/{TYPED}/")
    said = capsys.readouterr().err
    assert TYPED not in said
    assert "/cases/" not in said
    assert "ValueError at" in said
    assert "test_logs.py" in said
