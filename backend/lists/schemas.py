"""Shapes of the list routes."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.catalog.schemas import BookCardOut
from backend.core.paging import MAX_SIZE
from backend.lists.rules import MOST_BOOKS, NAME_MAX, TEXT_MAX

Visibility = Literal["private", "unlisted", "public"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_MAX)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=TEXT_MAX)]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
Position = Annotated[int, Field(ge=0, le=MOST_BOOKS, description="From 0; beyond the end is the end.")]


class ListsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    book_id: Annotated[int | None, Field(ge=1, le=2**31 - 1, description="Say of each list whether it holds it.")] = (
        None
    )


class EntriesQuery(BaseModel):
    """Which of a list's books."""

    model_config = ConfigDict(extra="forbid")

    page: Annotated[int, Field(ge=1, le=MOST_BOOKS)] = 1
    size: Annotated[int, Field(ge=1, le=MAX_SIZE)] = MAX_SIZE


class NewListIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: Name
    description: Text = ""
    book_id: Annotated[Id | None, Field(description="The first book on it.")] = None


class ListIn(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Name | None = None
    description: Text | None = None
    visibility: Annotated[
        Visibility | None,
        Field(description="private: mine alone; unlisted: whoever has the link; public: search engines too."),
    ] = None


class NewListEntryIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    position: Position | None = None
    note: Text | None = None


class ListEntryIn(NewListEntryIn):
    """What is left out stays as it is."""


class ListFactsOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    description: str
    visibility: Visibility
    share_slug: Annotated[str | None, Field(description="Of its page /shared-lists/{share_slug}; null when private.")]
    book_count: int
    created_at: datetime
    updated_at: datetime


class ListCardOut(ListFactsOut):
    preview: Annotated[list[BookCardOut], Field(description="Its first four books.")]
    holds: Annotated[bool | None, Field(description="The book asked about is on it; null when none was asked about.")]


class ListCardsOut(BaseModel):
    items: list[ListCardOut]


class ListEntryOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    book: BookCardOut
    position: int
    note: str
    added_at: datetime


class FullListOut(ListFactsOut):
    entries: Annotated[list[ListEntryOut], Field(description="A page of its books in their order.")]
    page: int
    size: int


class SharedListOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str
    description: str
    visibility: Literal["unlisted", "public"]
    owner: Annotated[str, Field(description="Display name of the reader whose list it is.")]
    book_count: int
    updated_at: datetime
    entries: Annotated[list[ListEntryOut], Field(description="A page of its books in their order.")]
    page: int
    size: int


class PlacedOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    list_id: int
    book_id: int
    position: Annotated[int | None, Field(description="Null: not on the list.")]
    note: str
    book_count: int
