"""What the office keeps for itself: acts on many things at once, and the views of its tables that people saved."""

from backend.office.models.bulk import ACT_STATES, AT_WORK, ROW_STATES, BulkAct, BulkRow
from backend.office.models.views import SavedView

__all__ = ["ACT_STATES", "AT_WORK", "ROW_STATES", "BulkAct", "BulkRow", "SavedView"]
