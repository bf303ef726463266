"""How many of the hits stand in each category, are by each author, are here now."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from pyroaring import BitMap
from sqlalchemy import case, func, select

from backend.catalog.models import Author, Book, BookAuthor, BookCategory, Category
from backend.catalog.queries.search.among import among, rows_of
from backend.catalog.queries.search.narrowing import Narrowing
from backend.catalog.queries.search.popular import most_popular
from backend.core.database import db

# Hits that are counted; of more, the most popular ones, and the page says so.
COUNTED = 10_000
AUTHORS_SHOWN = 12
# The filter of each facet that the book rows give.
OWN_FACET = {
    "language": "languages",
    "years": "decades",
    "rating": "ratings",
    "available": "available",
    "for_sale": "for_sale",
}
RATINGS = (4.5, 4.0, 3.5, 3.0)


@dataclass(frozen=True)
class AuthorCount:
    id: int
    name: str
    original_name: str | None
    count: int


@dataclass(frozen=True)
class Facets:
    """Numbers of hits; `counted` is how many hits they were taken from."""

    counted: int
    categories: dict[str, int]
    """Slug -> books in it or below it, each once."""
    languages: dict[str, int]
    decades: dict[int, int]
    """First year of the decade -> books; -380 is 380 to 371 BC."""
    ratings: dict[float, int]
    """Rated so or better."""
    authors: list[AuthorCount]
    available: int
    for_sale: int


def facets_of(books: BitMap, narrowing: Narrowing) -> Facets:
    """Counts among the books that pass. A filter does not narrow its own facet: what else might be chosen is in sight.

    Five statements, and one or two for each filter.
    """
    counted = most_popular(narrowing.of(books), COUNTED)

    def without(name: str) -> BitMap:
        return most_popular(narrowing.of(books, but=name), COUNTED) if name in narrowing.passing else counted

    facts = _facts(counted)
    for filtered, facet in OWN_FACET.items():
        if filtered in narrowing.passing:
            facts[facet] = _facts(without(filtered))[facet]
    return Facets(
        counted=len(counted), categories=_categories(without("category")), authors=_authors(without("author")), **facts
    )


def _facts(books: BitMap) -> dict[str, Any]:
    """What the book rows say, counted in the database into some hundred rows."""
    best = case((Book.rating_count == 0, 0.0), *((Book.rating_score >= stars, stars) for stars in RATINGS), else_=0.0)
    columns = (Book.language, Book.published_year, best, Book.copies_free > 0, Book.stock_free > 0)
    rows = rows_of(select(*columns, func.count()).where(among(Book.id, books)).group_by(*columns))
    languages: Counter[str] = Counter()
    decades: Counter[int] = Counter()
    ratings: Counter[float] = Counter()
    available = for_sale = 0
    for language, year, rating, is_here, is_sold, count in rows:
        if language:
            languages[language] += count
        if year is not None:
            decades[year // 10 * 10] += count
        ratings.update({stars: count for stars in RATINGS if rating >= stars})
        available += count if is_here else 0
        for_sale += count if is_sold else 0
    return {
        "languages": dict(languages.most_common()),
        "decades": dict(sorted(decades.items(), reverse=True)),
        "ratings": {stars: ratings[stars] for stars in RATINGS if ratings[stars]},
        "available": available,
        "for_sale": for_sale,
    }


def _categories(books: BitMap) -> dict[str, int]:
    tree = {row.id: row for row in db.session.execute(select(Category.id, Category.slug, Category.parent_id))}
    parent = func.coalesce(Category.parent_id, Category.id)
    inside = select(BookCategory.category_id, func.count()).where(among(BookCategory.book_id, books))
    found = dict(rows_of(inside.group_by(BookCategory.category_id)).all())
    above = (
        select(parent, func.count(BookCategory.book_id.distinct()))
        .join(Category, Category.id == BookCategory.category_id)
        .where(among(BookCategory.book_id, books))
        .group_by(parent)
    )
    found |= dict(rows_of(above).all())
    return {tree[category_id].slug: count for category_id, count in found.items() if category_id in tree}


def _authors(books: BitMap) -> list[AuthorCount]:
    counts = authors_among(books, AUTHORS_SHOWN)
    people = {author.id: author for author in db.session.scalars(select(Author).where(Author.id.in_(counts)))}
    return [
        AuthorCount(author_id, people[author_id].name, people[author_id].original_name, count)
        for author_id, count in counts.items()
    ]


def authors_among(books: BitMap, at_most: int) -> dict[int, int]:
    """Author id -> how many of these books are his; those of most books, in that order."""
    # "+ 0" keeps SQLite from walking its index of authors and looking through all the books for each of them.
    author_id = BookAuthor.author_id + 0
    count = func.count()
    statement = (
        select(author_id, count)
        .where(among(BookAuthor.book_id, books))
        .group_by(author_id)
        .order_by(count.desc(), author_id)
        .limit(at_most)
    )
    return dict(rows_of(statement).all())
