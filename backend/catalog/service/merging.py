"""Correcting authors; making one of several who are one person, and taking that back."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, insert, select, update

from backend.catalog.models import Author, AuthorAlias, AuthorMerge, AuthorMergePart, BookAuthor
from backend.catalog.queries.people import AuthorNotFound
from backend.catalog.rules.merging import Place, better_place, names_gained
from backend.catalog.service.books import lock_books
from backend.catalog.service.indexing import in_parts, index_in_parts
from backend.core import audit
from backend.core.database import db
from backend.core.editing import take_revision
from backend.core.errors import Conflict, Invalid, NotFound

KIND = "author"


class MergeNotFound(NotFound):
    message = "There is no such merge."


class MergedWithThemselves(Invalid):
    message = "Name at least one other author, and each of them once."


class MergeUndoneAlready(Conflict):
    message = "This merge has been undone already."


class MergedOnward(Conflict):
    message = "The author who stayed was merged into another one later. Undo that merge first."


class Seen(NamedTuple):
    """An author as somebody saw him who now decides about him."""

    id: int
    revision: int


class Undone(NamedTuple):
    """Books that went back, and those that stayed because they were changed meanwhile."""

    merge: AuthorMerge
    back: int
    stayed: int


def correct_author(seen: Seen, name: str, original_name: str | None, aliases: Sequence[str]) -> None:
    """Make these the names of an author. Raises AuthorNotFound, EditedMeanwhile."""
    books = _lock_with_books([seen.id])
    [author] = _lock_authors([seen])
    before = _told(author)
    author.name, author.original_name = name, original_name
    wanted = [alias for alias in dict.fromkeys(aliases) if alias not in (name, original_name)]
    known = _aliases_of(author.id)
    _drop_aliases(author.id, set(known) - set(wanted))
    _add_aliases(author.id, [alias for alias in wanted if alias not in known])
    db.session.flush()  # the index reads what is stored
    audit.note(audit.CHANGED, KIND, author.id, name, before, _told(author))
    index_in_parts(books)


def merge_authors(kept_seen: Seen, others_seen: Sequence[Seen], by: int | None, at: datetime) -> AuthorMerge:
    """The others are the kept one from now on: their books become his, their names his aliases. Raises AuthorNotFound,
    EditedMeanwhile, MergedWithThemselves.
    """
    ids = [kept_seen.id, *(seen.id for seen in others_seen)]
    if len(ids) < 2 or len(set(ids)) < len(ids):
        raise MergedWithThemselves
    books = _lock_with_books(ids)
    kept, *others = _lock_authors([kept_seen, *others_seen])
    before = {author.id: _told(author) for author in (kept, *others)}
    merge = AuthorMerge(kept_id=kept.id, done_by=by, done_at=at)
    db.session.add(merge)
    db.session.flush()  # its parts need the id
    known = _aliases_of(kept.id)
    theirs = [[other.name, other.original_name, *_aliases_of(other.id)] for other in others]
    gained = names_gained([kept.name, kept.original_name, *known], theirs)
    places = _places(kept.id)
    for other, names in zip(others, gained, strict=True):
        _add_aliases(kept.id, names)
        moved = _move_books(other.id, kept.id, places)
        db.session.add(AuthorMergePart(merge_id=merge.id, author_id=other.id, names=names, books=moved))
        other.merged_into_id = kept.id
        # Who had been merged into him before goes along: one step always leads to the books.
        _lead(Author.merged_into_id == other.id, kept.id)
    db.session.flush()  # the index and the tale read what is stored
    for author in (kept, *others):
        audit.note(audit.CHANGED, KIND, author.id, author.name, before[author.id], _told(author))
    index_in_parts(books)
    return merge


def undo_merge(merge_id: int, at: datetime) -> Undone:
    """Let them be several people again, each with his books and names. What somebody changed since stays. Raises
    MergeNotFound, MergeUndoneAlready, MergedOnward.
    """
    found = db.session.get(AuthorMerge, merge_id)
    if found is None:
        raise MergeNotFound
    parts = db.session.scalars(
        select(AuthorMergePart).where(AuthorMergePart.merge_id == merge_id).order_by(AuthorMergePart.author_id.desc())
    ).all()
    ids = [found.kept_id, *(part.author_id for part in parts)]
    books = _lock_with_books(ids)
    people = {author.id: author for author in _locked(ids)}
    merge = db.session.get_one(AuthorMerge, merge_id, populate_existing=True, with_for_update=True)
    if merge.undone_at is not None:
        raise MergeUndoneAlready
    kept = people[merge.kept_id]
    if kept.merged_into_id is not None:
        raise MergedOnward
    before = {author.id: _told(author) for author in people.values()}
    merge.undone_at = at
    places, back, stayed = _places(kept.id), 0, 0
    # The last who came goes first: on one book he may have met the one before him.
    for part in parts:
        gone = _return_books(part, kept.id, places)
        back, stayed = back + gone, stayed + len(part.books) - gone
        _drop_aliases(kept.id, part.names)
        people[part.author_id].merged_into_id = None
        _lead(Author.id.in_(_merged_earlier(part.author_id)), part.author_id)
    for author in people.values():
        author.revision += 1
    db.session.flush()  # the index and the tale read what is stored
    for author in people.values():
        audit.note(audit.CHANGED, KIND, author.id, author.name, before[author.id], _told(author))
    index_in_parts(books)
    return Undone(merge, back, stayed)


def _move_books(author_id: int, kept_id: int, places: dict[int, Place]) -> list[list[object]]:
    """The books become the kept one's; returns what undoing needs, and keeps `places`, his places on books, true."""
    moved: list[list[object]] = []
    own = _places(author_id)
    for book_id, place in sorted(own.items()):
        there = places.get(book_id)
        moved.append([book_id, place.position, place.role, there and list(there)])
        places[book_id] = place if there is None else better_place(there, place)
    db.session.execute(delete(BookAuthor).where(BookAuthor.author_id == author_id))
    _place(kept_id, {book_id: places[book_id] for book_id in own})
    return moved


def _return_books(part: AuthorMergePart, kept_id: int, places: dict[int, Place]) -> int:
    """Give the books back on which the kept one still stands; returns how many."""
    own: dict[int, Place] = {}
    for book_id, position, role, there in part.books:
        if book_id not in places:
            continue
        place, now = Place(position, role), places[book_id]
        if there is None:
            # As somebody may have put it meanwhile.
            own[book_id] = now
            del places[book_id]
            continue
        own[book_id] = place
        if now == better_place(Place(*there), place):
            places[book_id] = Place(*there)
    for book_ids in in_parts(sorted(own)):
        mine = BookAuthor.author_id == kept_id
        db.session.execute(delete(BookAuthor).where(mine, BookAuthor.book_id.in_(book_ids)))
    _place(kept_id, {book_id: places[book_id] for book_id in own if book_id in places})
    _place(part.author_id, own)
    return len(own)


def _place(author_id: int, places: dict[int, Place]) -> None:
    """These are his places on these books."""
    for book_ids in in_parts(sorted(places)):
        his = BookAuthor.author_id == author_id
        db.session.execute(delete(BookAuthor).where(his, BookAuthor.book_id.in_(book_ids)))
        rows = [
            {"book_id": book_id, "author_id": author_id, "position": places[book_id][0], "role": places[book_id][1]}
            for book_id in book_ids
        ]
        db.session.execute(insert(BookAuthor), rows)


def _places(author_id: int) -> dict[int, Place]:
    found = select(BookAuthor.book_id, BookAuthor.position, BookAuthor.role).where(BookAuthor.author_id == author_id)
    return {book_id: Place(position, role) for book_id, position, role in db.session.execute(found)}


def _lock_with_books(author_ids: Sequence[int]) -> list[int]:
    """The books first, as everybody does who changes one; returns the authors' books, and both are locked."""
    locked = lock_books(_books_of(author_ids))
    _locked(author_ids)
    books = _books_of(author_ids)
    # Written in between; from here on nobody can be given one.
    if more := set(books) - locked:
        lock_books(more)
    return books


def _books_of(author_ids: Sequence[int]) -> list[int]:
    linked = select(BookAuthor.book_id).where(BookAuthor.author_id.in_(author_ids)).distinct()
    return list(db.session.scalars(linked.order_by(BookAuthor.book_id)))


def _locked(author_ids: Sequence[int]) -> list[Author]:
    wanted = select(Author).where(Author.id.in_(author_ids)).order_by(Author.id).with_for_update()
    return list(db.session.scalars(wanted.execution_options(populate_existing=True)))


def _lock_authors(seen: Sequence[Seen]) -> list[Author]:
    """In the order given, each as he was seen. Raises AuthorNotFound, EditedMeanwhile."""
    found = {author.id: author for author in _locked([each.id for each in seen]) if author.merged_into_id is None}
    if len(found) < len(seen):
        raise AuthorNotFound
    for each in seen:
        take_revision(found[each.id], each.revision)
    return [found[each.id] for each in seen]


def _merged_earlier(author_id: int) -> list[int]:
    """Those who had been merged into this author, or into one of them, and still are."""
    parts = select(AuthorMergePart.author_id).join(AuthorMerge, AuthorMerge.id == AuthorMergePart.merge_id)
    found: list[int] = []
    last = [author_id]
    while last:
        last = list(db.session.scalars(parts.where(AuthorMerge.kept_id.in_(last), AuthorMerge.undone_at.is_(None))))
        found += last
    return found


def _lead(condition: ColumnElement[bool], to: int) -> None:
    db.session.execute(
        update(Author).where(condition).values(merged_into_id=to).execution_options(synchronize_session="fetch")
    )


def _aliases_of(author_id: int) -> list[str]:
    found = select(AuthorAlias.name).where(AuthorAlias.author_id == author_id).order_by(AuthorAlias.id)
    return list(db.session.scalars(found))


def _add_aliases(author_id: int, names: Sequence[str]) -> None:
    if names:
        db.session.execute(insert(AuthorAlias), [{"author_id": author_id, "name": name} for name in names])


def _drop_aliases(author_id: int, names: Collection[str]) -> None:
    db.session.execute(delete(AuthorAlias).where(AuthorAlias.author_id == author_id, AuthorAlias.name.in_(names)))


def _told(author: Author) -> dict[str, object]:
    """An author as the audit tells of him."""
    return {
        "name": author.name,
        "original_name": author.original_name,
        "aliases": _aliases_of(author.id),
        "books": len(_places(author.id)),
        "merged_into_id": author.merged_into_id,
    }
