"""What the library knows about: books, authors, series, categories, copies, lists, and the search index."""

from backend.catalog.models.authors import Author, AuthorAlias, BookAuthor
from backend.catalog.models.books import Book, BookSeries, Series
from backend.catalog.models.categories import BookCategory, Category
from backend.catalog.models.copies import CONDITIONS, NEW, OK, SKU_KINDS, USED, Copy, ItemType, Location, Sku
from backend.catalog.models.curated import CuratedBook, CuratedList
from backend.catalog.models.search import SearchDocument, SearchKey, SearchPosting, SearchTerm

__all__ = [
    "CONDITIONS",
    "NEW",
    "OK",
    "SKU_KINDS",
    "USED",
    "Author",
    "AuthorAlias",
    "Book",
    "BookAuthor",
    "BookCategory",
    "BookSeries",
    "Category",
    "Copy",
    "CuratedBook",
    "CuratedList",
    "ItemType",
    "Location",
    "SearchDocument",
    "SearchKey",
    "SearchPosting",
    "SearchTerm",
    "Series",
    "Sku",
]
