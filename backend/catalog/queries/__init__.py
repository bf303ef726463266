"""Finding books, their cards and the category tree."""

from backend.catalog.queries.books import (
    BookFilter,
    BookNotFound,
    find_books,
    get_book,
    hold_book,
    lock_book,
    most_rated,
    new_books,
    newest,
)
from backend.catalog.queries.cards import (
    AuthorName,
    BookCard,
    authors_of,
    cards_of,
    titles_of,
)
from backend.catalog.queries.tree import (
    CategoryNode,
    CategoryNotFound,
    categories_of,
    category_tree,
    find_categories,
    most_rated_by_category,
)

__all__ = [
    "AuthorName",
    "BookCard",
    "BookFilter",
    "BookNotFound",
    "CategoryNode",
    "CategoryNotFound",
    "authors_of",
    "cards_of",
    "categories_of",
    "category_tree",
    "find_books",
    "find_categories",
    "get_book",
    "hold_book",
    "lock_book",
    "most_rated",
    "most_rated_by_category",
    "new_books",
    "newest",
    "titles_of",
]
