"""What the library knows about: books, authors, series, categories, copies, lists, and the search index."""

from backend.catalog.models.authors import Author, AuthorAlias, AuthorMerge, AuthorMergePart, BookAuthor
from backend.catalog.models.books import Book, BookSeries, Series
from backend.catalog.models.categories import BookCategory, Category, CategoryRemoval
from backend.catalog.models.copies import CONDITIONS, NEW, OK, SKU_KINDS, USED, Copy, ItemType, Location, Sku
from backend.catalog.models.curated import CuratedBook, CuratedList
from backend.catalog.models.search import SearchDocument, SearchKey, SearchPosting, SearchTerm
from backend.core.audit import audited

__all__ = [
    "CONDITIONS",
    "NEW",
    "OK",
    "SKU_KINDS",
    "USED",
    "Author",
    "AuthorAlias",
    "AuthorMerge",
    "AuthorMergePart",
    "Book",
    "BookAuthor",
    "BookCategory",
    "BookSeries",
    "Category",
    "CategoryRemoval",
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

# Where they stand among others is told by who moves them: the others move too.
audited(Category, "category", lambda row: row.name_zh, frozenset({"position", "revision"}))
audited(CuratedList, "curated_list", lambda row: row.title_zh, frozenset({"position", "revision"}))
