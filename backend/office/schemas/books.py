"""Books as the staff lists, writes and withdraws them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.catalog.schemas import BookCardOut, Slug
from backend.core.paging import PageQuery
from backend.shop.schemas.stock import SkuOut

Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
Text = Annotated[str, StringConstraints(max_length=500)]
Lack = Literal["cover", "isbn", "category", "author", "copies", "price", "description", "language"]
BookSort = Literal[
    "title",
    "-title",
    "added",
    "-added",
    "year",
    "-year",
    "ratings",
    "-ratings",
    "loans",
    "-loans",
    "withdrawn",
    "-withdrawn",
]
BOOK_COLUMNS = (
    *("id", "title", "original_title", "authors", "isbn13", "publisher", "published_year", "language", "series"),
    *("price_cents", "currency", "copies_total", "copies_free", "stock_free", "rating_count", "rating_mean"),
    *("loans_30d", "waiting", "added_on", "withdrawn_on"),
)
Columns = Annotated[str, Field(max_length=400, description="Names of columns with commas between; empty: all.")]
Language = Literal["zh-CN", "en"]


class BooksFilter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=200, description="In a title or the name of an author; an ISBN; a barcode.")] = (
        ""
    )
    category: Slug | None = None
    language: Annotated[str | None, Field(max_length=16)] = None
    publisher: Annotated[str | None, Field(max_length=255)] = None
    author: Id | None = None
    series: Id | None = None
    year_from: Annotated[int | None, Field(ge=-3000, le=2100)] = None
    year_to: Annotated[int | None, Field(ge=-3000, le=2100)] = None
    lacks: Annotated[Lack | None, Field(description="What the record has not.")] = None
    waited_for: Annotated[bool, Field(description="Only what somebody waits for.")] = False
    state: Literal["active", "withdrawn", "all"] = "active"


class BooksQuery(BooksFilter, PageQuery):
    sort: BookSort = "-added"


class BooksCsvQuery(BooksFilter):
    sort: BookSort = "-added"
    columns: Columns = ""
    lang: Language = "zh-CN"


class StaffBookLineOut(BookCardOut):
    revision: int
    withdrawn_on: date | None
    loans_30d: int
    waiting: Annotated[int, Field(description="Readers who wait for it, or have a copy set aside.")]


class StaffBooksOut(BaseModel):
    items: list[StaffBookLineOut]
    page: int
    size: int
    total: int


class Credit(BaseModel):
    model_config = ConfigDict(extra="forbid", from_attributes=True)

    name: Annotated[str, StringConstraints(max_length=500)]
    role: Literal["author", "translator", "editor", "illustrator"] = "author"
    original_name: Annotated[str | None, StringConstraints(max_length=500)] = None


class BookFacts(BaseModel):
    """A record, complete: what is left out is empty. Names of people and series that the catalogue lacks are made."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    title: Annotated[str, StringConstraints(max_length=1000)]
    subtitle: Annotated[str | None, StringConstraints(max_length=1000)] = None
    original_title: Annotated[str | None, StringConstraints(max_length=1000)] = None
    authors: Annotated[list[Credit], Field(max_length=90)] = []
    series: Text | None = None
    series_original_name: Text | None = None
    volume: Annotated[float | None, Field(ge=0, le=99_999)] = None
    publisher: Text | None = None
    published_year: Annotated[int | None, Field(ge=-10_000, le=10_000)] = None
    language: Annotated[str | None, StringConstraints(max_length=16)] = None
    isbn13: Annotated[str | None, StringConstraints(max_length=40)] = None
    description: Annotated[str | None, StringConstraints(max_length=70_000)] = None
    categories: Annotated[list[str], Field(max_length=50, description="Slugs, the main one first.")] = []
    price_cents: Annotated[int | None, Field(ge=0, le=2**31 - 1)] = None
    currency: Annotated[str, StringConstraints(max_length=8)] = "CNY"


class BookIn(BookFacts):
    revision: Annotated[int, Field(ge=1, description="The one that was looked at.")]


class StandingOut(BaseModel):
    open_loans: int
    open_holds: int
    open_orders: int
    copies_coming: Annotated[int, Field(description="Ordered from a dealer, or not yet on the shelf.")]


class StaffBookOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    revision: int
    cover: str | None
    family: str
    added_on: date
    withdrawn_on: date | None
    origin: str | None
    copies_total: int
    copies_free: int
    copies_reference: int
    stock_free: int
    rating_count: int
    loans_30d: int
    facts: BookFacts
    standing: StandingOut


class WithdrawIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    revision: Annotated[int, Field(ge=1)]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class WithdrawnOut(BaseModel):
    copies: Annotated[int, Field(description="So many copies were withdrawn with it.")]
    sku_ids: Annotated[list[int], Field(description="Offers that ended; sent back, they are put up again.")]


class RestoreIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sku_ids: Annotated[list[Id], Field(max_length=10)] = []


class NamesQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["author", "series", "publisher"]
    q: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class KnownNameOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str
    original_name: str | None
    books: int


class KnownNamesOut(BaseModel):
    items: list[KnownNameOut]


class LoanOfBookOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    barcode: str
    state: str
    channel: str
    borrowed_on: date
    due_on: date
    returned_at: datetime | None
    reader_id: Annotated[int | None, Field(description="While it goes on.")]
    reader_name: str | None


class LoansOfBookOut(BaseModel):
    items: list[LoanOfBookOut]
    page: int
    size: int
    total: int


class OffersOfBookOut(BaseModel):
    items: list[SkuOut]


class BookChangeOut(BaseModel):
    id: int
    happened_at: datetime
    by_name: Annotated[str | None, Field(description="Null: the account is gone.")]
    role: str
    act: str
    change: Literal["added", "changed", "removed", "acted"]
    before: dict[str, Any]
    after: dict[str, Any]
    bulk_act_id: int | None


class BookHistoryOut(BaseModel):
    items: list[BookChangeOut]
    page: int
    size: int
    total: int
