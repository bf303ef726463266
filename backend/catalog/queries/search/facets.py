"""How many of the hits stand in each category, are by each author, are here now."""

from dataclasses import dataclass

from pyroaring import BitMap
from sqlalchemy import Integer, func, literal_column, select

from backend.catalog.models import Author, BookAuthor, Category
from backend.catalog.queries.search.among import among, rows_of
from backend.catalog.queries.search.narrowing import Narrowing
from backend.catalog.queries.search.popular import most_popular
from backend.catalog.queries.search.postings import counts_among
from backend.catalog.rules.marks import AVAILABLE, CATEGORY, DECADE, FOR_SALE, LANGUAGE, RATING
from backend.core.database import db

# Hits whose authors are counted: they are looked up one by one, everything else is a bitmap.
AUTHORS_AMONG = 10_000
AUTHORS_SHOWN = 12
# Mark -> the filter that it is counted for.
FILTERS = {
    CATEGORY: "category",
    LANGUAGE: "language",
    DECADE: "years",
    RATING: "rating",
    AVAILABLE: "available",
    FOR_SALE: "for_sale",
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
    """Numbers of hits."""

    categories: dict[str, int]
    """Slug -> books in it or below it, each once."""
    languages: dict[str, int]
    decades: dict[int, int]
    """First year of the decade -> books; -380 is 380 to 371 BC."""
    ratings: dict[float, int]
    """Rated so or better."""
    authors: list[AuthorCount]
    authors_among: int | None
    """Authors were counted among so many hits, the most popular ones; None: among all."""
    available: int
    for_sale: int


def facets_of(books: BitMap, narrowing: Narrowing) -> Facets:
    """Counts among the books that pass. A filter does not narrow its own facet: what else might be chosen is in sight.

    Five statements, and two for each filter.
    """
    counts = _counts(books, narrowing)
    categories, languages, decades = counts[CATEGORY], counts[LANGUAGE], counts[DECADE]
    slugs = dict(db.session.execute(select(Category.id, Category.slug)).all())
    by_author = narrowing.of(books, but="author")
    return Facets(
        categories={slugs[int(each)]: count for each, count in categories.items() if int(each) in slugs},
        languages=dict(sorted(languages.items(), key=lambda each: (-each[1], each[0]))),
        decades=dict(sorted(((int(decade), count) for decade, count in decades.items()), reverse=True)),
        ratings=_rated_so_or_better({int(half): count for half, count in counts[RATING].items()}),
        authors=_authors(most_popular(by_author, AUTHORS_AMONG)),
        authors_among=AUTHORS_AMONG if len(by_author) > AUTHORS_AMONG else None,
        available=sum(counts[AVAILABLE].values()),
        for_sale=sum(counts[FOR_SALE].values()),
    )


def _counts(books: BitMap, narrowing: Narrowing) -> dict[str, dict[str, int]]:
    """Mark -> what stands behind it -> how many of the books have it; what none has is left out."""
    free = [mark for mark, name in FILTERS.items() if name not in narrowing.passing]
    found = counts_among(free, narrowing.of(books))
    for mark, name in FILTERS.items():
        if mark not in free:
            found |= counts_among([mark], narrowing.of(books, but=name))
    return {
        mark: {term[len(mark) :]: count for term, count in found.items() if term.startswith(mark)} for mark in FILTERS
    }


def _rated_so_or_better(halves: dict[int, int]) -> dict[float, int]:
    counts = {stars: sum(count for half, count in halves.items() if half >= stars * 2) for stars in RATINGS}
    return {stars: count for stars, count in counts.items() if count}


def _authors(books: BitMap) -> list[AuthorCount]:
    counts = authors_among(books, AUTHORS_SHOWN)
    statement = select(Author.id, Author.name, Author.original_name).where(Author.id.in_(counts))
    people = {row.id: row for row in db.session.execute(statement)}
    return [
        AuthorCount(author_id, people[author_id].name, people[author_id].original_name, count)
        for author_id, count in counts.items()
    ]


def authors_among(books: BitMap, at_most: int) -> dict[int, int]:
    """Author id -> how many of these books are his; those of most books, in that order."""
    # The plus keeps SQLite from walking its index of authors and looking through all the books for each of them.
    author_id = literal_column("+book_author.author_id", Integer)
    count = func.count()
    statement = (
        select(author_id, count)
        .select_from(BookAuthor)
        .where(among(BookAuthor.book_id, books))
        .group_by(author_id)
        .order_by(count.desc(), author_id)
        .limit(at_most)
    )
    return dict(rows_of(statement).all())
