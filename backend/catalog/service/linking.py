"""A book's people, series and categories: rows of their own, made when missing, gone when no book has them."""

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from sqlalchemy import delete, insert, select

from backend.catalog.models import Author, AuthorAlias, BookAuthor, BookCategory, BookSeries, Series
from backend.catalog.queries.facts import category_ids
from backend.catalog.rules.facts import BookFacts
from backend.core.database import db

Named = TypeVar("Named", Author, Series)
# A name and the name in its own script, which tells people of one name from each other.
Name = tuple[str, str | None]


def link_books(books: Mapping[int, BookFacts]) -> None:
    """Give books that have none their links. The facts are checked, and their categories exist."""
    people = _ensure(Author, {(one.name, one.original_name) for facts in books.values() for one in facts.authors})
    series = _ensure(Series, {_series(facts) for facts in books.values() if facts.series})
    slugs = category_ids() if any(facts.categories for facts in books.values()) else {}
    named = [
        {
            "book_id": book_id,
            "author_id": people[one.name, one.original_name],
            "position": position,
            "role": one.role,
        }
        for book_id, facts in books.items()
        for position, one in enumerate(facts.authors)
    ]
    volumes = [
        {"book_id": book_id, "series_id": series[_series(facts)], "volume": facts.volume}
        for book_id, facts in books.items()
        if facts.series
    ]
    places = [
        {"book_id": book_id, "category_id": slugs[slug], "position": position}
        for book_id, facts in books.items()
        for position, slug in enumerate(facts.categories)
    ]
    for model, rows in ((BookAuthor, named), (BookSeries, volumes), (BookCategory, places)):
        if rows:
            db.session.execute(insert(model), rows)


def unlink_books(book_ids: Collection[int]) -> tuple[set[int], set[int]]:
    """Take the links away; returns the authors and series that may be without a book now."""
    authors = set(db.session.scalars(select(BookAuthor.author_id).where(BookAuthor.book_id.in_(book_ids))))
    series = set(db.session.scalars(select(BookSeries.series_id).where(BookSeries.book_id.in_(book_ids))))
    for model in (BookAuthor, BookSeries, BookCategory):
        db.session.execute(
            delete(model).where(model.book_id.in_(book_ids)).execution_options(synchronize_session=False)
        )
    return authors, series


def drop_unused(author_ids: Collection[int], series_ids: Collection[int]) -> None:
    """Delete those of these authors and series that no book has. Whoever has an alias stays: it was given by hand."""
    if author_ids:
        used = select(BookAuthor.author_id).where(BookAuthor.author_id.in_(author_ids))
        kept = select(AuthorAlias.author_id).where(AuthorAlias.author_id.in_(author_ids))
        _drop(Author, set(author_ids) - {*db.session.scalars(used), *db.session.scalars(kept)})
    if series_ids:
        used = select(BookSeries.series_id).where(BookSeries.series_id.in_(series_ids))
        _drop(Series, set(series_ids) - set(db.session.scalars(used)))


def _drop(model: type[Named], ids: Collection[int]) -> None:
    if ids:
        db.session.execute(delete(model).where(model.id.in_(ids)).execution_options(synchronize_session=False))


def _series(facts: BookFacts) -> Name:
    return facts.series or "", facts.series_original_name


def _ensure(model: type[Named], names: Collection[Name]) -> dict[Name, int]:
    """Name -> id; of two that are called the same the first is meant."""
    ids = _ids_of(model, names)
    missing = [name for name in sorted(names, key=_order) if name not in ids]
    if missing:
        db.session.execute(insert(model), [{"name": name, "original_name": original} for name, original in missing])
        ids |= _ids_of(model, missing)
    return ids


def _order(name: Name) -> tuple[str, str]:
    return name[0], name[1] or ""


def _ids_of(model: type[Named], names: Iterable[Name]) -> dict[Name, int]:
    wanted = {name for name, _ in names}
    if not wanted:
        return {}
    found = select(model.name, model.original_name, model.id).where(model.name.in_(wanted)).order_by(model.id.desc())
    return {(name, original): id_ for name, original, id_ in db.session.execute(found)}
