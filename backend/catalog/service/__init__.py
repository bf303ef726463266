"""Changing the catalogue."""

from backend.catalog.service.books import (
    BookInUse,
    FactsRefused,
    IsbnTaken,
    add_book,
    add_books,
    correct_book,
    correct_books,
    delete_book,
    delete_books,
    hanging_on,
    hide_book,
    lock_books,
    show_book,
)
from backend.catalog.service.categories import ensure_categories
from backend.catalog.service.checking import Difference, books_to_check, mend_facts, wrong_facts
from backend.catalog.service.covers import MOST_BYTES, CoverRefused, remove_cover, store_cover
from backend.catalog.service.facts import count_holdings, move_stars
from backend.catalog.service.indexing import index_books, mark_books, set_mark, unindex_books
from backend.catalog.service.reindexing import is_unindexed, rebuild_index

__all__ = [
    "MOST_BYTES",
    "BookInUse",
    "CoverRefused",
    "Difference",
    "FactsRefused",
    "IsbnTaken",
    "add_book",
    "add_books",
    "books_to_check",
    "correct_book",
    "correct_books",
    "count_holdings",
    "delete_book",
    "delete_books",
    "ensure_categories",
    "hanging_on",
    "hide_book",
    "index_books",
    "is_unindexed",
    "lock_books",
    "mark_books",
    "mend_facts",
    "move_stars",
    "rebuild_index",
    "remove_cover",
    "set_mark",
    "show_book",
    "store_cover",
    "unindex_books",
    "wrong_facts",
]
