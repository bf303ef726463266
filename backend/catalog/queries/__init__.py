"""Finding books, their cards and the category tree."""

from backend.catalog.queries.books import (
    BookNotFound,
    cover_names,
    get_book,
    hold_book,
    lock_book,
    most_rated,
    new_books,
    newest,
    top_rated,
    trending,
)
from backend.catalog.queries.cards import (
    AuthorName,
    BookCard,
    author_ids_of,
    author_names,
    authors_of,
    cards_of,
    titles_of,
)
from backend.catalog.queries.curated import CuratedShelf, curated_shelf, curated_shelves
from backend.catalog.queries.holdings import CopyPlace, Holdings, copies_of, holdings_of
from backend.catalog.queries.people import AuthorFacts, SeriesFacts, SeriesNotFound, author_facts, series_facts
from backend.catalog.queries.tree import (
    CategoryNode,
    CategoryNotFound,
    categories_of,
    category_tree,
    find_categories,
    most_rated_by_category,
)
from backend.catalog.queries.whole import whole_book

__all__ = [
    "AuthorFacts",
    "AuthorName",
    "BookCard",
    "BookNotFound",
    "CategoryNode",
    "CategoryNotFound",
    "CopyPlace",
    "CuratedShelf",
    "Holdings",
    "SeriesFacts",
    "SeriesNotFound",
    "author_facts",
    "author_ids_of",
    "author_names",
    "authors_of",
    "cards_of",
    "categories_of",
    "category_tree",
    "copies_of",
    "cover_names",
    "curated_shelf",
    "curated_shelves",
    "find_categories",
    "get_book",
    "hold_book",
    "holdings_of",
    "lock_book",
    "most_rated",
    "most_rated_by_category",
    "new_books",
    "newest",
    "series_facts",
    "titles_of",
    "top_rated",
    "trending",
    "whole_book",
]
