"""The shape of the whole screen: every panel in one answer."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.catalog.schemas import BookCardOut
from backend.dashboard.rules.ranges import MOST_DAYS, USUAL_DAYS

Step = Literal["day", "week", "month"]
Against = Literal["previous", "year_before", "none"]


class ScreenQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    days: Annotated[int, Field(ge=1, le=MOST_DAYS, description="So many up to to_on, unless from_on is given.")] = (
        USUAL_DAYS
    )
    from_on: date | None = None
    to_on: Annotated[date | None, Field(description="Counts, too. Left out, or in the future: today.")] = None
    against: Annotated[Against, Field(description="As many days before; the same days a year before.")] = "previous"


class _Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class TileOut(_Read):
    value: Annotated[int | None, Field(description="Null only when it is suppressed.")]
    before: Annotated[int | None, Field(description="Of the other period; null: there is none, or nobody knows.")]
    change: Annotated[float | None, Field(description="0.25 is a quarter more; null where it cannot be said.")]
    suppressed: Annotated[bool, Field(description="A kiosk is not told counts of people below five.")]


class TilesOut(_Read):
    """Stocks (readers, titles, copies, on loan, overdue) are of this moment, and before at the end of the other period;
    the rest is of the range."""

    readers: TileOut
    active_readers: Annotated[TileOut, Field(description="Who borrowed, wished, ordered, rated or reviewed.")]
    titles: TileOut
    copies: Annotated[TileOut, Field(description="But for those that are withdrawn, lost or still on order.")]
    on_loan: TileOut
    overdue: TileOut
    loans_today: Annotated[TileOut, Field(description="Before: on the same weekday, 7 or 364 days ago.")]
    loans: TileOut
    returns: TileOut
    holds: TileOut
    orders: Annotated[TileOut, Field(description="Confirmed, and not given up since.")]
    revenue_cents: Annotated[TileOut, Field(description="Of these orders, what was given back taken off.")]
    new_readers: TileOut
    ratings: TileOut


class PeopleOut(_Read):
    """A count of people."""

    value: int | None
    suppressed: Annotated[bool, Field(description="The value is null: a kiosk is not told counts below five.")]


class PointOut(_Read):
    starts_on: Annotated[date, Field(description="Of a week the Monday; the range may begin after it.")]
    loans: int
    returns: int
    holds: int
    orders: int
    revenue_cents: int
    new_readers: PeopleOut


class CategoryNameOut(_Read):
    category_id: Annotated[int | None, Field(description="Null: books that stand in no category.")]
    slug: str | None
    name_zh: str | None
    name_en: str | None


class LeafOut(CategoryNameOut):
    loans: int
    pieces: Annotated[int, Field(description="Sold, those that came back taken off.")]


class CategorySliceOut(LeafOut):
    children: Annotated[list[LeafOut], Field(description="Their sum may be less: books may stand at the top itself.")]


class TrendLineOut(CategoryNameOut):
    loans: Annotated[list[int], Field(description="One for each of starts_on.")]


class TrendOut(_Read):
    starts_on: list[date]
    lines: Annotated[list[TrendLineOut], Field(description="Top categories, the one with the most loans first.")]


class HoursOut(_Read):
    loans: Annotated[list[list[int]], Field(description="[weekday, Monday first][hour of the day]: 7 times 24.")]
    returns: list[list[int]]


class RankedBookOut(_Read):
    book: BookCardOut
    loans: int
    loans_before: int | None


class RankedAuthorOut(_Read):
    author_id: int
    name: str
    original_name: str | None
    loans: int
    loans_before: int | None


class BandOut(_Read):
    band: Literal["0-6", "7-12", "13-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+", "unknown"]
    readers: PeopleOut


class RegionOut(_Read):
    country: Annotated[str | None, Field(description="ISO 3166-1 alpha-2; null: nobody knows.")]
    region: Annotated[str, Field(description="Province or state as it is written in the address; may be empty.")]
    readers: PeopleOut


class StarsOut(_Read):
    stars: Annotated[float, Field(description="1, 1.5, ... 5.")]
    count: Annotated[int, Field(description="Given in the range.")]
    ever: Annotated[int, Field(description="All there are, those of no known time too.")]


class PressureOut(_Read):
    book: BookCardOut
    waiting: PeopleOut
    copies: Annotated[int, Field(description="That may be lent.")]
    longest_days: Annotated[int, Field(description="For how long the first of them has waited.")]


class QueueOut(_Read):
    waiting: Annotated[PeopleOut, Field(description="In all queues together.")]
    titles: Annotated[int, Field(description="That somebody waits for.")]
    items: Annotated[list[PressureOut], Field(description="The longest waits first; at most ten.")]


class CohortOut(_Read):
    joined_on: Annotated[date, Field(description="The first day of the month in which they joined.")]
    readers: PeopleOut
    active: Annotated[list[PeopleOut], Field(description="Active so many months later; the first is the month itself.")]


class RunFigureOut(_Read):
    run_id: int
    model: str
    state: Literal["writing", "published", "kept", "pruned", "refused", "failed"]
    started_at: datetime
    finished_at: datetime | None
    published_at: datetime | None
    ndcg_at_10: float | None
    ndcg_low: Annotated[float | None, Field(description="The ends of its 95 % interval.")]
    ndcg_high: float | None
    popularity_ndcg_at_10: Annotated[float | None, Field(description="Of the list of the most popular, same test.")]
    coverage_at_10: Annotated[float | None, Field(description="Share of the books that are on some list.")]
    overlap_at_10: Annotated[float | None, Field(description="Share of books that two readers' lists have in common.")]
    impressions: Annotated[int, Field(description="Shown to readers, whenever.")]
    opens: int
    loans: int
    click_through: Annotated[float | None, Field(description="Opened of shown; null where nothing was shown.")]
    borrow_rate: float | None


class ModelOut(_Read):
    runs: Annotated[list[RunFigureOut], Field(description="The last twelve, oldest first.")]
    published_run_id: int | None
    lists: Annotated[int, Field(description="Of the published run.")]
    oldest_list_at: datetime | None
    newest_list_at: datetime | None
    trained_at: Annotated[datetime | None, Field(description="When the last run ended, whatever came of it.")]


class ScreenHouseOut(_Read):
    """What the library has set for its screens: a kiosk knows no more of the settings."""

    name_zh: str
    name_en: str
    screen_title_zh: Annotated[str, Field(description="Empty: the library's name stands there.")]
    screen_title_en: str
    screen_refresh_seconds: int


class ScreenOut(_Read):
    house: ScreenHouseOut
    today: Annotated[date, Field(description="Where the library stands.")]
    from_on: date
    to_on: date
    before_from_on: Annotated[date | None, Field(description="Null: nothing is compared.")]
    before_to_on: date | None
    against: Against
    step: Annotated[Step, Field(description="Days up to 62 days, weeks up to 400, then months.")]
    as_of: datetime
    counted_to: Annotated[date | None, Field(description="Days up to this one come out of the daily count.")]
    kiosk: Annotated[bool, Field(description="Asked for by a kiosk: small counts of people are suppressed.")]
    currency: str
    tiles: TilesOut
    series: list[PointOut]
    series_before: Annotated[list[PointOut], Field(description="Of the other period, point by point; may be empty.")]
    categories: Annotated[list[CategorySliceOut], Field(description="Top categories, most loans first.")]
    trend: TrendOut
    hours: HoursOut
    books: Annotated[list[RankedBookOut], Field(description="The most borrowed; at most ten.")]
    authors: Annotated[list[RankedAuthorOut], Field(description="The most borrowed; at most ten.")]
    ages: list[BandOut]
    regions: Annotated[list[RegionOut], Field(description="Most readers first.")]
    ratings: list[StarsOut]
    queue: QueueOut
    cohorts: Annotated[list[CohortOut], Field(description="Of the last twelve months of the range, oldest first.")]
    model: ModelOut


class TickerQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    after: Annotated[datetime | None, Field(description="`next` of the answer before; left out: the latest.")] = None


class TickerItemOut(_Read):
    key: Annotated[str, Field(description="Unique; says nothing else.")]
    kind: Literal["loan", "return", "hold", "order", "rating", "review"]
    at: datetime
    book_id: int
    title: str


class TickerOut(_Read):
    items: Annotated[
        list[TickerItemOut],
        Field(description="Newest first, at most 30. What happened in the second of `after` comes again: by its key."),
    ]
    next: datetime
