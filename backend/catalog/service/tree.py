"""The category tree put in order by the staff: two levels, in the order in which readers see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, insert, or_, select

from backend.catalog.models import BookCategory, Category, CategoryRemoval
from backend.catalog.queries.category_desk import used_by
from backend.catalog.queries.tree import CategoryNotFound
from backend.catalog.rules.slugs import slug_of
from backend.catalog.service.books import lock_books
from backend.catalog.service.indexing import in_parts, index_in_parts
from backend.core import audit
from backend.core.database import db
from backend.core.editing import take_revision
from backend.core.errors import Conflict, NotFound

KIND = "category"


class NotAtTheTop(Conflict):
    message = "The tree has two levels: a category stands at the top or under one that does."


class CategoryHasChildren(Conflict):
    message = "Other categories stand under this one."


class CategoryHasBooks(Conflict):
    message = "Books stand in this category. Say where they shall go."


class CategoryInUse(Conflict):
    message = "Something is meant for this category: it cannot be removed."


class RemovalNotFound(NotFound):
    message = "Nothing was removed that could come back."


class RemovalUndoneAlready(Conflict):
    message = "This category is there again already."


class CannotComeBack(Conflict):
    message = "The place of this category in the tree is gone."


class Moved(NamedTuple):
    """Books that went to another category, and those that stayed because they were changed meanwhile."""

    removal: CategoryRemoval
    category_id: int
    moved: int
    stayed: int


def add_category(parent_id: int | None, name_zh: str, name_en: str) -> Category:
    """A new category, the last one of its place. Raises CategoryNotFound, NotAtTheTop."""
    tree = _lock_tree()
    _check_parent(tree, parent_id)
    slug = slug_of(name_en, KIND, {category.slug for category in tree.values()})
    position = len(_siblings(tree, parent_id))
    added = Category(slug=slug, parent_id=parent_id, name_zh=name_zh, name_en=name_en, position=position)
    db.session.add(added)
    db.session.flush()  # the caller needs the id
    return added


def rename_category(category_id: int, revision: int, name_zh: str, name_en: str) -> None:
    """Raises CategoryNotFound, EditedMeanwhile."""
    books, tree = _lock_with_books(category_id)
    category = _seen(tree, category_id, revision)
    category.name_zh, category.name_en = name_zh, name_en
    db.session.flush()  # the index reads what is stored
    index_in_parts(books)


def move_category(category_id: int, revision: int, parent_id: int | None, position: int) -> None:
    """To this place among those at the top or under a category. Raises CategoryNotFound, EditedMeanwhile, NotAtTheTop,
    CategoryHasChildren.
    """
    books, tree = _lock_with_books(category_id)
    category = _seen(tree, category_id, revision)
    before = _place(tree, category)
    is_elsewhere = category.parent_id != parent_id
    if is_elsewhere:
        if parent_id == category_id:
            raise NotAtTheTop
        _check_parent(tree, parent_id)
        if parent_id is not None and _siblings(tree, category_id):
            raise CategoryHasChildren
        left = category.parent_id
        category.parent_id = parent_id
        _number(_siblings(tree, left))
    _insert(tree, category, position)
    db.session.flush()  # the index and the tale read what is stored
    audit.note(audit.CHANGED, KIND, category.id, category.name_zh, before, _place(tree, category))
    if is_elsewhere:
        index_in_parts(books)


def remove_category(
    category_id: int, revision: int, target_id: int | None, by: int | None, at: datetime
) -> CategoryRemoval:
    """Its books go to the target, which an empty one needs not. Raises CategoryNotFound, EditedMeanwhile,
    CategoryHasChildren, CategoryHasBooks, CategoryInUse.
    """
    books, tree = _lock_with_books(category_id)
    category = _seen(tree, category_id, revision)
    if _siblings(tree, category_id):
        raise CategoryHasChildren
    places = _places(category_id)
    if target_id == category_id or (target_id is None and places):
        raise CategoryHasBooks
    if target_id is not None and target_id not in tree:
        raise CategoryNotFound
    if tables := used_by(category_id):
        raise CategoryInUse(reasons=[{"code": table} for table in tables])
    there = {} if target_id is None else _places(target_id)
    removal = CategoryRemoval(
        target_id=target_id,
        category={name: getattr(category, name) for name in ("slug", "parent_id", "name_zh", "name_en", "position")},
        books=[[book_id, position, there.get(book_id)] for book_id, position in sorted(places.items())],
        done_by=by,
        done_at=at,
    )
    db.session.add(removal)
    db.session.execute(delete(BookCategory).where(BookCategory.category_id == category_id))
    if target_id is not None:
        _stand(target_id, {book_id: min(place, there.get(book_id, place)) for book_id, place in places.items()})
        name = tree[target_id].name_zh
        was, now = len(there), len({*there, *places})
        audit.note(audit.CHANGED, KIND, target_id, name, {"books": was}, {"books": now})
    db.session.delete(category)
    db.session.flush()  # its place among the others is free
    _number([each for each in _siblings(tree, category.parent_id) if each is not category])
    index_in_parts(books)
    return removal


def undo_removal(removal_id: int, at: datetime) -> Moved:
    """The category is there again, under its old address and with those of its books that still stand where they went.
    Raises RemovalNotFound, RemovalUndoneAlready, CannotComeBack.
    """
    found = db.session.get(CategoryRemoval, removal_id)
    if found is None:
        raise RemovalNotFound
    books = sorted(lock_books([row[0] for row in found.books if row[0] is not None]))
    tree = _lock_tree()
    removal = db.session.get_one(CategoryRemoval, removal_id, populate_existing=True, with_for_update=True)
    if removal.undone_at is not None:
        raise RemovalUndoneAlready
    removal.undone_at = at
    facts = removal.category
    parent = facts["parent_id"]
    if facts["slug"] in {each.slug for each in tree.values()} or (parent is not None and not _is_top(tree, parent)):
        raise CannotComeBack
    category = Category(**facts)
    db.session.add(category)
    db.session.flush()  # its books need the id
    tree[category.id] = category
    _insert(tree, category, facts["position"])
    back = {} if removal.target_id is None else _take_back(removal, removal.target_id)
    _stand(category.id, back)
    db.session.flush()  # the index reads what is stored
    index_in_parts(books)
    return Moved(removal, category.id, len(back), len(removal.books) - len(back))


def _take_back(removal: CategoryRemoval, target_id: int) -> dict[int, int]:
    """Out of the target what still stands there; returns book id -> place in the category."""
    now = _places(target_id)
    back: dict[int, int] = {}
    target: dict[int, int] = {}
    for book_id, position, there in removal.books:
        if book_id is None or position is None or book_id not in now:
            continue
        back[book_id] = now[book_id] if there is None else position
        if there is not None:
            target[book_id] = there if now[book_id] == min(there, position) else now[book_id]
    for book_ids in in_parts(sorted(back)):
        mine = BookCategory.category_id == target_id
        db.session.execute(delete(BookCategory).where(mine, BookCategory.book_id.in_(book_ids)))
    _stand(target_id, target)
    return back


def _stand(category_id: int, places: dict[int, int]) -> None:
    """The books stand in the category at these places among their categories."""
    for book_ids in in_parts(sorted(places)):
        here = BookCategory.category_id == category_id
        db.session.execute(delete(BookCategory).where(here, BookCategory.book_id.in_(book_ids)))
        rows = [{"book_id": each, "category_id": category_id, "position": places[each]} for each in book_ids]
        db.session.execute(insert(BookCategory), rows)


def _places(category_id: int) -> dict[int, int]:
    found = select(BookCategory.book_id, BookCategory.position).where(BookCategory.category_id == category_id)
    return dict(db.session.execute(found).all())


def _lock_with_books(category_id: int) -> tuple[list[int], dict[int, Category]]:
    """The books in it and below it first, as everybody does who changes one; then the tree."""
    locked = lock_books(_books_below(category_id))
    tree = _lock_tree()
    books = _books_below(category_id)
    # Written in between; from here on nobody can put one there.
    if more := set(books) - locked:
        lock_books(more)
    return books, tree


def _books_below(category_id: int) -> list[int]:
    inside = or_(Category.id == category_id, Category.parent_id == category_id)
    found = select(BookCategory.book_id).join(Category, Category.id == BookCategory.category_id).where(inside)
    return list(db.session.scalars(found.distinct().order_by(BookCategory.book_id)))


def _lock_tree() -> dict[int, Category]:
    """All categories by id: the tree is small, and two who change it follow each other."""
    wanted = select(Category).order_by(Category.id).with_for_update().execution_options(populate_existing=True)
    return {category.id: category for category in db.session.scalars(wanted)}


def _seen(tree: dict[int, Category], category_id: int, revision: int) -> Category:
    if category_id not in tree:
        raise CategoryNotFound
    take_revision(tree[category_id], revision)
    return tree[category_id]


def _is_top(tree: dict[int, Category], category_id: int) -> bool:
    return category_id in tree and tree[category_id].parent_id is None


def _check_parent(tree: dict[int, Category], parent_id: int | None) -> None:
    if parent_id is None:
        return
    if parent_id not in tree:
        raise CategoryNotFound
    if not _is_top(tree, parent_id):
        raise NotAtTheTop


def _siblings(tree: dict[int, Category], parent_id: int | None) -> list[Category]:
    found = [category for category in tree.values() if category.parent_id == parent_id]
    return sorted(found, key=lambda category: (category.position, category.id))


def _insert(tree: dict[int, Category], category: Category, position: int) -> None:
    others = [each for each in _siblings(tree, category.parent_id) if each is not category]
    _number([*others[:position], category, *others[position:]])


def _number(siblings: Sequence[Category]) -> None:
    for position, category in enumerate(siblings):
        category.position = position


def _place(tree: dict[int, Category], category: Category) -> dict[str, object]:
    parent = None if category.parent_id is None else tree[category.parent_id].name_zh
    return {"under": parent, "position": category.position}
