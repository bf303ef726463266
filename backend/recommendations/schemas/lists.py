"""A reader's list, and the shelves beside a book."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.catalog.schemas import BookCardOut, CategoryOut


class ListQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    size: Annotated[int, Field(ge=1, le=50)] = 10
    skip: Annotated[int, Field(ge=0, le=50, description="Entries before the first wanted one.")] = 0


class BookTitleOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str


class ReasonOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    code: Literal[
        "because_you_liked",
        "similar_readers",
        "surprise",
        "new_book",
        "popular_in_category",
        "trending",
        "popular",
        "new",
    ]
    books: Annotated[list[BookTitleOut], Field(description="Books of my own that speak most for this one.")]
    category: CategoryOut | None


class EntryOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    rank: int
    book: BookCardOut
    source: Annotated[str, Field(description="The model's name, or similar_book, category, trending, popular, new.")]
    reason: ReasonOut
    score: float | None
    predicted_stars: Annotated[float | None, Field(description="What I would probably give, 1 to 5.")]


class ListRunOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    model: str
    published_at: datetime


class ListOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[EntryOut]
    source: Annotated[Literal["personal", "mixed", "fallback"], Field(description="Where these entries come from.")]
    run: Annotated[ListRunOut | None, Field(description="The published run; null before the first.")]
    made_at: Annotated[datetime | None, Field(description="When my list was made; null when I have none.")]
    rating_count: int
    stale: Annotated[bool, Field(description="True when my taste has changed since; the next list will know.")]
    personalised: Annotated[bool, Field(description="False: I switched personal recommendations off.")]
    more: Annotated[bool, Field(description="There are entries beyond these.")]
    as_of: datetime


class NeighbourQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    size: Annotated[int, Field(ge=1, le=20)] = 10


class NeighbourShelfOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[BookCardOut]
    source: Annotated[
        Literal["similar_book", "also_liked", "author_or_category"],
        Field(description="author_or_category: no run knows the book, so these are by its author or of its category."),
    ]
    run_id: Annotated[int | None, Field(description="The run that found them; null when none did.")]
