"""/api/favourites, /api/reading, /api/books/{id}/mine, /api/books/{id}/favourite, …/reading, …/note"""

from typing import Any

from apiflask import APIBlueprint
from flask import current_app

from backend.catalog.queries import get_book
from backend.core import clock
from backend.core.auth import caller, require_reader
from backend.core.limits import WRITES, limiter
from backend.core.paging import Page, PageQuery
from backend.engagement import queries, service
from backend.engagement.models import BookNote
from backend.engagement.queries.shelves import Span
from backend.engagement.schemas.shelves import (
    FavouriteIdsOut,
    FavouriteOut,
    FavouritePageOut,
    MyBookOut,
    NoteIn,
    NoteOut,
    ReadingIn,
    ReadingPageOut,
    ReadingQuery,
)

blueprint = APIBlueprint("shelves", __name__, url_prefix="/api", tag="engagement")


@blueprint.get("/books/<int:book_id>/mine")
@require_reader
@blueprint.output(MyBookOut)
def show_my_book(book_id: int) -> queries.MyBook:
    """Whether a book is my favourite, where I am with it, my note and my review"""
    get_book(book_id)
    return queries.my_book(caller().id, book_id)


@blueprint.get("/favourites")
@require_reader
@blueprint.input(PageQuery, location="query")
@blueprint.output(FavouritePageOut)
def list_favourites(query_data: PageQuery) -> Page[queries.FavouriteBook]:
    """My favourites, the latest first"""
    return queries.favourites_of(caller().id, query_data.page, query_data.size)


@blueprint.get("/favourites/ids")
@require_reader
@blueprint.output(FavouriteIdsOut)
def list_favourite_ids() -> dict[str, Any]:
    """Which books are my favourites"""
    return {"book_ids": queries.favourite_ids(caller().id)}


@blueprint.put("/books/<int:book_id>/favourite")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(FavouriteOut)
def favourite_book(book_id: int) -> dict[str, Any]:
    """Keep a book among my favourites"""
    service.favourite_book(caller().id, book_id, clock.now())
    return {"book_id": book_id, "favourite": True}


@blueprint.delete("/books/<int:book_id>/favourite")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(FavouriteOut)
def unfavourite_book(book_id: int) -> dict[str, Any]:
    """Take a book from my favourites"""
    service.unfavourite_book(caller().id, book_id)
    return {"book_id": book_id, "favourite": False}


@blueprint.get("/reading")
@require_reader
@blueprint.input(ReadingQuery, location="query")
@blueprint.output(ReadingPageOut)
def list_readings(query_data: ReadingQuery) -> dict[str, Any]:
    """The books I want to read, am reading, have read or stopped; the latest change first"""
    page, counts = queries.readings_of(caller().id, query_data.status, query_data.page, query_data.size)
    return {"items": page.items, "page": page.page, "size": page.size, "total": page.total, "counts": counts}


@blueprint.put("/books/<int:book_id>/reading")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(ReadingIn)
@blueprint.output(MyBookOut)
def record_reading(book_id: int, json_data: ReadingIn) -> queries.MyBook:
    """Say where I am with a book"""
    said = json_data.model_dump(exclude={"past"})
    record = service.ReadingRecord(**said, past=[Span(**span.model_dump()) for span in json_data.past])
    today = clock.today(current_app.config["SETTINGS"].time_zone)
    return service.record_reading(caller().id, book_id, record, today, clock.now())


@blueprint.delete("/books/<int:book_id>/reading")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(MyBookOut)
def forget_reading(book_id: int) -> queries.MyBook:
    """Forget my readings of a book"""
    return service.forget_reading(caller().id, book_id)


@blueprint.put("/books/<int:book_id>/note")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(NoteIn)
@blueprint.output(NoteOut)
def write_note(book_id: int, json_data: NoteIn) -> BookNote:
    """Write my own note on a book; nobody else sees it"""
    return service.write_note(caller().id, book_id, json_data.text, clock.now())


@blueprint.delete("/books/<int:book_id>/note")
@limiter.limit(WRITES)
@require_reader
@blueprint.output({}, status_code=204)
def delete_note(book_id: int) -> str:
    """Delete my note"""
    service.delete_note(caller().id, book_id)
    return ""
