"""Books beside a book: what the published run found similar, what its readers also liked, and what stands in for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backend.catalog import queries as catalog
from backend.catalog.models import Book, BookAuthor, BookCategory
from backend.catalog.queries import BookCard
from backend.core.database import db
from backend.recommendations.models import AlsoLiked, SimilarBook
from backend.recommendations.queries.entries import BookTitle, Pick, Reason, picks_of
from backend.recommendations.queries.runs import published_run
from backend.recommendations.queries.signals import LikedBook, untouched

# How many neighbours of one liked book a list may use.
NEIGHBOURS = 20


@dataclass(frozen=True)
class Shelf:
    """Books for the page of a book; `run_id` is null when no run had a part in it."""

    items: list[BookCard]
    source: str
    run_id: int | None


def neighbour_picks(run_id: int, user_id: int, liked: Sequence[LikedBook]) -> list[Pick]:
    """Books similar to these that the reader has not touched: the nearest to each first. Two statements at most."""
    if not liked:
        return []
    order = {book.id: place for place, book in enumerate(liked)}
    reasons = {book.id: Reason("because_you_liked", [BookTitle(book.id, book.title)]) for book in liked}
    rows = db.session.execute(
        select(SimilarBook.book_id, SimilarBook.similar_book_id, SimilarBook.rank)
        .join(Book, Book.id == SimilarBook.similar_book_id)
        .where(
            SimilarBook.run_id == run_id,
            SimilarBook.book_id.in_(order),
            SimilarBook.rank <= NEIGHBOURS,
            Book.withdrawn_on.is_(None),
            untouched(user_id, SimilarBook.similar_book_id),
        )
    ).all()
    nearest: dict[int, int] = {}
    for row in sorted(rows, key=lambda row: (row.rank, order[row.book_id])):
        nearest.setdefault(row.similar_book_id, row.book_id)
    return picks_of(list(nearest), "similar_book", [reasons[book_id] for book_id in nearest.values()])


def similar_books(book_id: int, size: int) -> Shelf:
    """What the published run finds similar; without it, the author's other books and then those of the same category.

    Raises BookNotFound.
    """
    catalog.get_book(book_id)
    shelf = _of_run(SimilarBook, SimilarBook.similar_book_id, book_id, size, "similar_book")
    return shelf if shelf.items else Shelf(_by_author_or_category(book_id, size), "author_or_category", None)


def also_liked_books(book_id: int, size: int) -> Shelf:
    """What readers who liked the book liked too; empty when the published run knows too few. Raises BookNotFound."""
    catalog.get_book(book_id)
    return _of_run(AlsoLiked, AlsoLiked.other_book_id, book_id, size, "also_liked")


def _of_run(table: Any, other: Any, book_id: int, size: int, source: str) -> Shelf:
    run = published_run()
    if run is None:
        return Shelf([], source, None)
    ids = db.session.scalars(
        select(other)
        .join(Book, Book.id == other)
        .where(table.run_id == run.id, table.book_id == book_id, Book.withdrawn_on.is_(None))
        .order_by(table.rank)
        .limit(size)
    ).all()
    return Shelf(catalog.cards_of(ids), source, run.id if ids else None)


def _by_author_or_category(book_id: int, size: int) -> list[BookCard]:
    its_authors = select(BookAuthor.author_id).where(BookAuthor.book_id == book_id)
    its_category = select(BookCategory.category_id).where(BookCategory.book_id == book_id, BookCategory.position == 0)
    by_author = Book.id.in_(select(BookAuthor.book_id).where(BookAuthor.author_id.in_(its_authors)))
    in_category = Book.id.in_(select(BookCategory.book_id).where(BookCategory.category_id.in_(its_category)))
    ids = catalog.most_rated(size, by_author, Book.id != book_id)
    if len(ids) < size:
        ids += catalog.most_rated(size - len(ids), in_category, Book.id.not_in([book_id, *ids]))
    return catalog.cards_of(ids)
