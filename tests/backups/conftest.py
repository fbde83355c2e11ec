"""What tests of backups share."""

from tests.backups.scenes import copies

__all__ = ["copies"]
