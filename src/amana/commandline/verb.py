"""What a verb is, and the few things that all verbs say in the same way."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

DEVELOPMENT = "For development"
RUNNING = "Running Amana"
WORK = "The work itself"


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing `./amana` can do. `run` takes the arguments after the verb's name and returns the exit status."""

    name: str
    group: str
    usage: str
    help: str
    run: Callable[[Sequence[str]], int]
    hidden: bool = False  # started by other verbs, not by people


class Stop(Exception):
    """The verb cannot go on; the sentence says what is the matter and what to do."""


def say(sentence: str = "") -> None:
    """The sentence is on the terminal now, even when output goes to a file."""
    print(sentence, flush=True)


def complain(sentence: str) -> None:
    """The sentence is on the error output."""
    print(sentence, file=sys.stderr, flush=True)


def parser(verb: str, about: str) -> argparse.ArgumentParser:
    """A parser that introduces itself as `./amana VERB`."""
    return argparse.ArgumentParser(prog=f"./amana {verb}", description=about, allow_abbrev=False)


def use_settings(name: str = "desk") -> None:
    """Django is ready with the settings of that process; the environment may have chosen others already."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"amana.web.settings.{name}")
    import django

    django.setup()
    from amana.vault.acting import operator_acts

    operator_acts()
