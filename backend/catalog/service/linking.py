"""A book's people, series and categories: rows of their own, made when missing, gone when no book has them."""

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from sqlalchemy import delete, func, insert, select, union

from backend.catalog.models import (
    Author,
    AuthorAlias,
    AuthorMerge,
    AuthorMergePart,
    BookAuthor,
    BookCategory,
    BookSeries,
    Series,
)
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
    # Two names may be one person's by now: the first place counts.
    named: dict[tuple[int, int], dict[str, object]] = {}
    for book_id, facts in books.items():
        for position, one in enumerate(facts.authors):
            key = book_id, people[one.name, one.original_name]
            named.setdefault(key, {"book_id": book_id, "author_id": key[1], "position": position, "role": one.role})
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
    for model, rows in ((BookAuthor, [*named.values()]), (BookSeries, volumes), (BookCategory, places)):
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
    """Delete those of these authors and series that no book has. Whoever has an alias or was merged stays: somebody did
    that by hand."""
    if author_ids:
        tied = (BookAuthor.author_id, AuthorAlias.author_id, AuthorMerge.kept_id, AuthorMergePart.author_id)
        hung = union(*(select(column).where(column.in_(author_ids)) for column in tied))
        _drop(Author, set(author_ids) - set(db.session.scalars(hung)))
    if series_ids:
        used = select(BookSeries.series_id).where(BookSeries.series_id.in_(series_ids))
        _drop(Series, set(series_ids) - set(db.session.scalars(used)))


def _drop(model: type[Named], ids: Collection[int]) -> None:
    if ids:
        db.session.execute(delete(model).where(model.id.in_(ids)).execution_options(synchronize_session=False))


def _series(facts: BookFacts) -> Name:
    return facts.series or "", facts.series_original_name


def _ensure(model: type[Named], names: Collection[Name]) -> dict[Name, int]:
    """Name -> id; of two that are called the same the first is meant, and of a merged author the one who stayed."""
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
    id_now = func.coalesce(Author.merged_into_id, Author.id) if model is Author else model.id
    found = select(model.name, model.original_name, id_now).where(model.name.in_(wanted)).order_by(model.id.desc())
    if model is Author:
        # Nobody is merged away while he is given a book.
        found = found.with_for_update(read=True)
    return {(name, original): id_ for name, original, id_ in db.session.execute(found)}
