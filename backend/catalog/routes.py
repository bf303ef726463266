"""/api/books/{id} and the shelves beside it, /api/categories, /api/authors, /api/series, /api/curated-lists"""

from datetime import date
from typing import Any

from apiflask import APIBlueprint
from flask import current_app, request

from backend.catalog import queries, service
from backend.catalog.schemas import (
    AuthorFactsOut,
    BookOut,
    BookShelfOut,
    CategoryTreeOut,
    CoverOut,
    CuratedShelfOut,
    CuratedShelvesOut,
    SeriesFactsOut,
    ShelfQuery,
)
from backend.catalog.service import MOST_BYTES
from backend.core import clock
from backend.core.auth import public, require_staff
from backend.core.limits import WRITES, limiter
from backend.core.settings import Settings
from backend.core.uploads import takes_file

blueprint = APIBlueprint("catalog", __name__, url_prefix="/api", tag="catalog")


@blueprint.get("/books/new")
@public
@blueprint.input(ShelfQuery, location="query")
@blueprint.output(BookShelfOut)
def list_new_books(query_data: ShelfQuery) -> dict[str, Any]:
    """Newest books of the library"""
    return {"items": queries.new_books(query_data.size)}


@blueprint.get("/books/top-rated")
@public
@blueprint.input(ShelfQuery, location="query")
@blueprint.output(BookShelfOut)
def list_top_rated_books(query_data: ShelfQuery) -> dict[str, Any]:
    """Best rated books; few ratings are not trusted"""
    return {"items": queries.top_rated(query_data.size)}


@blueprint.get("/books/trending")
@public
@blueprint.input(ShelfQuery, location="query")
@blueprint.output(BookShelfOut)
def list_trending_books(query_data: ShelfQuery) -> dict[str, Any]:
    """Books that are read more of late than they used to be"""
    return {"items": queries.trending(query_data.size)}


@blueprint.get("/curated-lists")
@public
@blueprint.input(ShelfQuery, location="query")
@blueprint.output(CuratedShelvesOut)
def list_curated_shelves(query_data: ShelfQuery) -> dict[str, Any]:
    """What the staff has put together, each list with its first books"""
    return {"items": queries.curated_shelves(query_data.size, _today())}


@blueprint.get("/curated-lists/<string:slug>")
@public
@blueprint.output(CuratedShelfOut)
def show_curated_shelf(slug: str) -> queries.CuratedShelf:
    """One list of the staff"""
    return queries.curated_shelf(slug, _today())


@blueprint.get("/authors/<int:author_id>")
@public
@blueprint.output(AuthorFactsOut)
def show_author(author_id: int) -> queries.AuthorFacts:
    """One author"""
    return queries.author_facts(author_id)


@blueprint.get("/series/<int:series_id>")
@public
@blueprint.output(SeriesFactsOut)
def show_series(series_id: int) -> queries.SeriesFacts:
    """One series with its volumes"""
    return queries.series_facts(series_id)


@blueprint.get("/books/<int:book_id>")
@public
@blueprint.output(BookOut)
def show_book(book_id: int) -> dict[str, Any]:
    """One book"""
    return queries.whole_book(book_id)


@blueprint.get("/categories")
@public
@blueprint.output(CategoryTreeOut)
def list_categories() -> dict[str, Any]:
    """The category tree with counts"""
    return {"items": queries.category_tree()}


@blueprint.put("/admin/books/<int:book_id>/cover")
@limiter.limit(WRITES)
@takes_file(MOST_BYTES)
@require_staff
@blueprint.output(CoverOut)
def put_cover(book_id: int) -> dict[str, str]:
    """Give a book this picture as its cover"""
    settings: Settings = current_app.config["SETTINGS"]
    # Kept: when the database asks to try again, the picture must still be there.
    return {"cover": service.store_cover(book_id, request.get_data(cache=True), settings.covers_folder)}


@blueprint.delete("/admin/books/<int:book_id>/cover")
@limiter.limit(WRITES)
@require_staff
@blueprint.output({}, status_code=204)
def remove_cover(book_id: int) -> str:
    """Let the cover of a book be drawn"""
    service.remove_cover(book_id)
    return ""


def _today() -> date:
    settings: Settings = current_app.config["SETTINGS"]
    return clock.today(settings.time_zone)
