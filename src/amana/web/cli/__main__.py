"""Runs the verb that was asked for, or lists them all."""

import sys

from amana.web.cli.registry import run
from amana.web.hardening import no_core_dumps

no_core_dumps()
sys.exit(run(sys.argv[1:]))
