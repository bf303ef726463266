"""Records of books in and out."""

from backend.exchange.service.exporting import MEDIA, SUFFIXES, export_records
from backend.exchange.service.importing import Here, ImportFile, import_records
from backend.exchange.service.undoing import ImportUndone, undo_import

__all__ = [
    "MEDIA",
    "SUFFIXES",
    "Here",
    "ImportFile",
    "ImportUndone",
    "export_records",
    "import_records",
    "undo_import",
]
