"""Shapes of the catalogue routes."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.core.paging import PageQuery

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Year = Annotated[int, Field(ge=-3000, le=2100)]


class BookQuery(PageQuery):
    """Every field narrows the list; pages are ordered by `sort`, then by id."""

    q: Annotated[str, StringConstraints(max_length=1000)] | None = None
    category: Slug | None = None
    author: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,8}$")] | None = None
    year_from: Year | None = None
    year_to: Year | None = None
    rating_from: Annotated[float, Field(ge=1, le=5)] | None = None
    for_sale: bool | None = None
    sort: Literal["popular", "new", "rating", "title", "year"] = "popular"


class ShelfQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    size: Annotated[int, Field(ge=1, le=50)] = 12


class AuthorOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    original_name: Annotated[str | None, Field(description="The name in its own script.")]


class BookCardOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    original_title: str | None
    authors: list[AuthorOut]
    family: Annotated[str, Field(description="Slug of the top category; empty when the book has none.")]
    published_year: Annotated[int | None, Field(description="Year the work was first published; negative is BC.")]
    language: Annotated[str | None, Field(description="BCP 47.")]
    publisher: str | None
    isbn13: str | None
    price_cents: Annotated[int | None, Field(description="Null when the book is not for sale.")]
    currency: str
    rating_count: int
    rating_mean: Annotated[float | None, Field(description="1 to 5; null without ratings.")]
    added_on: date


class BookPageOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[BookCardOut]
    page: int
    size: int
    total: int


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


class BookOut(BookCardOut):
    description: str | None
    categories: Annotated[list[BookCategoryOut], Field(description="Main category first.")]
    stars: Annotated[list[int], Field(min_length=5, max_length=5, description="Readers who gave 1, 2, 3, 4, 5 stars.")]


class CategoryLeafOut(CategoryOut):
    book_count: int


class CategoryNodeOut(CategoryLeafOut):
    book_count: Annotated[int, Field(description="Books here or below; each counted once.")]
    children: list[CategoryLeafOut]


class CategoryTreeOut(BaseModel):
    items: list[CategoryNodeOut]
