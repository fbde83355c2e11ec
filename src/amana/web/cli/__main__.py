"""Runs the verb that was asked for, or lists them all."""

import sys

from amana.web.cli.registry import run

sys.exit(run(sys.argv[1:]))
