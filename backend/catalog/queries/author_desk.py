"""Authors as the staff looks through them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from backend.catalog.models import Author, AuthorAlias, AuthorMerge, AuthorMergePart, BookAuthor
from backend.catalog.queries.cards import titles_of
from backend.catalog.queries.people import AuthorNotFound
from backend.catalog.rules.merging import names_gained
from backend.core.database import db
from backend.core.paging import Page

# Books that a preview names.
NAMED = 50
MERGES_SHOWN = 20
_ORDERS: dict[str, list[Any]] = {
    "name": [Author.name, Author.id],
    "-name": [Author.name.desc(), Author.id.desc()],
    "new": [Author.id.desc()],
}


@dataclass(frozen=True)
class AuthorLine:
    """A person with his other names and the number of his books."""

    id: int
    name: str
    original_name: str | None
    aliases: list[str]
    book_count: int
    revision: int


@dataclass(frozen=True)
class MergeLine:
    """A merge, with the names of those who went as they were called."""

    id: int
    kept: AuthorLine
    merged: list[str]
    book_count: int
    done_at: datetime
    undone_at: datetime | None


@dataclass(frozen=True)
class BookMoved:
    id: int
    title: str
    # The one who stays stands on it already: it names him once from then on.
    folded: bool


@dataclass(frozen=True)
class MergePreview:
    """What a merge would do."""

    kept: AuthorLine
    merged: list[AuthorLine]
    aliases: list[str]
    book_count: int
    folded_count: int
    books: list[BookMoved]


def find_authors(q: str, sort: str, page: int, size: int) -> Page[AuthorLine]:
    """Those whose name, own-script name or alias has these words; who was merged is not there. Four statements."""
    wanted = _wanted(q)
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    ids = db.session.scalars(sorted_authors(q, sort).offset((page - 1) * size).limit(size)).all()
    return Page(author_lines(ids), page, size, total)


def sorted_authors(q: str, sort: str) -> Select[int]:
    """The ids of all of them, in an order of the table."""
    return _wanted(q).order_by(*_ORDERS[sort])


def author_lines(author_ids: Sequence[int]) -> list[AuthorLine]:
    """In the order of the ids. Three statements."""
    people = {row.id: row for row in db.session.scalars(select(Author).where(Author.id.in_(author_ids)))}
    aliases: dict[int, list[str]] = {}
    named = select(AuthorAlias.author_id, AuthorAlias.name).where(AuthorAlias.author_id.in_(author_ids))
    for author_id, name in db.session.execute(named.order_by(AuthorAlias.id)):
        aliases.setdefault(author_id, []).append(name)
    counts = dict(
        db.session.execute(
            select(BookAuthor.author_id, func.count())
            .where(BookAuthor.author_id.in_(author_ids))
            .group_by(BookAuthor.author_id)
        ).all()
    )
    return [
        AuthorLine(
            author_id,
            people[author_id].name,
            people[author_id].original_name,
            aliases.get(author_id, []),
            counts.get(author_id, 0),
            people[author_id].revision,
        )
        for author_id in author_ids
        if author_id in people
    ]


def author_line(author_id: int) -> AuthorLine:
    """One who was not merged. Raises AuthorNotFound."""
    author = db.session.get(Author, author_id)
    if author is None or author.merged_into_id is not None:
        raise AuthorNotFound
    return author_lines([author_id])[0]


def merge_preview(kept_id: int, others: Sequence[int]) -> MergePreview:
    """What would become of their books and names. Raises AuthorNotFound."""
    kept = author_line(kept_id)
    merged = [author_line(author_id) for author_id in others]
    gained = names_gained(
        [kept.name, kept.original_name, *kept.aliases],
        [[each.name, each.original_name, *each.aliases] for each in merged],
    )
    linked = select(BookAuthor.book_id, func.count(), func.max(BookAuthor.author_id == kept_id)).where(
        BookAuthor.author_id.in_([kept_id, *others])
    )
    moved = [
        (book_id, count > 1)
        for book_id, count, has_kept in db.session.execute(linked.group_by(BookAuthor.book_id))
        if count > 1 or not has_kept
    ]
    titles = titles_of([book_id for book_id, _ in moved[:NAMED]])
    return MergePreview(
        kept,
        merged,
        [name for names in gained for name in names],
        len(moved),
        sum(folded for _, folded in moved),
        [BookMoved(book_id, titles[book_id], folded) for book_id, folded in moved[:NAMED] if book_id in titles],
    )


def latest_merges() -> list[MergeLine]:
    """The latest first."""
    return merge_lines(
        db.session.scalars(select(AuthorMerge).order_by(AuthorMerge.id.desc()).limit(MERGES_SHOWN)).all()
    )


def merge_lines(merges: Sequence[AuthorMerge]) -> list[MergeLine]:
    names: dict[int, list[str]] = {}
    counts: dict[int, int] = {}
    parts = (
        select(AuthorMergePart.merge_id, AuthorMergePart.books, Author.name)
        .join(Author, Author.id == AuthorMergePart.author_id)
        .where(AuthorMergePart.merge_id.in_([merge.id for merge in merges]))
        .order_by(AuthorMergePart.merge_id, AuthorMergePart.author_id)
    )
    for merge_id, books, name in db.session.execute(parts):
        names.setdefault(merge_id, []).append(name)
        counts[merge_id] = counts.get(merge_id, 0) + len(books)
    kept = {line.id: line for line in author_lines([*{merge.kept_id for merge in merges}])}
    return [
        MergeLine(
            merge.id,
            kept[merge.kept_id],
            names.get(merge.id, []),
            counts.get(merge.id, 0),
            merge.done_at,
            merge.undone_at,
        )
        for merge in merges
    ]


def _wanted(q: str) -> Select[int]:
    found = select(Author.id).where(Author.merged_into_id.is_(None))
    for word in q.lower().split():
        aliased = select(AuthorAlias.author_id).where(func.lower(AuthorAlias.name).contains(word, autoescape=True))
        found = found.where(
            or_(
                func.lower(Author.name).contains(word, autoescape=True),
                func.lower(Author.original_name).contains(word, autoescape=True),
                Author.id.in_(aliased),
            )
        )
    return found
