"""Making a copy of everything, and the library again from a copy."""

from backend.backup.service.reading import BadCopy, NotEmpty, Restored, restore
from backend.backup.service.sealing import BadKey, opened, sealed
from backend.backup.service.writing import Copied, write_copy

__all__ = ["BadCopy", "BadKey", "Copied", "NotEmpty", "Restored", "opened", "restore", "sealed", "write_copy"]
