"""/api/books, /api/books/unread, /api/books/suggest"""

from apiflask import APIBlueprint
from pyroaring import BitMap

from backend.catalog.queries import search
from backend.core.auth import caller, public, require_reader
from backend.core.limits import SEARCH, limiter
from backend.discovery.schemas import BookQuery, BookSearchOut, SuggestionsOut, SuggestQuery
from backend.engagement.queries import books_rated_by

blueprint = APIBlueprint("discovery", __name__, url_prefix="/api", tag="discovery")


@blueprint.get("/books")
@limiter.limit(SEARCH)
@public
@blueprint.input(BookQuery, location="query")
@blueprint.output(BookSearchOut)
@blueprint.doc(responses={404: "There is no such category"})
def list_books(query_data: BookQuery) -> search.Found:
    """Find books"""
    return _found(query_data, BitMap())


@blueprint.get("/books/unread")
@limiter.limit(SEARCH)
@require_reader
@blueprint.input(BookQuery, location="query")
@blueprint.output(BookSearchOut)
@blueprint.doc(responses={404: "There is no such category"})
def list_unread_books(query_data: BookQuery) -> search.Found:
    """Find books that I have not read"""
    return _found(query_data, BitMap(books_rated_by(caller().id)))


@blueprint.get("/books/suggest")
@limiter.limit(SEARCH)
@public
@blueprint.input(SuggestQuery, location="query")
@blueprint.output(SuggestionsOut)
def suggest(query_data: SuggestQuery) -> search.Suggestions:
    """What somebody who types this may be looking for"""
    return search.suggestions(query_data.q, query_data.size)


def _found(wanted: BookQuery, hidden: BitMap) -> search.Found:
    narrowing = search.BookFilter(**wanted.narrowing())
    return search.search_books(wanted.q, narrowing, wanted.sort, wanted.page, wanted.size, hidden)
