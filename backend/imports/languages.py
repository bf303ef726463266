"""Language codes of publishers' data -> BCP 47 primary tags."""

from backend.catalog.rules.languages import language_of

# Many languages, undetermined, no linguistic content: nothing to say, and nothing wrong.
SILENT = frozenset({"", "mul", "und", "zxx", "mis"})

__all__ = ["SILENT", "language_of"]
