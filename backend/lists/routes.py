"""/api/lists, /api/shared-lists"""

from typing import Any

from apiflask import APIBlueprint

from backend.core import clock
from backend.core.auth import caller, public, require_reader
from backend.core.limits import WRITES, limiter
from backend.lists import queries, service
from backend.lists.schemas import (
    EntriesQuery,
    FullListOut,
    ListCardsOut,
    ListEntryIn,
    ListFactsOut,
    ListIn,
    ListsQuery,
    NewListEntryIn,
    NewListIn,
    PlacedOut,
    SharedListOut,
)

blueprint = APIBlueprint("lists", __name__, url_prefix="/api", tag="lists")


@blueprint.get("/lists")
@require_reader
@blueprint.input(ListsQuery, location="query")
@blueprint.output(ListCardsOut)
def list_lists(query_data: ListsQuery) -> dict[str, Any]:
    """My lists, the one changed last first"""
    return {"items": queries.lists_of(caller().id, query_data.book_id)}


@blueprint.post("/lists")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(NewListIn)
@blueprint.output(ListFactsOut, status_code=201)
@blueprint.doc(responses={404: "There is no such book", 409: "The name is taken, or there are too many lists"})
def create_list(json_data: NewListIn) -> queries.ListFacts:
    """Make a list; it is private"""
    return service.create_list(caller().id, json_data.name, json_data.description, json_data.book_id, clock.now())


@blueprint.get("/lists/<int:list_id>")
@require_reader
@blueprint.input(EntriesQuery, location="query")
@blueprint.output(FullListOut)
def show_list(list_id: int, query_data: EntriesQuery) -> queries.FullList:
    """One of my lists with a page of its books"""
    return queries.full_list(caller().id, list_id, query_data.page, query_data.size)


@blueprint.patch("/lists/<int:list_id>")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(ListIn)
@blueprint.output(ListFactsOut)
@blueprint.doc(responses={409: "The name is taken"})
def change_list(list_id: int, json_data: ListIn) -> queries.ListFacts:
    """Rename, describe or share a list"""
    return service.change_list(caller().id, list_id, json_data.model_dump(exclude_none=True), clock.now())


@blueprint.delete("/lists/<int:list_id>")
@limiter.limit(WRITES)
@require_reader
@blueprint.output({}, status_code=204)
def delete_list(list_id: int) -> str:
    """Delete a list; for an hour it can be had back"""
    service.delete_list(caller().id, list_id, clock.now())
    return ""


@blueprint.post("/lists/<int:list_id>/restore")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(ListFactsOut)
@blueprint.doc(responses={409: "The name is taken since, or there are too many lists"})
def restore_list(list_id: int) -> queries.ListFacts:
    """Have a deleted list back"""
    return service.restore_list(caller().id, list_id, clock.now())


@blueprint.put("/lists/<int:list_id>/books/<int:book_id>")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(NewListEntryIn)
@blueprint.output(PlacedOut)
@blueprint.doc(responses={409: "The list is full"})
def add_book(list_id: int, book_id: int, json_data: NewListEntryIn) -> service.Placed:
    """Put a book on a list"""
    return service.add_book(caller().id, list_id, book_id, json_data.position, json_data.note, clock.now())


@blueprint.patch("/lists/<int:list_id>/books/<int:book_id>")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(ListEntryIn)
@blueprint.output(PlacedOut)
def change_entry(list_id: int, book_id: int, json_data: ListEntryIn) -> service.Placed:
    """Move a book of a list, or note something about it"""
    return service.change_entry(caller().id, list_id, book_id, json_data.position, json_data.note, clock.now())


@blueprint.delete("/lists/<int:list_id>/books/<int:book_id>")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(PlacedOut)
def remove_book(list_id: int, book_id: int) -> service.Placed:
    """Take a book from a list"""
    return service.remove_book(caller().id, list_id, book_id, clock.now())


@blueprint.get("/shared-lists/<string:share_slug>")
@public
@blueprint.input(EntriesQuery, location="query")
@blueprint.output(SharedListOut)
def show_shared_list(share_slug: str, query_data: EntriesQuery) -> queries.SharedList:
    """A list that a reader shares, with a page of its books"""
    return queries.shared_list(share_slug, query_data.page, query_data.size)
