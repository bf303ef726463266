"""/api/books, /api/categories"""

from dataclasses import asdict
from typing import Any

from apiflask import APIBlueprint

from backend.catalog import queries
from backend.catalog.queries import BookFilter
from backend.catalog.schemas import BookOut, BookPageOut, BookQuery, BookShelfOut, CategoryTreeOut, ShelfQuery
from backend.core.auth import public
from backend.core.limits import SEARCH, limiter
from backend.core.paging import Page

blueprint = APIBlueprint("catalog", __name__, url_prefix="/api", tag="catalog")


@blueprint.get("/books")
@limiter.limit(SEARCH)
@public
@blueprint.input(BookQuery, location="query")
@blueprint.output(BookPageOut)
@blueprint.doc(responses={404: "There is no such category"})
def list_books(query_data: BookQuery) -> Page[queries.BookCard]:
    """Find books"""
    wanted = BookFilter(**query_data.model_dump(exclude={"page", "size"}))
    return queries.find_books(wanted, query_data.page, query_data.size)


@blueprint.get("/books/new")
@public
@blueprint.input(ShelfQuery, location="query")
@blueprint.output(BookShelfOut)
def list_new_books(query_data: ShelfQuery) -> dict[str, Any]:
    """Newest books of the library"""
    return {"items": queries.new_books(query_data.size)}


@blueprint.get("/books/<int:book_id>")
@public
@blueprint.output(BookOut)
def show_book(book_id: int) -> dict[str, Any]:
    """One book"""
    book = queries.get_book(book_id)
    [card] = queries.cards_of([book_id])
    return {
        **asdict(card),
        "description": book.description,
        "categories": queries.categories_of(book_id),
        "stars": book.stars,
    }


@blueprint.get("/categories")
@public
@blueprint.output(CategoryTreeOut)
def list_categories() -> dict[str, Any]:
    """The category tree with counts"""
    return {"items": queries.category_tree()}
