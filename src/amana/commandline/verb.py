"""What a verb is, and the few messages that all verbs share."""

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
    """The verb cannot continue; the sentence says why and what to do."""


def say(sentence: str = "") -> None:
    """Prints the sentence at once, even when output goes to a file."""
    print(sentence, flush=True)


def complain(sentence: str) -> None:
    """Prints the sentence on the error output."""
    print(sentence, file=sys.stderr, flush=True)


def parser(verb: str, about: str) -> argparse.ArgumentParser:
    """Returns a parser that introduces itself as `./amana VERB`."""
    return argparse.ArgumentParser(prog=f"./amana {verb}", description=about, allow_abbrev=False)


def use_settings(name: str = "desk") -> None:
    """Sets Django up with the settings of that process; the environment may have chosen others already."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"amana.web.settings.{name}")
    import django

    django.setup()
    from amana.vault.acting import operator_acts

    operator_acts()
