"""Shapes of the recommendation routes."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.catalog.schemas import BookCardOut, CategoryOut


class ListQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    size: Annotated[int, Field(ge=1, le=50)] = 10


class BookTitleOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str


class ReasonOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    code: Literal["because_you_liked", "similar_readers", "popular_in_category", "popular", "new"]
    books: Annotated[list[BookTitleOut], Field(description="Books of my own that speak most for this one.")]
    category: CategoryOut | None


class EntryOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    rank: int
    book: BookCardOut
    source: Annotated[str, Field(description="The model's name, or category, popular, new.")]
    reason: ReasonOut
    score: float | None
    predicted_stars: Annotated[float | None, Field(description="What I would probably give, 1 to 5.")]


class RunOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    model: str
    published_at: datetime


class ListOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[EntryOut]
    source: Annotated[Literal["personal", "mixed", "fallback"], Field(description="Where the list comes from.")]
    run: Annotated[RunOut | None, Field(description="The published run; null before the first.")]
    rating_count: int
    stale: Annotated[bool, Field(description="True when I have rated since the run; the next one will know.")]
    as_of: datetime
