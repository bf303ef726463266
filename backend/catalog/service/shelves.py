"""Lists that the staff puts together for readers: their words, their books, their days and their order."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from backend.catalog.models import Book, CuratedBook, CuratedList
from backend.catalog.queries.books import BookNotFound
from backend.catalog.queries.cards import titles_of
from backend.catalog.queries.curated import CuratedListNotFound
from backend.catalog.rules.slugs import slug_of
from backend.core import audit
from backend.core.database import db
from backend.core.editing import take_revision
from backend.core.errors import Conflict

KIND = "curated_list"


class ShelvesChanged(Conflict):
    message = "Shelves have come or gone meanwhile. Look at them again."


def add_shelf(values: Mapping[str, Any], book_ids: Sequence[int]) -> CuratedList:
    """A new list, the last one. Raises BookNotFound."""
    lists = _lock_lists()
    added = CuratedList(
        **values, slug=slug_of(values["title_en"], "shelf", {each.slug for each in lists}), position=len(lists)
    )
    db.session.add(added)
    db.session.flush()  # its books need the id
    _put_books(added, book_ids)
    return added


def correct_shelf(list_id: int, revision: int, values: Mapping[str, Any]) -> None:
    """Its words, its days, whether readers see it. Its address stays. Raises CuratedListNotFound, EditedMeanwhile."""
    found = _lock_list(list_id, revision)
    for name, value in values.items():
        setattr(found, name, value)


def set_shelf_books(list_id: int, revision: int, book_ids: Sequence[int]) -> None:
    """These books in this order. Raises CuratedListNotFound, EditedMeanwhile, BookNotFound."""
    _put_books(_lock_list(list_id, revision), book_ids)


def remove_shelf(list_id: int, revision: int) -> None:
    """Its books stay in the catalogue. Raises CuratedListNotFound, EditedMeanwhile."""
    found = _lock_list(list_id, revision)
    _put_books(found, [])
    db.session.delete(found)


def order_shelves(list_ids: Sequence[int]) -> None:
    """All of them, in this order. Raises ShelvesChanged."""
    lists = {each.id: each for each in _lock_lists()}
    if sorted(list_ids) != sorted(lists):
        raise ShelvesChanged
    before = sorted(lists.values(), key=lambda each: (each.position, each.id))
    names = [each.title_zh for each in before]
    for position, list_id in enumerate(list_ids):
        lists[list_id].position = position
    audit.note(
        audit.CHANGED, KIND, None, None, {"order": names}, {"order": [lists[each].title_zh for each in list_ids]}
    )


def _put_books(found: CuratedList, book_ids: Sequence[int]) -> None:
    ids = list(dict.fromkeys(book_ids))
    there = set(db.session.scalars(select(Book.id).where(Book.id.in_(ids))))
    if len(there) < len(ids):
        raise BookNotFound
    mine = CuratedBook.list_id == found.id
    before = list(
        db.session.scalars(select(CuratedBook.book_id).where(mine).order_by(CuratedBook.position, CuratedBook.book_id))
    )
    if before == ids:
        return
    db.session.execute(delete(CuratedBook).where(mine))
    if ids:
        rows = [{"list_id": found.id, "book_id": book_id, "position": place} for place, book_id in enumerate(ids)]
        db.session.execute(insert(CuratedBook), rows)
    titles = titles_of({*before, *ids})
    was, now = ([titles[book_id] for book_id in each] for each in (before, ids))
    audit.note(audit.CHANGED, KIND, found.id, found.title_zh, {"books": was}, {"books": now})


def _lock_list(list_id: int, revision: int) -> CuratedList:
    wanted = select(CuratedList).where(CuratedList.id == list_id).with_for_update()
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise CuratedListNotFound
    take_revision(found, revision)
    return found


def _lock_lists() -> Sequence[CuratedList]:
    wanted = select(CuratedList).order_by(CuratedList.id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(wanted).all()
