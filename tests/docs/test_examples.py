"""The examples in docstrings of rules and methods give what they say."""

import doctest
import importlib
import pkgutil
from types import ModuleType

import pytest

import amana
import amana_methods


def modules() -> list[str]:
    """Every module of rules, and every method."""
    rules = [name for name in _names(amana) if "rules" in name.split(".")]
    return sorted([*rules, *(name for name in _names(amana_methods) if ".tests" not in name)])


def _names(package: ModuleType) -> list[str]:
    return [found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]


@pytest.mark.parametrize("name", modules())
def test_the_examples_of_a_module_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
