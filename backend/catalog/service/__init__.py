"""Changing the catalogue."""

from backend.catalog.service.categories import ensure_categories
from backend.catalog.service.facts import count_holdings, move_stars
from backend.catalog.service.indexing import index_books, mark_books, unindex_books
from backend.catalog.service.reindexing import is_unindexed, rebuild_index

__all__ = [
    "count_holdings",
    "ensure_categories",
    "index_books",
    "is_unindexed",
    "mark_books",
    "move_stars",
    "rebuild_index",
    "unindex_books",
]
