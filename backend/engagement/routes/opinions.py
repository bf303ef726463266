"""/api/ratings, /api/books/{id}/rating, /api/books/{id}/like, /api/books/{id}/view, /api/books/popular, /recent"""

from typing import Any

from apiflask import APIBlueprint

from backend.catalog.queries import get_book
from backend.catalog.schemas import BookShelfOut, ShelfQuery
from backend.core import clock
from backend.core.auth import caller, public, require_reader
from backend.core.limits import TRACES, WRITES, limiter
from backend.core.paging import Page, PageQuery
from backend.engagement import queries, service
from backend.engagement.schemas.opinions import (
    LikeOut,
    MyRatingOut,
    PopularOut,
    PopularQuery,
    RatedOut,
    RateIn,
    RatingPageOut,
)

blueprint = APIBlueprint("engagement", __name__, url_prefix="/api", tag="engagement")


@blueprint.get("/ratings")
@require_reader
@blueprint.input(PageQuery, location="query")
@blueprint.output(RatingPageOut)
def list_ratings(query_data: PageQuery) -> Page[queries.RatedBook]:
    """My ratings, newest first"""
    return queries.ratings_of(caller().id, query_data.page, query_data.size)


@blueprint.get("/books/<int:book_id>/rating")
@require_reader
@blueprint.output(MyRatingOut)
def show_rating(book_id: int) -> dict[str, Any]:
    """My stars for a book, and whether I like it"""
    get_book(book_id)
    rating = queries.find_rating(caller().id, book_id)
    return {
        "book_id": book_id,
        "stars": rating.stars if rating else None,
        "rated_at": rating.rated_at if rating else None,
        "liked": queries.find_like(caller().id, book_id) is not None,
    }


@blueprint.put("/books/<int:book_id>/rating")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(RateIn)
@blueprint.output(RatedOut)
def rate_book(book_id: int, json_data: RateIn) -> service.MyRating:
    """Rate a book"""
    return service.rate_book(caller().id, book_id, json_data.stars, clock.now())


@blueprint.delete("/books/<int:book_id>/rating")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(RatedOut)
def take_back_rating(book_id: int) -> service.MyRating:
    """Take my stars back"""
    return service.take_back_rating(caller().id, book_id)


@blueprint.put("/books/<int:book_id>/like")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(LikeOut)
def like_book(book_id: int) -> service.MyLike:
    """Like a book"""
    return service.like_book(caller().id, book_id, clock.now())


@blueprint.delete("/books/<int:book_id>/like")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(LikeOut)
def unlike_book(book_id: int) -> service.MyLike:
    """Take my like back"""
    return service.unlike_book(caller().id, book_id)


@blueprint.put("/books/<int:book_id>/view")
@limiter.limit(TRACES)
@require_reader
@blueprint.output({}, status_code=204)
def record_view(book_id: int) -> str:
    """I am looking at this book; nothing is kept of readers who opted out"""
    service.record_view(caller().id, book_id, clock.now())
    return ""


@blueprint.get("/books/popular")
@public
@blueprint.input(PopularQuery, location="query")
@blueprint.output(PopularOut)
def list_popular_books(query_data: PopularQuery) -> dict[str, Any]:
    """Most rated books of a span of time"""
    window, books = queries.popular_books(query_data.window, query_data.size, clock.now())
    return {"items": books, "window": window}


@blueprint.get("/books/recent")
@require_reader
@blueprint.input(ShelfQuery, location="query")
@blueprint.output(BookShelfOut)
def list_recently_viewed(query_data: ShelfQuery) -> dict[str, Any]:
    """Books whose pages I opened last"""
    return {"items": queries.recently_viewed(caller().id, query_data.size)}
