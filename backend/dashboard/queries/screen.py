"""All panels of the screen."""

from dataclasses import dataclass
from datetime import date, datetime

from backend.core.here import Here
from backend.dashboard.queries.categories import Slice, Trend, categories_and_trend
from backend.dashboard.queries.days import Hours, Point, Stars, day_by_day, points_of, stars_given, week_of_hours
from backend.dashboard.queries.model import ModelFigures, model_figures
from backend.dashboard.queries.rankings import RankedAuthor, RankedBook, authors_ranked, books_ranked
from backend.dashboard.queries.readers import Band, Cohort, Region, ages_of, cohorts_of, regions_of
from backend.dashboard.queries.tiles import Tile, readers_now, same_weekday_before, tiles_of
from backend.dashboard.queries.view import View, is_still_counted_so_far, view_of
from backend.dashboard.queries.waiting import Queue, queue_now
from backend.dashboard.rules.ranges import Range

CURRENCY = "CNY"
TIMES = 3


@dataclass(frozen=True)
class Screen:
    today: date
    from_on: date
    to_on: date
    before_from_on: date | None
    before_to_on: date | None
    against: str
    step: str
    as_of: datetime
    counted_to: date | None
    kiosk: bool
    currency: str
    tiles: dict[str, Tile]
    series: list[Point]
    series_before: list[Point]
    categories: list[Slice]
    trend: Trend
    hours: Hours
    books: list[RankedBook]
    authors: list[RankedAuthor]
    ages: list[Band]
    regions: list[Region]
    ratings: list[Stars]
    queue: Queue
    cohorts: list[Cohort]
    model: ModelFigures


def screen_now(here: Here, asked: Range, against: str, kiosk: bool) -> Screen:
    """Looked at again if the job went on meanwhile: a day would be counted twice."""
    for _ in range(TIMES):
        view = view_of(here, asked, against, kiosk)
        screen = screen_of(view)
        if is_still_counted_so_far(view):
            break
    return screen


def screen_of(view: View) -> Screen:
    """The number of statements depends on the range by a few only."""
    asked, other = view.asked, view.other
    lone = (view.here.today, same_weekday_before(view))
    days = day_by_day(view, [asked, *([other] if other else []), *(Range(day, day) for day in lone)])
    readers = readers_now()
    categories, trend = categories_and_trend(view)
    return Screen(
        today=view.here.today,
        from_on=asked.from_on,
        to_on=asked.to_on,
        before_from_on=other.from_on if other else None,
        before_to_on=other.to_on if other else None,
        against=view.against,
        step=asked.step,
        as_of=view.here.at,
        counted_to=view.counted_to,
        kiosk=view.kiosk,
        currency=CURRENCY,
        tiles=tiles_of(view, days, readers),
        series=points_of(view, days, asked),
        series_before=points_of(view, days, other) if other else [],
        categories=categories,
        trend=trend,
        hours=week_of_hours(view),
        books=books_ranked(view),
        authors=authors_ranked(view),
        ages=ages_of(view),
        regions=regions_of(view, readers),
        ratings=stars_given(view),
        queue=queue_now(view),
        cohorts=cohorts_of(view),
        model=model_figures(view),
    )
