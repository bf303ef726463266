"""Authors and series, each with what their page says."""

from dataclasses import dataclass

from sqlalchemy import func, select

from backend.catalog.models import Author, AuthorAlias, Book, BookAuthor, BookSeries, Series
from backend.catalog.queries.cards import BookCard, cards_of
from backend.core.database import db
from backend.core.errors import NotFound

# No series has more volumes than a page can show.
VOLUMES = 100


class AuthorNotFound(NotFound):
    message = "There is no such author."


class SeriesNotFound(NotFound):
    message = "There is no such series."


@dataclass(frozen=True)
class AuthorFacts:
    """A person, the other names under which we know him, and the number of his books."""

    id: int
    name: str
    original_name: str | None
    aliases: list[str]
    book_count: int


@dataclass(frozen=True)
class SeriesFacts:
    """A series with its volumes in their order, but those that were withdrawn; those without a number come last."""

    id: int
    name: str
    original_name: str | None
    items: list[BookCard]


def author_facts(author_id: int) -> AuthorFacts:
    """Of one who was merged: the facts, and the id, of the one whom he turned out to be. Raises AuthorNotFound."""
    author = db.session.get(Author, author_id)
    if author is not None and author.merged_into_id is not None:
        author = db.session.get(Author, author.merged_into_id)
    if author is None:
        raise AuthorNotFound
    aliases = select(AuthorAlias.name).where(AuthorAlias.author_id == author.id).order_by(AuthorAlias.id)
    books = (
        select(func.count(BookAuthor.book_id.distinct()))
        .join(Book, Book.id == BookAuthor.book_id)
        .where(BookAuthor.author_id == author.id, Book.withdrawn_on.is_(None))
    )
    return AuthorFacts(
        author.id,
        author.name,
        author.original_name,
        list(db.session.scalars(aliases)),
        db.session.scalar(books) or 0,
    )


def series_facts(series_id: int) -> SeriesFacts:
    """Raises SeriesNotFound."""
    series = db.session.get(Series, series_id)
    if series is None:
        raise SeriesNotFound
    volumes = (
        select(BookSeries.book_id)
        .join(Book, Book.id == BookSeries.book_id)
        .where(BookSeries.series_id == series_id, Book.withdrawn_on.is_(None))
        .order_by(BookSeries.volume.is_(None), BookSeries.volume, BookSeries.book_id)
        .limit(VOLUMES)
    )
    return SeriesFacts(series.id, series.name, series.original_name, cards_of(db.session.scalars(volumes).all()))
