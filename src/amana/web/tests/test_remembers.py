"""A request that only reads asks each repeated question once; one that may write asks every time."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from amana.vault.page_memory import once_a_page
from amana.web.remembers import Remembers


@pytest.mark.parametrize("method, times_asked", [("GET", 1), ("HEAD", 1), ("POST", 2), ("PUT", 2), ("DELETE", 2)])
def test_only_a_request_that_reads_remembers(method: str, times_asked: int) -> None:
    times: list[int] = []

    @once_a_page
    def question(number: int) -> None:
        times.append(number)

    def view(_request: HttpRequest) -> HttpResponse:
        question(1)
        question(1)
        return HttpResponse()

    Remembers(view)(RequestFactory().generic(method, "/"))
    assert len(times) == times_asked
