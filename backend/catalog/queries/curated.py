"""Staff picks."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select

from backend.catalog.models import Book, CuratedBook, CuratedList
from backend.catalog.queries.cards import BookCard, cards_of
from backend.catalog.rules.showing import standing_of
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


@dataclass(frozen=True)
class DeskShelf:
    """A list as the staff sees it, published or not."""

    id: int
    slug: str
    title_zh: str
    title_en: str
    intro_zh: str
    intro_en: str
    published: bool
    starts_on: date | None
    ends_on: date | None
    on_home: bool
    revision: int
    standing: str
    book_count: int


def curated_shelves(size: int, today: date) -> list[CuratedShelf]:
    """Every list that the home page shows today in its order, each with its first books. Four statements."""
    lists = db.session.scalars(
        select(CuratedList).where(_shown(today), CuratedList.on_home).order_by(CuratedList.position, CuratedList.id)
    ).all()
    books = _books_of([each.id for each in lists])
    cards = {card.id: card for card in cards_of([book_id for ids in books.values() for book_id in ids[:size]])}
    return [_shelf(each, [cards[book_id] for book_id in books.get(each.id, [])[:size]]) for each in lists]


def curated_shelf(slug: str, today: date) -> CuratedShelf:
    """A list that is shown today with all its books. Raises CuratedListNotFound."""
    found = db.session.scalar(select(CuratedList).where(CuratedList.slug == slug, _shown(today)))
    if found is None:
        raise CuratedListNotFound
    return _shelf(found, cards_of(_books_of([found.id]).get(found.id, [])))


def desk_shelves(today: date) -> list[DeskShelf]:
    """All of them in their order. Two statements."""
    there = select(CuratedBook.list_id, func.count()).join(Book, Book.id == CuratedBook.book_id)
    counted = there.where(Book.withdrawn_on.is_(None)).group_by(CuratedBook.list_id)
    counts = dict(db.session.execute(counted).all())
    lists = db.session.scalars(select(CuratedList).order_by(CuratedList.position, CuratedList.id))
    return [_on_desk(each, counts.get(each.id, 0), today) for each in lists]


def desk_shelf(list_id: int, today: date) -> tuple[DeskShelf, list[BookCard]]:
    """One of them with its books. Raises CuratedListNotFound."""
    found = db.session.get(CuratedList, list_id)
    if found is None:
        raise CuratedListNotFound
    cards = cards_of(_books_of([list_id]).get(list_id, []))
    return _on_desk(found, len(cards), today), cards


def _shown(today: date) -> ColumnElement[bool]:
    begun = or_(CuratedList.starts_on.is_(None), CuratedList.starts_on <= today)
    return and_(CuratedList.published, begun, or_(CuratedList.ends_on.is_(None), CuratedList.ends_on >= today))


def _on_desk(found: CuratedList, book_count: int, today: date) -> DeskShelf:
    return DeskShelf(
        *(found.id, found.slug, found.title_zh, found.title_en, found.intro_zh, found.intro_en),
        *(found.published, found.starts_on, found.ends_on, found.on_home, found.revision),
        standing_of(found.published, found.starts_on, found.ends_on, today),
        book_count,
    )


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
