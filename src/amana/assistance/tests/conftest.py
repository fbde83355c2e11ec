"""The pages of these tests are read in English, whoever signed in before."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """English is the language of the test; what a page switched to ends with it."""
    with translation.override("en"):
        yield
