"""Shapes of the catalogue routes."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Year = Annotated[int, Field(ge=-3000, le=2100)]


class ShelfQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    size: Annotated[int, Field(ge=1, le=50)] = 12


class AuthorOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    original_name: Annotated[str | None, Field(description="The name in its own script.")]


class SeriesPlaceOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    original_name: str | None
    volume: Annotated[float | None, Field(description="1, 2, 1.5; null where the order does not matter.")]


class BookCardOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    subtitle: str | None
    original_title: str | None
    authors: list[AuthorOut]
    series: SeriesPlaceOut | None
    family: Annotated[str, Field(description="Slug of the top category; empty when the book has none.")]
    published_year: Annotated[int | None, Field(description="Year the work was first published; negative is BC.")]
    language: Annotated[str | None, Field(description="BCP 47.")]
    publisher: str | None
    isbn13: str | None
    price_cents: Annotated[int | None, Field(description="What the publisher asks; null where nobody knows.")]
    currency: str
    cover: Annotated[str | None, Field(description="Name of the uploaded picture; null: it is drawn.")]
    rating_count: int
    rating_mean: Annotated[float | None, Field(description="1 to 5; null without ratings.")]
    copies_total: Annotated[int, Field(description="Copies that may be lent.")]
    copies_free: Annotated[int, Field(description="Of them on the shelf now.")]
    copies_reference: Annotated[int, Field(description="Copies to be read in the library only.")]
    stock_free: Annotated[int, Field(description="Pieces for sale.")]
    offer_cents: Annotated[
        int | None,
        Field(description="The lowest price of one of them today, discounts taken off; null: none is there."),
    ]
    added_on: date


class BookShelfOut(BaseModel):
    items: list[BookCardOut]


class CategoryOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    slug: str
    name_zh: str
    name_en: str


class BookCategoryOut(CategoryOut):
    parent: CategoryOut | None


class CopyOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    location_zh: str
    location_en: str
    shelf_mark: Annotated[str | None, Field(description="As on the spine.")]
    condition: Literal["ok", "damaged", "in_repair", "missing", "lost", "withdrawn", "on_order", "in_process"]
    reference_only: Annotated[bool, Field(description="To be read here, not lent.")]


class BookOut(BookCardOut):
    withdrawn_on: Annotated[date | None, Field(description="Since then the library has it no more; its past stays.")]
    description: str | None
    categories: Annotated[list[BookCategoryOut], Field(description="Main category first.")]
    copies: Annotated[list[CopyOut], Field(description="Where they stand; withdrawn ones are left out.")]
    stars: Annotated[
        list[int],
        Field(min_length=5, max_length=5, description="Readers who gave 1, 2, 3, 4, 5 stars; halves are rounded up."),
    ]


class CategoryLeafOut(CategoryOut):
    book_count: int


class CategoryNodeOut(CategoryLeafOut):
    book_count: Annotated[int, Field(description="Books here or below; each counted once.")]
    children: list[CategoryLeafOut]


class CategoryTreeOut(BaseModel):
    items: list[CategoryNodeOut]


class AuthorFactsOut(AuthorOut):
    aliases: list[str]
    book_count: int


class SeriesFactsOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    original_name: str | None
    items: Annotated[list[BookCardOut], Field(description="The volumes in their order.")]


class CuratedShelfOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    slug: str
    title_zh: str
    title_en: str
    intro_zh: str
    intro_en: str
    items: list[BookCardOut]


class CuratedShelvesOut(BaseModel):
    items: list[CuratedShelfOut]


class CoverOut(BaseModel):
    cover: Annotated[str, Field(description="Its files: /covers/{cover}-200.webp and /covers/{cover}-400.webp.")]
