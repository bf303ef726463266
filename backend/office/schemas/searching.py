"""What the command palette finds."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class SearchQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class _Found(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class BookHitOut(_Found):
    id: int
    title: str
    authors: list[str]
    isbn13: str | None
    published_year: int | None


class ReaderHitOut(_Found):
    id: int
    name: str
    display_name: str
    card_number: str


class CopyHitOut(_Found):
    id: int
    barcode: str
    book_id: int
    title: str
    condition: str


class OrderHitOut(_Found):
    id: int
    number: str
    state: str
    user_id: int | None
    reader_name: str | None


class SearchOut(_Found):
    """At most eight of each; what is meant exactly comes first."""

    books: list[BookHitOut]
    readers: list[ReaderHitOut]
    copies: Annotated[list[CopyHitOut], Field(description="By their barcodes.")]
    orders: Annotated[list[OrderHitOut], Field(description="By their numbers.")]
