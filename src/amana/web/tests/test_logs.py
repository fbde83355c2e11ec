"""The log says that something failed and where, and nothing that was typed or asked for."""

import logging
from logging.config import dictConfig

import pytest
from django.conf import settings
from django.test import Client

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


@pytest.mark.django_db
def test_a_request_for_another_host_leaves_no_traceback_and_nothing_that_was_written(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    dictConfig(settings.LOGGING)
    answer = client.get("/sign-in/", headers={"host": "somebody-made-up.example"})
    said = capsys.readouterr().err
    assert answer.status_code == 400
    assert "somebody-made-up" not in said and "Traceback" not in said
    assert "DisallowedHost at" in said
