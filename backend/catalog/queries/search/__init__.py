"""Looking into the search index."""

from backend.catalog.queries.search.facets import Facets
from backend.catalog.queries.search.narrowing import BookFilter
from backend.catalog.queries.search.searching import Found, search_books
from backend.catalog.queries.search.suggesting import Suggestions, suggestions

__all__ = ["BookFilter", "Facets", "Found", "Suggestions", "search_books", "suggestions"]
