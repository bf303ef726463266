"""What the office keeps for itself: acts on many things at once, changes of series, and views of its tables."""

from backend.office.models.bulk import ACT_STATES, AT_WORK, ROW_STATES, BulkAct, BulkRow
from backend.office.models.series import SERIES_CHANGES, SeriesChange
from backend.office.models.views import SavedView

__all__ = [
    "ACT_STATES",
    "AT_WORK",
    "ROW_STATES",
    "SERIES_CHANGES",
    "BulkAct",
    "BulkRow",
    "SavedView",
    "SeriesChange",
]
