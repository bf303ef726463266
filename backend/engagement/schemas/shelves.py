"""Shapes of favourites, readings and notes."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.catalog.schemas import BookCardOut
from backend.core.paging import PageQuery
from backend.engagement.rules.reading import PAST_READINGS, Status
from backend.engagement.schemas.reviews import MyReviewOut

Percent = Annotated[int, Field(ge=0, le=100)]
# The strictness of the rest would want a date to be a date already, which JSON has none of.
Day = Annotated[date, Field(strict=False)]
Pages = Annotated[int, Field(ge=1, le=100_000)]


class FavouriteOut(BaseModel):
    book_id: int
    favourite: bool


class FavouriteIdsOut(BaseModel):
    book_ids: list[int]


class FavouriteBookOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    book: BookCardOut
    favourited_at: datetime


class FavouritePageOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[FavouriteBookOut]
    page: int
    size: int
    total: int


class SpanIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    started_on: Day | None = None
    finished_on: Day | None = None


class ReadingIn(SpanIn):
    """Everything that is to be known of my readings of a book: what is left out is forgotten."""

    status: Status
    progress: Annotated[Percent, Field(description="In percent; follows from the page where there is one.")] = 0
    page: Annotated[int, Field(ge=0, le=100_000)] | None = None
    page_total: Pages | None = None
    past: Annotated[list[SpanIn], Field(max_length=PAST_READINGS, description="Earlier readings.")] = []


class SpanOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    started_on: date | None
    finished_on: date | None


class ReadingOut(SpanOut):
    status: Status
    progress: Annotated[int, Field(description="In percent.")]
    page: int | None
    page_total: int | None
    updated_at: datetime
    past: Annotated[list[SpanOut], Field(description="Earlier readings, the oldest first.")]


class NoteIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]


class NoteOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    text: str
    updated_at: datetime


class MyBookOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    book_id: int
    favourite: bool
    reading: ReadingOut | None
    note: NoteOut | None
    review: MyReviewOut | None


class ReadingQuery(PageQuery):
    status: Status | None = None


class ReadingBookOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    book: BookCardOut
    reading: ReadingOut


class ReadingCountsOut(BaseModel):
    want_to_read: int
    reading: int
    read: int
    stopped: int


class ReadingPageOut(BaseModel):
    items: list[ReadingBookOut]
    page: int
    size: int
    total: int
    counts: ReadingCountsOut
