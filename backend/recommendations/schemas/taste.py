"""What a reader says about his taste, and what the library believes about it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.catalog.schemas import AuthorOut, BookCardOut, CategoryLeafOut, CategoryOut, Slug

Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
ShelfName = Literal["for_you", "similar", "also_liked", "onboarding"]


class DismissedOut(BaseModel):
    book_id: int
    dismissed: bool


class DismissedBookOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    book: BookCardOut
    dismissed_at: datetime


class DismissalPageOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[DismissedBookOut]
    page: int
    size: int
    total: int


class ExcludedOut(BaseModel):
    book_id: int
    excluded: bool


class SightingIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    book_id: Id
    shelf: ShelfName
    source: Annotated[
        str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,15}$"), Field(description="As the entry said it.")
    ]
    run_id: Annotated[int | None, Field(ge=1, le=2**31 - 1, description="Null when no run had a part in it.")]


class ShownIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    items: Annotated[list[SightingIn], Field(min_length=1, max_length=50)]


class OpenedIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    book_id: Id
    shelf: ShelfName


class TasteIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    personalised: bool


class SignalOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    book: BookCardOut
    kind: Annotated[Literal["rated", "liked"], Field(description="liked: without stars.")]
    stars: float | None
    at: Annotated[datetime | None, Field(description="Null for an imported rating without a time.")]
    excluded: Annotated[bool, Field(description="I said that it says nothing about my taste.")]


class CategoryShareOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    category: CategoryOut
    share: Annotated[float, Field(description="Of the books I liked lately, 0 to 1.")]


class TasteOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    personalised: bool
    rating_count: int
    like_count: int
    signals: Annotated[list[SignalOut], Field(description="At most 50: books I liked first, the newest before.")]
    exclusions_count: int
    dismissals_count: int
    categories: Annotated[list[CategoryShareOut], Field(description="Empty when I opted out.")]


class CategoryLineOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    category: CategoryOut
    weights: list[float]


class AuthorLineOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    author: AuthorOut
    weights: list[float]


class WeightOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    signal: Annotated[str, Field(description="stars_1 to stars_5, like, favourite, review, view, dismissal.")]
    weight: Annotated[float, Field(description="From -1, strongly against, to 1, strongly for.")]


class TimelineOut(BaseModel):
    """Sums of weights for each month, of the books that speak for me."""

    model_config = ConfigDict(from_attributes=True)

    run_id: Annotated[int | None, Field(description="Whose weights these are; null: nothing is believed yet.")]
    weights: list[WeightOut]
    months: Annotated[list[str], Field(description="2026-01; at most 24, from the first with a signal.")]
    categories: Annotated[list[CategoryLineOut], Field(description="Top categories, at most 7, the strongest first.")]
    other_categories: Annotated[list[float], Field(description="All others together.")]
    authors: Annotated[list[AuthorLineOut], Field(description="At most 7, the strongest first.")]
    against: Annotated[list[int], Field(description="Books that spoke against something, in each month.")]


class OnboardingQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    category: Annotated[
        str | None,
        StringConstraints(pattern=r"^[a-z0-9-]{1,64}(,[a-z0-9-]{1,64})*$", max_length=2000),
        Field(description="Slugs separated by commas; may be given several times."),
    ] = None


class OnboardingIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    categories: Annotated[list[Slug], Field(max_length=33, description="Slugs; empty when I skipped the question.")]


class OnboardingOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    categories: Annotated[list[CategoryLeafOut], Field(description="The top categories.")]
    chosen: Annotated[list[str], Field(description="Slugs of the categories I chose.")]
    books: Annotated[list[BookCardOut], Field(description="Up to 30 well-known books, no two by one author.")]
    liked_book_ids: list[int]
    welcomed: Annotated[bool, Field(description="I have answered or skipped the questions.")]
