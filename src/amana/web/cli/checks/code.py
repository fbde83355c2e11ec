"""Layout, lint and types, by the tools that know."""

from amana.commandline.project import run_module


def laid_out() -> list[str]:
    """The files that ruff would lay out in another way."""
    return _findings("ruff", "format", "--check", "--quiet", "--output-format=concise", ".")


def linted() -> list[str]:
    """What ruff finds."""
    return _findings("ruff", "check", "--quiet", "--output-format=concise", ".")


def typed() -> list[str]:
    """What mypy finds."""
    return _findings("mypy", "--no-error-summary", "--no-pretty")


def _findings(module: str, *arguments: str) -> list[str]:
    status, output = run_module(module, *arguments, quiet=True)
    lines = [line for line in output.splitlines() if line.strip()]
    return (lines or [f"{module} ended with status {status}"]) if status else []
