"""Shapes of reviews, as their readers and other readers see them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.catalog.schemas import BookCardOut
from backend.core.paging import PageQuery
from backend.engagement.rules.reviews import Reason, State, Visibility

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Sort = Literal["helpful", "newest", "stars", "stars_up"]


class ReviewIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
    spoiler: bool = False
    language: Annotated[Language, Field(description="BCP 47 primary tag of the text.")]
    visibility: Annotated[Visibility, Field(description="Nobody else sees a private one.")] = "private"
    show_stars: Annotated[bool, Field(description="My stars stand beside it for everybody who sees it.")] = True


class ReviewQuery(PageQuery):
    sort: Annotated[Sort, Field(description="stars: most first; stars_up: fewest first.")] = "helpful"
    stars: Annotated[int, Field(ge=1, le=5, description="Halves count as the next whole ones.")] | None = None
    language: Language | None = None


class ReviewOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    reader_name: Annotated[str, Field(description="Empty: a former reader.")]
    title: str
    text: str
    spoiler: bool
    language: str
    stars: Annotated[float | None, Field(description="Null where the reader gave or shows none.")]
    created_at: datetime
    edited_at: datetime | None
    helpful_count: int
    borrowed_here: Annotated[bool, Field(description="The reader has borrowed the book in this library.")]
    mine: bool
    voted: Annotated[bool, Field(description="I found it helpful.")]
    reported: Annotated[bool, Field(description="I reported it.")]


class BookReviewsOut(BaseModel):
    items: list[ReviewOut]
    page: int
    size: int
    total: int
    languages: Annotated[dict[str, int], Field(description="Of all reviews of the book, the most frequent first.")]
    stars: Annotated[
        list[int],
        Field(min_length=5, max_length=5, description="Of all reviews of the book: with 1, 2, 3, 4, 5 stars."),
    ]


class MyReviewOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    book_id: int
    title: str
    text: str
    spoiler: bool
    language: str
    visibility: Visibility
    show_stars: bool
    state: Annotated[State, Field(description="held: waits for the library; hidden: the library took it off the page.")]
    held_for: Annotated[Literal["words", "reports"] | None, Field(description="What made it wait.")]
    decision_reason: Annotated[str | None, Field(description="What the library says about it.")]
    created_at: datetime
    edited_at: datetime | None
    edit_count: int
    helpful_count: int
    borrowed_here: bool


class WrittenReviewOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    book: BookCardOut
    review: MyReviewOut
    stars: float | None


class WrittenReviewPageOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[WrittenReviewOut]
    page: int
    size: int
    total: int


class ReviewEditOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    title: str
    text: str
    spoiler: bool
    language: str
    replaced_at: Annotated[datetime, Field(description="Until then it was like this.")]


class ReviewEditsOut(BaseModel):
    items: Annotated[list[ReviewEditOut], Field(description="The latest change first.")]


class VoteOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    review_id: int
    voted: bool
    helpful_count: int


class ReportIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Reason
    comment: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class ReportedOut(BaseModel):
    review_id: int
    reported: bool
