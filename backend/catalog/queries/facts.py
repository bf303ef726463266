"""Books as their records: everything a library writes down about them, and nothing that readers did."""

from collections.abc import Sequence

from sqlalchemy import BindParameter, bindparam, select

from backend.catalog.models import Author, Book, BookAuthor, BookCategory, BookSeries, Category, Series
from backend.catalog.rules.facts import BookFacts, Credit
from backend.core.database import db

_THESE: BindParameter[int] = bindparam("ids", expanding=True)
_OWN = (
    *("title", "subtitle", "original_title", "publisher", "published_year", "language", "isbn13", "description"),
    *("price_cents", "currency"),
)
_BOOKS = (
    select(
        *(Book.id, *(getattr(Book, name) for name in _OWN)),
        *(Series.name.label("series"), Series.original_name.label("series_original_name"), BookSeries.volume),
    )
    .outerjoin(BookSeries, BookSeries.book_id == Book.id)
    .outerjoin(Series, Series.id == BookSeries.series_id)
    .where(Book.id.in_(_THESE))
)
_CREDITS = (
    select(BookAuthor.book_id, Author.name, BookAuthor.role, Author.original_name)
    .join(Author, Author.id == BookAuthor.author_id)
    .where(BookAuthor.book_id.in_(_THESE))
    .order_by(BookAuthor.book_id, BookAuthor.position, Author.id)
)
_CATEGORIES = (
    select(BookCategory.book_id, Category.slug)
    .join(Category, Category.id == BookCategory.category_id)
    .where(BookCategory.book_id.in_(_THESE))
    .order_by(BookCategory.book_id, BookCategory.position, Category.id)
)


def book_facts(book_ids: Sequence[int]) -> dict[int, BookFacts]:
    """Book id -> its facts; ids that are not there are left out. Three statements, however many books."""
    if not book_ids:
        return {}
    given = {"ids": list(book_ids)}
    people: dict[int, list[Credit]] = {}
    for book_id, name, role, original_name in db.session.execute(_CREDITS, given):
        people.setdefault(book_id, []).append(Credit(name, role, original_name))
    slugs: dict[int, list[str]] = {}
    for book_id, slug in db.session.execute(_CATEGORIES, given):
        slugs.setdefault(book_id, []).append(slug)
    return {
        row["id"]: BookFacts(
            **{name: row[name] for name in (*_OWN, "series", "series_original_name", "volume")},
            authors=tuple(people.get(row["id"], ())),
            categories=tuple(slugs.get(row["id"], ())),
        )
        for row in db.session.execute(_BOOKS, given).mappings()
    }


def category_ids() -> dict[str, int]:
    """Slug -> id, of every category."""
    return dict(db.session.execute(select(Category.slug, Category.id)).all())


def books_with_isbn(isbns: Sequence[str]) -> dict[str, int]:
    """ISBN -> book id, of those of these ISBNs that the catalogue has."""
    if not isbns:
        return {}
    found = select(Book.isbn13, Book.id).where(Book.isbn13.in_(isbns))
    return {isbn: book_id for isbn, book_id in db.session.execute(found) if isbn}
