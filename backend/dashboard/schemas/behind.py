"""The lists behind the figures."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from backend.core.paging import PageQuery
from backend.dashboard.schemas.screen import _Read

Figure = Literal[
    "readers",
    "active_readers",
    "titles",
    "copies",
    "on_loan",
    "overdue",
    "loans",
    "returns",
    "holds",
    "orders",
    "new_readers",
    "ratings",
    "waiting",
]


class BehindQuery(PageQuery):
    figure: Figure
    from_on: Annotated[date | None, Field(description="As for the screen.")] = None
    to_on: date | None = None
    category: Annotated[str | None, Field(description="A slug: loans of its books; `none`: of books without one.")] = (
        None
    )
    book_id: Annotated[int | None, Field(ge=1, description="For loans and waiting.")] = None
    author_id: Annotated[int | None, Field(ge=1, description="For loans.")] = None
    weekday: Annotated[int | None, Field(ge=0, le=6, description="For loans and returns; Monday is 0.")] = None
    hour: Annotated[int | None, Field(ge=0, le=23, description="For loans and returns.")] = None
    stars: Annotated[float | None, Field(ge=1, le=5, description="For ratings.")] = None
    band: Annotated[str | None, Field(max_length=8, description="For readers: an age band of the screen.")] = None
    country: Annotated[str | None, Field(max_length=8, description="For readers; `none`: nobody knows.")] = None
    region: Annotated[str | None, Field(max_length=64, description="For readers, with the country.")] = None


class BehindOut(_Read):
    kind: Literal["reader", "title", "copy", "loan", "hold", "order", "rating"]
    id: int
    at: Annotated[datetime | None, Field(description="When: borrowed, returned, placed, confirmed, joined, given.")]
    on: Annotated[date | None, Field(description="A day: due, added, acquired.")]
    book_id: int | None
    title: str | None
    user_id: Annotated[int | None, Field(description="Null: forgotten, or nobody's business (ratings).")]
    reader: str | None
    number: Annotated[str | None, Field(description="Barcode of a copy, number of an order.")]
    state: str | None
    cents: int | None
    stars: float | None


class BehindPageOut(_Read):
    items: list[BehindOut]
    page: int
    size: int
    total: Annotated[int, Field(description="The figure itself.")]
