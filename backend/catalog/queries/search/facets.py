"""How many of the hits stand in each category, are by each author, are here now."""

from dataclasses import dataclass

from pyroaring import BitMap
from sqlalchemy import func, select

from backend.catalog.models import Author, BookAuthor, Category
from backend.catalog.queries.search.among import among, rows_of
from backend.catalog.queries.search.narrowing import Narrowing
from backend.catalog.queries.search.popular import most_popular
from backend.catalog.queries.search.postings import counts_among, find_terms, terms_beginning
from backend.catalog.rules.marks import AVAILABLE, CATEGORY, DECADE, FOR_SALE, LANGUAGE, RATING
from backend.core.database import db

# Hits whose authors are counted: they are looked up one by one, everything else is a bitmap.
AUTHORS_AMONG = 10_000
AUTHORS_SHOWN = 12
# More than a library has languages, decades or categories.
VALUES = 10_000
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
    authors_among: int
    """How many of the hits, the most popular ones, were looked through for their authors."""
    available: int
    for_sale: int


def facets_of(books: BitMap, narrowing: Narrowing) -> Facets:
    """Counts among the books that pass. A filter does not narrow its own facet: what else might be chosen is in sight.

    Some twelve statements, however many books and filters.
    """
    by_author = most_popular(narrowing.of(books, but="author"), AUTHORS_AMONG)
    languages = _by_value(LANGUAGE, narrowing.of(books, but="language"))
    decades = {int(decade): count for decade, count in _by_value(DECADE, narrowing.of(books, but="years")).items()}
    return Facets(
        categories=_categories(narrowing.of(books, but="category")),
        languages=dict(sorted(languages.items(), key=lambda each: (-each[1], each[0]))),
        decades=dict(sorted(decades.items(), reverse=True)),
        ratings=_ratings(narrowing.of(books, but="rating")),
        authors=_authors(by_author),
        authors_among=len(by_author),
        available=_marked(AVAILABLE, narrowing.of(books, but="available")),
        for_sale=_marked(FOR_SALE, narrowing.of(books, but="for_sale")),
    )


def _by_value(mark: str, books: BitMap) -> dict[str, int]:
    """What stands behind the mark -> how many of the books have it; those that none has are left out."""
    counts = counts_among(terms_beginning((mark,), "", VALUES), books)
    return {term[len(mark) :]: count for term, count in counts.items() if count}


def _marked(mark: str, books: BitMap) -> int:
    return sum(counts_among(find_terms([mark]), books).values())


def _ratings(books: BitMap) -> dict[float, int]:
    halves = {int(half): count for half, count in _by_value(RATING, books).items()}
    counts = {stars: sum(count for half, count in halves.items() if half >= stars * 2) for stars in RATINGS}
    return {stars: count for stars, count in counts.items() if count}


def _categories(books: BitMap) -> dict[str, int]:
    slugs = dict(db.session.execute(select(Category.id, Category.slug)).all())
    counts = _by_value(CATEGORY, books)
    return {slugs[int(category_id)]: count for category_id, count in counts.items() if int(category_id) in slugs}


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
