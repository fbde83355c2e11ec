"""Layout, lint and types."""

from amana.commandline.project import run_module


def find_unformatted() -> list[str]:
    """Returns the files that ruff would format differently."""
    return _findings("ruff", "format", "--check", "--quiet", "--output-format=concise", ".")


def run_ruff() -> list[str]:
    """Returns the findings of ruff."""
    return _findings("ruff", "check", "--quiet", "--output-format=concise", ".")


def run_mypy() -> list[str]:
    """Returns the findings of mypy."""
    return _findings("mypy", "--no-error-summary", "--no-pretty")


def _findings(module: str, *arguments: str) -> list[str]:
    status, output = run_module(module, *arguments, quiet=True)
    lines = [line for line in output.splitlines() if line.strip()]
    return (lines or [f"{module} ended with status {status}"]) if status else []
