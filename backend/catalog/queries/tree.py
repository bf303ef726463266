"""The category tree and the places of a book in it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import joinedload

from backend.catalog.models import Book, BookCategory, Category
from backend.core.database import db
from backend.core.errors import NotFound


class CategoryNotFound(NotFound):
    message = "There is no such category."


@dataclass
class CategoryNode:
    """A category with the number of books in it or below it."""

    id: int
    slug: str
    name_zh: str
    name_en: str
    book_count: int = 0
    children: list["CategoryNode"] = field(default_factory=list)


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


def find_categories(slugs: Collection[str]) -> list[Category]:
    """The categories with these slugs in the order of the tree. Raises CategoryNotFound when one is missing."""
    found = db.session.scalars(
        select(Category).where(Category.slug.in_(slugs)).order_by(Category.position, Category.id)
    ).all()
    if len(found) != len(set(slugs)):
        raise CategoryNotFound
    return list(found)


def most_rated_by_category(
    size: int, category_ids: Collection[int], *conditions: ColumnElement[bool]
) -> dict[int, list[int]]:
    """Category id -> its `size` most rated books that meet the conditions on Book; without ids, every top category.

    A book below a category counts as in it, and may stand under several. One statement, but it walks every book of the
    categories: not for a page that everybody opens all the time.
    """
    parent = func.coalesce(Category.parent_id, Category.id)
    chosen = BookCategory.category_id.in_(category_ids)
    key: Any = case((chosen, BookCategory.category_id), else_=parent) if category_ids else parent
    inside = or_(chosen, Category.parent_id.in_(category_ids))
    ranked = (
        select(
            key.label("category_id"),
            Book.id.label("book_id"),
            func.dense_rank().over(partition_by=key, order_by=(Book.rating_count.desc(), Book.id)).label("place"),
        )
        .join(BookCategory, BookCategory.book_id == Book.id)
        .join(Category, Category.id == BookCategory.category_id)
        .where(Book.withdrawn_on.is_(None), *conditions, *([inside] if category_ids else []))
        .subquery()
    )
    rows = db.session.execute(
        # A book in two leaves of one branch is there twice, on the same place.
        select(ranked.c.category_id, ranked.c.book_id, ranked.c.place)
        .distinct()
        .where(ranked.c.place <= size)
        .order_by(ranked.c.place, ranked.c.category_id)
    )
    found: dict[int, list[int]] = {}
    for category_id, book_id, _ in rows:
        found.setdefault(category_id, []).append(book_id)
    return found


def _counts(group: Any) -> list[tuple[int, int]]:
    statement = (
        select(group, func.count(BookCategory.book_id.distinct()))
        .select_from(BookCategory)
        .join(Category, Category.id == BookCategory.category_id)
        .group_by(group)
    )
    return [(group_id, count) for group_id, count in db.session.execute(statement)]
