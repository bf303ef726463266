"""Shapes of ratings, likes, and shelves made of them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.catalog.schemas import BookCardOut, ShelfQuery
from backend.engagement.rules import STARS_MAX, STARS_MIN, STARS_STEP


class RateIn(BaseModel):
    # Strict: "5", 4.3 and true are not ratings.
    model_config = ConfigDict(extra="forbid", strict=True)

    stars: Annotated[float, Field(ge=STARS_MIN, le=STARS_MAX, multiple_of=STARS_STEP, description="Whole or half.")]


class MyRatingOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    book_id: int
    stars: Annotated[float | None, Field(description="1 to 5 in half steps; null when I have not rated it.")]
    rated_at: datetime | None
    liked: Annotated[bool, Field(description="I like it, whatever stars I gave.")]


class RatedOut(MyRatingOut):
    rating_count: int
    rating_mean: float | None


class LikeOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    book_id: int
    liked: bool
    like_count: Annotated[int, Field(description="Readers who like this book.")]


class RatedBookOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    book: BookCardOut
    stars: float
    rated_at: Annotated[datetime | None, Field(description="Null for an imported rating without a time.")]


class RatingPageOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[RatedBookOut]
    page: int
    size: int
    total: int


class PopularQuery(ShelfQuery):
    window: Literal["7d", "30d", "all"] = "7d"


class PopularOut(BaseModel):
    items: list[BookCardOut]
    window: Annotated[
        Literal["7d", "30d", "all"],
        Field(description="The window these books are from: the one asked for, or a wider one when it had too few."),
    ]
