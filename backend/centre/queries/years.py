"""A reader's year in books, counted from what he noted: one page, a fixed number of statements.

A book counts as read on the day it was finished. Where its reader noted no such day, it counts on the day of his stars,
unless he says that he is still reading it or has stopped.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from backend.catalog import queries as catalog
from backend.catalog.models import Book, BookCategory, Category
from backend.catalog.queries import AuthorName, BookCard
from backend.centre.rules import FIRST_YEAR, KINDS, LAST_YEAR, Streak, by_month, longest_streak, most_of, year_in
from backend.core.database import db
from backend.core.errors import NotFound
from backend.engagement.models import BookNote, PastReading, Rating, Reading, Review

MOST_CATEGORIES, MOST_LANGUAGES, MOST_AUTHORS, WALL = 8, 6, 8, 60

_NAMES = ("slug", "name_zh", "name_en")


class YearNotFound(NotFound):
    message = "There is no page for this year."


@dataclass(frozen=True)
class Day:
    on: date
    counts: dict[str, int]


@dataclass(frozen=True)
class CategoryCount:
    slug: str
    name_zh: str
    name_en: str
    count: int
    count_before: int


@dataclass(frozen=True)
class LanguageCount:
    language: str
    count: int


@dataclass(frozen=True)
class AuthorCount:
    author: AuthorName
    count: int


@dataclass(frozen=True)
class StarCount:
    stars: float
    count: int


@dataclass(frozen=True)
class BookOn:
    book: BookCard
    on: date


@dataclass(frozen=True)
class Figures:
    """What one year is compared with another by."""

    books_read: int
    by_month: list[int]
    rated: int
    mean_stars: float | None
    reviewed: int
    active_days: int


@dataclass(frozen=True)
class YearInBooks:
    year: int
    years: list[int]
    figures: Figures
    before: Figures
    days: list[Day]
    streak: Streak | None
    categories: list[CategoryCount]
    languages: list[LanguageCount]
    authors: list[AuthorCount]
    stars: list[StarCount]
    first: BookOn | None
    last: BookOn | None
    wall: list[BookCard]


class _Trace(NamedTuple):
    """Something that was done with a book on a day; where nobody asks with which one, how often."""

    kind: str
    book_id: int
    on: date
    stars: float = 0.0
    times: int = 1


def year_of(user_id: int, year: int, today: date, zone: tzinfo) -> YearInBooks:
    """The year beside the one before it. Raises YearNotFound for a year that no reader can have."""
    if not FIRST_YEAR < year <= LAST_YEAR:
        raise YearNotFound
    read, rated = _read(user_id, year), _rated(user_id, year, zone)
    read += [_Trace("read", trace.book_id, trace.on) for trace, counts in rated if counts]
    traces = _traces(user_id, year, zone) + [trace for trace, _ in rated]
    mine = sorted((t for t in read if t.on.year == year), key=lambda t: (t.on, t.book_id))
    ids = list(dict.fromkeys(trace.book_id for trace in mine))
    facts = _facts(sorted({trace.book_id for trace in read}))
    cards = {card.id: card for card in catalog.cards_of(_shown(ids))}
    in_year = [trace for trace in traces if trace.on.year == year]
    days = _days(in_year)
    return YearInBooks(
        year=year,
        years=_years(user_id, today, zone),
        figures=_figures(mine, in_year),
        before=_figures([t for t in read if t.on.year == year - 1], [t for t in traces if t.on.year == year - 1]),
        days=days,
        streak=longest_streak(day.on for day in days),
        categories=_categories(mine, [t for t in read if t.on.year == year - 1], facts),
        languages=_languages(mine, facts),
        authors=_authors(mine, catalog.author_ids_of(ids)),
        stars=[StarCount(stars, number) for stars, number in sorted(Counter(_stars(in_year)).items())],
        first=BookOn(cards[mine[0].book_id], mine[0].on) if mine else None,
        last=BookOn(cards[mine[-1].book_id], mine[-1].on) if mine else None,
        wall=[cards[book_id] for book_id in ids[:WALL]],
    )


def _read(user_id: int, year: int) -> list[_Trace]:
    """Books finished on a noted day of the year or the one before."""
    span = (date(year - 1, 1, 1), date(year, 12, 31))
    statement = union_all(
        select(Reading.book_id, Reading.finished_on).where(
            Reading.user_id == user_id, Reading.status == "read", Reading.finished_on.between(*span)
        ),
        select(PastReading.book_id, PastReading.finished_on).where(
            PastReading.user_id == user_id, PastReading.finished_on.between(*span)
        ),
    )
    return [_Trace("read", book_id, on) for book_id, on in db.session.execute(statement) if on]


def _rated(user_id: int, year: int, zone: tzinfo) -> list[tuple[_Trace, bool]]:
    """Stars of the two years, and whether the book counts as read by them."""
    rows = db.session.execute(
        select(Rating.book_id, Rating.stars, Rating.rated_at, _told_otherwise(user_id).label("told")).where(
            Rating.user_id == user_id, _rated_within(*_span(year, zone))
        )
    )
    return [
        (_Trace("rated", row.book_id, row.rated_at.astimezone(zone).date(), row.stars), not row.told) for row in rows
    ]


def count_read(user_id: int, year: int, zone: tzinfo) -> int:
    """How many books were read in the year, as its page counts them. One statement."""
    days = (date(year, 1, 1), date(year, 12, 31))
    parts = [
        select(func.count()).where(table.user_id == user_id, table.finished_on.between(*days), *more)
        for table, more in ((Reading, (Reading.status == "read",)), (PastReading, ()))
    ]
    by_stars = (Rating.user_id == user_id, _rated_within(*year_in(zone, year)), ~_told_otherwise(user_id))
    parts.append(select(func.count()).where(*by_stars))
    first, *others = (part.scalar_subquery() for part in parts)
    return db.session.scalar(select(sum(others, start=first))) or 0


def _told_otherwise(user_id: int) -> ColumnElement[bool]:
    """The reader says himself whether and when he has read the book that he gave stars."""
    undated = and_(Reading.status == "read", Reading.finished_on.is_(None))
    told = select(Reading.book_id).where(Reading.user_id == user_id, ~undated)
    past = select(PastReading.book_id).where(PastReading.user_id == user_id, PastReading.finished_on.is_not(None))
    # Each is looked up once, not once a book.
    return or_(Rating.book_id.in_(told), Rating.book_id.in_(past))


def _rated_within(start: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(Rating.rated_at >= start, Rating.rated_at < end)


def _traces(user_id: int, year: int, zone: tzinfo) -> list[_Trace]:
    """What else was done in the two years. Two statements: days that were noted, and moments that were kept."""
    span = (date(year - 1, 1, 1), date(year, 12, 31))
    noted = union_all(
        *(
            select(literal(kind), day, func.count()).where(table.user_id == user_id, day.between(*span)).group_by(day)
            for table in (Reading, PastReading)
            for kind, day in (("started", table.started_on), ("finished", table.finished_on))
        )
    )
    start, end = _span(year, zone)
    kept = union_all(
        *(
            select(literal(kind), table.book_id, at).where(table.user_id == user_id, at >= start, at < end, *more)
            for kind, table, at, more in (
                ("progressed", Reading, Reading.updated_at, (Reading.status == "reading", Reading.progress > 0)),
                ("reviewed", Review, Review.created_at, (Review.removed_at.is_(None),)),
                ("noted", BookNote, BookNote.updated_at, ()),
            )
        )
    )
    days = [_Trace(kind, 0, on, times=times) for kind, on, times in db.session.execute(noted) if on]
    return days + [_Trace(kind, book_id, at.astimezone(zone).date()) for kind, book_id, at in db.session.execute(kept)]


def _span(year: int, zone: tzinfo) -> tuple[datetime, datetime]:
    return year_in(zone, year - 1)[0], year_in(zone, year)[1]


def _years(user_id: int, today: date, zone: tzinfo) -> list[int]:
    """From this year back to the first in which the reader noted anything. One statement."""
    first_rated = select(func.min(Rating.rated_at)).where(Rating.user_id == user_id).scalar_subquery()
    first_days = [
        select(func.min(table.finished_on)).where(table.user_id == user_id).scalar_subquery()
        for table in (Reading, PastReading)
    ]
    rated_at, *days = db.session.execute(select(first_rated, *first_days)).one()
    known = [day.year for day in days if day] + ([rated_at.astimezone(zone).year] if rated_at else [])
    first = max(FIRST_YEAR + 1, min([*known, today.year]))
    return list(range(today.year, first - 1, -1))


def _facts(book_ids: Sequence[int]) -> dict[int, Any]:
    """Book id -> its language and top category. One statement."""
    top = aliased(Category)
    names = [func.coalesce(getattr(top, name), getattr(Category, name)).label(name) for name in _NAMES]
    rows = db.session.execute(
        select(Book.id, Book.language, *names)
        .outerjoin(BookCategory, and_(BookCategory.book_id == Book.id, BookCategory.position == 0))
        .outerjoin(Category, Category.id == BookCategory.category_id)
        .outerjoin(top, top.id == Category.parent_id)
        .where(Book.id.in_(book_ids))
    )
    return {row.id: row for row in rows}


def _figures(read: Sequence[_Trace], traces: Sequence[_Trace]) -> Figures:
    stars = _stars(traces)
    return Figures(
        books_read=len(read),
        by_month=by_month(trace.on for trace in read),
        rated=len(stars),
        mean_stars=round(sum(stars) / len(stars), 2) if stars else None,
        reviewed=sum(trace.kind == "reviewed" for trace in traces),
        active_days=len({trace.on for trace in traces}),
    )


def _stars(traces: Iterable[_Trace]) -> list[float]:
    return [trace.stars for trace in traces if trace.kind == "rated"]


def _days(traces: Iterable[_Trace]) -> list[Day]:
    counted: dict[date, Counter[str]] = {}
    for trace in traces:
        counted.setdefault(trace.on, Counter())[trace.kind] += trace.times
    return [Day(on, {kind: counted[on][kind] for kind in KINDS}) for on in sorted(counted)]


def _categories(read: Sequence[_Trace], before: Sequence[_Trace], facts: dict[int, Any]) -> list[CategoryCount]:
    def names(traces: Sequence[_Trace]) -> Iterable[tuple[str, str, str]]:
        rows = (facts[trace.book_id] for trace in traces)
        return ((row.slug, row.name_zh, row.name_en) for row in rows if row.slug)

    earlier = Counter(names(before))
    return [CategoryCount(*key, number, earlier[key]) for key, number in most_of(names(read), MOST_CATEGORIES)]


def _languages(read: Sequence[_Trace], facts: dict[int, Any]) -> list[LanguageCount]:
    known = (facts[trace.book_id].language for trace in read)
    return [LanguageCount(language, number) for language, number in most_of(filter(None, known), MOST_LANGUAGES)]


def _authors(read: Sequence[_Trace], authors: dict[int, list[int]]) -> list[AuthorCount]:
    named = (author for trace in read for author in authors.get(trace.book_id, []))
    most = most_of(named, MOST_AUTHORS)
    names = catalog.author_names([author_id for author_id, _ in most])
    return [AuthorCount(names[author_id], number) for author_id, number in most]


def _shown(ids: Sequence[int]) -> list[int]:
    """The wall, and the last book of the year beyond it."""
    return list(dict.fromkeys([*ids[:WALL], *ids[-1:]]))
