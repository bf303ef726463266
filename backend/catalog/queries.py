"""Finding books. Lists are answered as BookCards in a fixed number of statements, whatever their length."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from backend.catalog.models import Author, Book, BookAuthor, BookCategory, Category
from backend.catalog.rules import isbn13_of, rating_mean, sort_title
from backend.core.database import db
from backend.core.errors import NotFound
from backend.core.paging import Page


class BookNotFound(NotFound):
    message = "This book is not in the catalogue."


class CategoryNotFound(NotFound):
    message = "There is no such category."


@dataclass(frozen=True)
class AuthorName:
    id: int
    name: str
    original_name: str | None


@dataclass(frozen=True)
class BookCard:
    """What a list shows of a book."""

    id: int
    title: str
    original_title: str | None
    authors: list[AuthorName]
    family: str
    published_year: int | None
    language: str | None
    publisher: str | None
    isbn13: str | None
    price_cents: int | None
    currency: str
    rating_count: int
    rating_mean: float | None
    added_on: date


@dataclass(frozen=True)
class BookFilter:
    """Which books, in which order; an unset field does not narrow."""

    q: str | None = None
    category: str | None = None
    author: int | None = None
    language: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    rating_from: float | None = None
    for_sale: bool | None = None
    sort: str = "popular"


@dataclass
class CategoryNode:
    """A category with the number of books in it or below it."""

    id: int
    slug: str
    name_zh: str
    name_en: str
    book_count: int = 0
    children: list["CategoryNode"] = field(default_factory=list)


SORTS: dict[str, list[Any]] = {
    "popular": [Book.rating_count.desc(), Book.id],
    "new": [Book.added_on.desc(), Book.id.desc()],
    "rating": [Book.rating_score.desc(), Book.id],
    "title": [Book.sort_title, Book.id],
    "year": [Book.published_year.desc(), Book.id],
}


def get_book(book_id: int) -> Book:
    book = db.session.get(Book, book_id)
    if book is None:
        raise BookNotFound
    return book


def lock_book(book_id: int) -> Book:
    """The book, locked until the commit: whoever changes its facts queues here."""
    book = db.session.scalar(
        select(Book).where(Book.id == book_id).with_for_update().execution_options(populate_existing=True)
    )
    if book is None:
        raise BookNotFound
    return book


def find_books(wanted: BookFilter, page: int, size: int) -> Page[BookCard]:
    """One page of the books that fit. Raises CategoryNotFound."""
    narrowed = select(Book.id).where(*_conditions(wanted))
    total = db.session.scalar(select(func.count()).select_from(narrowed.subquery())) or 0
    ids = db.session.scalars(narrowed.order_by(*SORTS[wanted.sort]).limit(size).offset((page - 1) * size)).all()
    return Page(cards_of(ids), page, size, total)


def new_books(size: int) -> list[BookCard]:
    return cards_of(newest(size))


def most_rated(size: int, *conditions: ColumnElement[bool], family: str | None = None) -> list[int]:
    """Ids of the most rated books that meet the conditions on Book, in a top category if one is given."""
    return _first_ids("popular", size, [*conditions, *([_in_category(family)] if family is not None else [])])


def newest(size: int, *conditions: ColumnElement[bool]) -> list[int]:
    """Ids of the newest books that meet the conditions on Book."""
    return _first_ids("new", size, conditions)


def _first_ids(sort: str, size: int, conditions: Iterable[ColumnElement[bool]]) -> list[int]:
    return list(db.session.scalars(select(Book.id).where(*conditions).order_by(*SORTS[sort]).limit(size)))


def cards_of(book_ids: Sequence[int]) -> list[BookCard]:
    """Cards in the order of `book_ids`; ids that are not there are left out. Two statements."""
    if not book_ids:
        return []
    top = aliased(Category)
    rows = db.session.execute(
        select(Book, func.coalesce(top.slug, Category.slug, ""))
        .outerjoin(BookCategory, and_(BookCategory.book_id == Book.id, BookCategory.position == 0))
        .outerjoin(Category, Category.id == BookCategory.category_id)
        .outerjoin(top, top.id == Category.parent_id)
        .where(Book.id.in_(book_ids))
    ).all()
    authors = authors_of(book_ids)
    cards = {book.id: _card(book, family, authors.get(book.id, [])) for book, family in rows}
    return [cards[book_id] for book_id in book_ids if book_id in cards]


def authors_of(book_ids: Sequence[int]) -> dict[int, list[AuthorName]]:
    """Book id -> its authors in the order of the title page. One statement."""
    rows = db.session.execute(
        select(BookAuthor.book_id, Author.id, Author.name, Author.original_name)
        .join(Author, Author.id == BookAuthor.author_id)
        .where(BookAuthor.book_id.in_(book_ids))
        .order_by(BookAuthor.book_id, BookAuthor.position, Author.id)
    )
    found: dict[int, list[AuthorName]] = {}
    for book_id, author_id, name, original_name in rows:
        found.setdefault(book_id, []).append(AuthorName(author_id, name, original_name))
    return found


def titles_of(book_ids: Iterable[int]) -> dict[int, str]:
    wanted = list(book_ids)
    if not wanted:
        return {}
    rows = db.session.execute(select(Book.id, Book.title).where(Book.id.in_(wanted)))
    return {row.id: row.title for row in rows}


def categories_of(book_id: int) -> list[Category]:
    """The categories a book stands in, main one first, each with its parent at hand."""
    statement = (
        select(Category)
        .join(BookCategory, BookCategory.category_id == Category.id)
        .where(BookCategory.book_id == book_id)
        .order_by(BookCategory.position)
        .options(joinedload(Category.parent))
    )
    return list(db.session.scalars(statement))


def category_tree() -> list[CategoryNode]:
    """The whole tree in its own order; a book in two leaves of a branch counts once in the branch."""
    parent = func.coalesce(Category.parent_id, Category.id)
    in_leaf = dict(_counts(BookCategory.category_id))
    in_branch = dict(_counts(parent))
    nodes: dict[int, CategoryNode] = {}
    tops: list[CategoryNode] = []
    categories = db.session.scalars(select(Category).order_by(Category.position, Category.id)).all()
    for category in categories:
        counts = in_branch if category.parent_id is None else in_leaf
        nodes[category.id] = CategoryNode(
            category.id, category.slug, category.name_zh, category.name_en, counts.get(category.id, 0)
        )
    for category in categories:
        siblings = tops if category.parent_id is None else nodes[category.parent_id].children
        siblings.append(nodes[category.id])
    return tops


def _counts(group: Any) -> list[tuple[int, int]]:
    statement = (
        select(group, func.count(BookCategory.book_id.distinct()))
        .select_from(BookCategory)
        .join(Category, Category.id == BookCategory.category_id)
        .group_by(group)
    )
    return [(group_id, count) for group_id, count in db.session.execute(statement)]


def _card(book: Book, family: str, authors: list[AuthorName]) -> BookCard:
    return BookCard(
        id=book.id,
        title=book.title,
        original_title=book.original_title,
        authors=authors,
        family=family,
        published_year=book.published_year,
        language=book.language,
        publisher=book.publisher,
        isbn13=book.isbn13,
        price_cents=book.price_cents,
        currency=book.currency,
        rating_count=book.rating_count,
        rating_mean=rating_mean(book.stars),
        added_on=book.added_on,
    )


def _conditions(wanted: BookFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.q and wanted.q.strip():
        conditions.append(_matches(wanted.q.strip()))
    if wanted.category:
        if db.session.scalar(select(Category.id).where(Category.slug == wanted.category)) is None:
            raise CategoryNotFound
        conditions.append(_in_category(wanted.category))
    if wanted.author is not None:
        conditions.append(Book.id.in_(select(BookAuthor.book_id).where(BookAuthor.author_id == wanted.author)))
    if wanted.language:
        conditions.append(Book.language == wanted.language)
    if wanted.year_from is not None:
        conditions.append(Book.published_year >= wanted.year_from)
    if wanted.year_to is not None:
        conditions.append(Book.published_year <= wanted.year_to)
    if wanted.rating_from is not None:
        conditions.append(and_(Book.rating_count > 0, Book.rating_score >= wanted.rating_from))
    if wanted.for_sale is not None:
        conditions.append(Book.price_cents.is_not(None) if wanted.for_sale else Book.price_cents.is_(None))
    return conditions


def _in_category(slug: str) -> ColumnElement[bool]:
    """In the category itself or in one below it."""
    top = aliased(Category)
    inside = (
        select(BookCategory.book_id)
        .join(Category, Category.id == BookCategory.category_id)
        .outerjoin(top, top.id == Category.parent_id)
        .where(or_(Category.slug == slug, top.slug == slug))
    )
    return Book.id.in_(inside)


def _matches(text: str) -> ColumnElement[bool]:
    """Every word occurs in the title, the original title or an author's name; or the text is an ISBN."""
    isbn = isbn13_of(text)
    if isbn is not None:
        return Book.isbn13 == isbn
    return and_(*(_word_matches(word) for word in text.split()[:12]))


def _word_matches(word: str) -> ColumnElement[bool]:
    folded = sort_title(word)
    named = (
        select(BookAuthor.book_id)
        .join(Author)
        .where(
            or_(
                func.lower(Author.name).contains(word.lower(), autoescape=True),
                func.lower(Author.original_name).contains(word.lower(), autoescape=True),
            )
        )
    )
    return or_(
        Book.sort_title.contains(folded, autoescape=True),
        func.lower(Book.original_title).contains(word.lower(), autoescape=True),
        Book.id.in_(named),
    )
