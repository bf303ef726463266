"""How a reader's taste moved: month by month, what his signals say for categories and authors.

The weights are those of the published run, as the training job wrote them down; the rules for several signals about one
book are the job's own. Without a run, or where it left no weights, nothing is believed yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

from sqlalchemy import Subquery, and_, func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from backend.accounts.models import User
from backend.catalog import queries as catalog
from backend.catalog.models import BookCategory, Category
from backend.catalog.queries import AuthorName
from backend.circulation.models import Loan
from backend.circulation.rules.lives import VOIDED
from backend.core.database import db
from backend.engagement.models import BookFavourite, BookLike, BookView, Rating, Review
from backend.recommendations.models import Dismissal, RecommendationRun
from backend.recommendations.queries.signals import counts_for_taste
from backend.recommendations.rules import MonthlyWeights, months_back, weight_of_stars
from backend.shop.queries.purchases import purchases

MONTHS, MOST_CATEGORIES, MOST_AUTHORS = 24, 7, 7

# Rows that say nothing: what was taken back, and mistakes of the desk.
_ONLY = {"review": Review.removed_at.is_(None), "loan": Loan.state != VOIDED}
_PURCHASE = purchases()
# Names of the weights, the strongest word first, after stars: as in ml/data/signals.py.
KINDS: dict[str, tuple[Any, Any]] = {
    "dismissal": (Dismissal, Dismissal.dismissed_at),
    "like": (BookLike, BookLike.liked_at),
    "favourite": (BookFavourite, BookFavourite.favourited_at),
    "purchase": (_PURCHASE, _PURCHASE.c.confirmed_at),
    "loan": (Loan, Loan.borrowed_at),
    "review": (Review, Review.created_at),
    "view": (BookView, BookView.viewed_at),
}


@dataclass(frozen=True)
class CategoryLine:
    category: Category
    weights: list[float]


@dataclass(frozen=True)
class AuthorLine:
    author: AuthorName
    weights: list[float]


@dataclass(frozen=True)
class Weight:
    signal: str
    weight: float


@dataclass(frozen=True)
class Timeline:
    """Sums of weights for each month; `others` is what the named lines leave out. `run_id` is null without a run."""

    run_id: int | None
    weights: list[Weight]
    months: list[str]
    categories: list[CategoryLine]
    other_categories: list[float]
    authors: list[AuthorLine]
    against: list[int]


def timeline_of(reader: User, today: date, zone: tzinfo) -> Timeline:
    """The last two years, from the first month with a signal. Five statements; empty for a reader who opted out."""
    run = db.session.execute(
        select(RecommendationRun.id, RecommendationRun.hyper_parameters).where(RecommendationRun.published.is_(True))
    ).one_or_none()
    config = ((run.hyper_parameters or {}) if run else {}).get("signals")
    if run is None or not config or not reader.personalised:
        return Timeline(None, [], [], [], [], [], [])
    months = months_back(today, MONTHS)
    said = _said(reader.id, config)
    spoken = {
        book_id: (weight, month)
        for book_id, (weight, at) in said.items()
        if at is not None and weight != 0 and (month := f"{at.astimezone(zone):%Y-%m}") >= months[0]
    }
    months = [month for month in months if month >= min((month for _, month in spoken.values()), default=month)]
    speaking = {book_id: said for book_id, said in spoken.items() if said[0] > 0}
    categories, others = _by_category(speaking, months)
    return Timeline(
        run_id=run.id,
        weights=_weights(config),
        months=months,
        categories=categories,
        other_categories=others,
        authors=_by_author(speaking, months),
        against=[sum(weight < 0 and at == month for weight, at in spoken.values()) for month in months],
    )


def _said(user_id: int, config: Mapping[str, Any]) -> dict[int, tuple[float, Any]]:
    """Book id -> weight and moment of the strongest word about it. One statement."""
    parts = [
        select(literal("stars"), Rating.book_id, Rating.rated_at, Rating.stars).where(
            Rating.user_id == user_id, counts_for_taste(user_id, Rating.book_id)
        )
    ]
    for kind, (table, at) in KINDS.items():
        columns = table.c if isinstance(table, Subquery) else table
        part = select(literal(kind), columns.book_id, at, null()).where(
            columns.user_id == user_id, counts_for_taste(user_id, columns.book_id)
        )
        parts.append(part.where(_ONLY[kind]) if kind in _ONLY else part)
    place = {"stars": 0, **{kind: number for number, kind in enumerate(KINDS, start=1)}}
    said: dict[int, tuple[float, Any]] = {}
    spoke: dict[int, str] = {}
    for kind, book_id, at, stars in sorted(db.session.execute(union_all(*parts)), key=lambda row: place[row[0]]):
        if spoke.setdefault(book_id, kind) != kind or (book_id in said and at <= said[book_id][1]):
            continue  # a stronger word, or an earlier loan of the same book
        weight = weight_of_stars(stars, config["star_weights"]) if kind == "stars" else float(config.get(kind, 0))
        said[book_id] = (weight, at)
    return said


def _by_category(spoken: Mapping[int, tuple[float, str]], months: list[str]) -> tuple[list[CategoryLine], list[float]]:
    top = aliased(Category)
    top_id = func.coalesce(top.id, Category.id)
    rows = db.session.execute(
        select(BookCategory.book_id, top_id)
        .join(Category, Category.id == BookCategory.category_id)
        .outerjoin(top, top.id == Category.parent_id)
        .where(and_(BookCategory.book_id.in_(spoken), BookCategory.position == 0))
    )
    lines = MonthlyWeights(months)
    for book_id, category_id in rows:
        lines.add(category_id, *spoken[book_id])
    named, others = lines.most(MOST_CATEGORIES)
    found = {each.id: each for each in db.session.scalars(select(Category).where(Category.id.in_(named)))}
    return [CategoryLine(found[key], weights) for key, weights in named.items()], others


def _by_author(spoken: Mapping[int, tuple[float, str]], months: list[str]) -> list[AuthorLine]:
    lines = MonthlyWeights(months)
    names: dict[int, AuthorName] = {}
    authors = catalog.authors_of(sorted(spoken)) if spoken else {}
    for book_id, written_by in authors.items():
        for author in written_by:
            names[author.id] = author
            lines.add(author.id, *spoken[book_id])
    named, _ = lines.most(MOST_AUTHORS)
    return [AuthorLine(names[key], weights) for key, weights in named.items()]


def _weights(config: Mapping[str, Any]) -> list[Weight]:
    stars = [Weight(f"stars_{number}", float(weight)) for number, weight in enumerate(config["star_weights"], start=1)]
    return stars + [Weight(kind, float(config[kind])) for kind in KINDS if kind in config]
