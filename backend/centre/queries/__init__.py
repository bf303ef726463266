"""One reader's own life with books, read from the rooms that keep it."""

from backend.centre.queries.history import Event, history_of
from backend.centre.queries.overview import Overview, overview_of
from backend.centre.queries.years import YearInBooks, YearNotFound, year_of

__all__ = ["Event", "Overview", "YearInBooks", "YearNotFound", "history_of", "overview_of", "year_of"]
