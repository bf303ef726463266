"""Staff picks."""

from dataclasses import dataclass

from sqlalchemy import select

from backend.catalog.models import Book, CuratedBook, CuratedList
from backend.catalog.queries.cards import BookCard, cards_of
from backend.core.database import db
from backend.core.errors import NotFound


class CuratedListNotFound(NotFound):
    message = "There is no such list."


@dataclass(frozen=True)
class CuratedShelf:
    """A published list with its first books."""

    slug: str
    title_zh: str
    title_en: str
    intro_zh: str
    intro_en: str
    items: list[BookCard]


def curated_shelves(size: int) -> list[CuratedShelf]:
    """Every published list in its order, each with its first books. Four statements."""
    lists = db.session.scalars(
        select(CuratedList).where(CuratedList.published).order_by(CuratedList.position, CuratedList.id)
    ).all()
    books = _books_of([each.id for each in lists])
    cards = {card.id: card for card in cards_of([book_id for ids in books.values() for book_id in ids[:size]])}
    return [_shelf(each, [cards[book_id] for book_id in books.get(each.id, [])[:size]]) for each in lists]


def curated_shelf(slug: str) -> CuratedShelf:
    """A published list with all its books. Raises CuratedListNotFound."""
    found = db.session.scalar(select(CuratedList).where(CuratedList.slug == slug, CuratedList.published))
    if found is None:
        raise CuratedListNotFound
    return _shelf(found, cards_of(_books_of([found.id]).get(found.id, [])))


def _books_of(list_ids: list[int]) -> dict[int, list[int]]:
    statement = (
        select(CuratedBook.list_id, CuratedBook.book_id)
        .join(Book, Book.id == CuratedBook.book_id)
        .where(CuratedBook.list_id.in_(list_ids), Book.withdrawn_on.is_(None))
        .order_by(CuratedBook.list_id, CuratedBook.position, CuratedBook.book_id)
    )
    books: dict[int, list[int]] = {}
    for list_id, book_id in db.session.execute(statement):
        books.setdefault(list_id, []).append(book_id)
    return books


def _shelf(found: CuratedList, items: list[BookCard]) -> CuratedShelf:
    return CuratedShelf(found.slug, found.title_zh, found.title_en, found.intro_zh, found.intro_en, items)
