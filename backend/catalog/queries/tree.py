"""The category tree and the places of a book in it."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from backend.catalog.models import BookCategory, Category
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


def _counts(group: Any) -> list[tuple[int, int]]:
    statement = (
        select(group, func.count(BookCategory.book_id.distinct()))
        .select_from(BookCategory)
        .join(Category, Category.id == BookCategory.category_id)
        .group_by(group)
    )
    return [(group_id, count) for group_id, count in db.session.execute(statement)]
