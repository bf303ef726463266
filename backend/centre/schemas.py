"""Shapes of the routes of the personal centre."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.catalog.schemas import AuthorOut, BookCardOut
from backend.core.paging import PageQuery

EventKind = Literal["rated", "liked", "favourited", "reviewed", "reading", "viewed", "listed", "dismissed", "bought"]
Status = Literal["want_to_read", "reading", "read", "stopped"]
_KINDS = "rated|liked|favourited|reviewed|reading|viewed|listed|dismissed|bought"


class _Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class NowReadingOut(_Read):
    book: BookCardOut
    started_on: date | None
    progress: Annotated[int, Field(description="In percent.")]
    page: int | None
    page_total: int | None
    updated_at: datetime


class OpenOrderOut(_Read):
    id: int
    number: str
    state: Literal["pending_payment", "confirmed", "packing", "shipped", "ready_for_pickup"]
    delivery: Literal["pickup", "shipping"]
    title: Annotated[str, Field(description="Of its first book.")]
    pieces: int
    total_cents: int
    owed_cents: int
    expires_at: Annotated[datetime | None, Field(description="Of one that waits for its money.")]
    slot: Annotated[str | None, Field(description="Of one that lies ready: where.")]
    pickup_until: Annotated[date | None, Field(description="Of one that lies ready: the last day.")]


class OverviewOut(_Read):
    rating_count: int
    like_count: int
    favourite_count: int
    review_count: int
    list_count: int
    want_to_read_count: int
    reading_count: int
    read_count: int
    finished_this_year: Annotated[int, Field(description="As on the page of this year.")]
    order_count: Annotated[int, Field(description="Orders that were confirmed and not given up.")]
    open_orders: Annotated[list[OpenOrderOut], Field(description="At most five: what wants something of me first.")]
    now_reading: Annotated[list[NowReadingOut], Field(description="At most six, the one touched last first.")]


class HistoryQuery(PageQuery):
    kind: Annotated[
        str | None,
        StringConstraints(pattern=rf"^({_KINDS})(,({_KINDS}))*$", max_length=200),
        Field(description="Kinds separated by commas; all of them when left out."),
    ] = None


class EventOut(_Read):
    kind: EventKind
    book: BookCardOut
    at: datetime
    stars: Annotated[float | None, Field(description="Of rated.")]
    status: Annotated[Status | None, Field(description="Of reading: as it is now.")]
    list_id: Annotated[int | None, Field(description="Of listed.")]
    list_name: str | None
    times: Annotated[int | None, Field(description="Of viewed: how often, this being the latest.")]
    order_id: Annotated[int | None, Field(description="Of bought.")]
    pieces: int | None


class HistoryPageOut(_Read):
    items: list[EventOut]
    page: int
    size: int
    total: int


class DayCountsOut(BaseModel):
    finished: int
    started: int
    progressed: int
    rated: int
    reviewed: int
    noted: int


class DayOut(_Read):
    on: date
    counts: DayCountsOut


class StreakOut(_Read):
    days: int
    first_on: date
    last_on: date


class YearCategoryOut(_Read):
    slug: str
    name_zh: str
    name_en: str
    count: int
    count_before: Annotated[int, Field(description="In the year before.")]


class YearLanguageOut(_Read):
    language: Annotated[str, Field(description="BCP 47.")]
    count: int


class YearAuthorOut(_Read):
    author: AuthorOut
    count: int


class YearStarsOut(_Read):
    stars: float
    count: int


class BookOnOut(_Read):
    book: BookCardOut
    on: date


class FiguresOut(_Read):
    books_read: Annotated[
        int, Field(description="Finished on a noted day of the year; without one, given stars in the year.")
    ]
    by_month: Annotated[list[int], Field(min_length=12, max_length=12, description="Books read, January first.")]
    rated: int
    mean_stars: Annotated[float | None, Field(description="Null without ratings.")]
    reviewed: int
    active_days: Annotated[int, Field(description="Days on which something was noted.")]


class YearOut(_Read):
    year: int
    years: Annotated[list[int], Field(description="Years with a page: this one and those with traces, newest first.")]
    figures: FiguresOut
    before: Annotated[FiguresOut, Field(description="The same of the year before.")]
    days: Annotated[list[DayOut], Field(description="Days on which something was noted, in their order.")]
    streak: Annotated[StreakOut | None, Field(description="The longest run of such days; of several, the latest.")]
    categories: Annotated[list[YearCategoryOut], Field(description="Top categories of the books read; at most 8.")]
    languages: Annotated[list[YearLanguageOut], Field(description="At most 6.")]
    authors: Annotated[list[YearAuthorOut], Field(description="At most 8.")]
    stars: Annotated[list[YearStarsOut], Field(description="Stars given in the year.")]
    first: BookOnOut | None
    last: BookOnOut | None
    wall: Annotated[list[BookCardOut], Field(description="The books read, in their order; at most 60.")]
