"""What a failing view did is taken back on PostgreSQL, and what it wanted to do after the commit with it."""

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from amana.web.one_transaction import OneTransaction, take_back

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("fails", "done"), [(True, ["refusal"]), (False, ["view", "refusal"])])
def test_no_key_goes_for_rows_that_stayed(rf: RequestFactory, fails: bool, done: list[str]) -> None:
    after: list[str] = []

    def answer(request: HttpRequest) -> HttpResponse:
        whole.process_view(request, None, None, None)
        with transaction.atomic():
            transaction.on_commit(lambda: after.append("view"))
        if fails:
            take_back(request)
        transaction.on_commit(lambda: after.append("refusal"))
        return HttpResponse(status=404)

    whole = OneTransaction(answer)
    whole(rf.get("/"))
    assert after == done
