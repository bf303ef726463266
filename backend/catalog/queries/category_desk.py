"""The category tree as the staff works on it, and what would become of a category's books."""

from dataclasses import dataclass, field

from sqlalchemy import func, select

from backend.catalog.models import BookCategory, Category
from backend.catalog.queries.tree import CategoryNode, CategoryNotFound, category_tree
from backend.core.database import Base, db

# What goes with a category, and the tables of this room that are looked at for themselves.
_PARTS = frozenset({"book_category", "category", "favourite_category"})


@dataclass
class DeskCategory:
    """A category with the books that stand in it itself, and those in it or below it."""

    id: int
    slug: str
    name_zh: str
    name_en: str
    revision: int
    own_count: int
    book_count: int
    children: list["DeskCategory"] = field(default_factory=list)


@dataclass(frozen=True)
class RemovalPreview:
    """What removing a category would do, and what speaks against it."""

    book_count: int
    # Of them already in the target.
    there_count: int
    children: int
    # Names of tables whose rows are for this category: a discount, a voucher.
    used_by: list[str]


def desk_tree() -> list[DeskCategory]:
    """The whole tree in its own order. Five statements."""
    revisions = dict(db.session.execute(select(Category.id, Category.revision)).all())
    counted = select(BookCategory.category_id, func.count()).group_by(BookCategory.category_id)
    own = dict(db.session.execute(counted).all())

    def seen(node: CategoryNode) -> DeskCategory:
        return DeskCategory(
            node.id,
            node.slug,
            node.name_zh,
            node.name_en,
            revisions[node.id],
            own.get(node.id, 0),
            node.book_count,
            [seen(child) for child in node.children],
        )

    return [seen(node) for node in category_tree()]


def removal_preview(category_id: int, target_id: int | None) -> RemovalPreview:
    """Raises CategoryNotFound."""
    for wanted in (category_id, target_id):
        if wanted is not None and db.session.get(Category, wanted) is None:
            raise CategoryNotFound
    mine = select(BookCategory.book_id).where(BookCategory.category_id == category_id)
    there = select(func.count()).where(BookCategory.category_id == target_id, BookCategory.book_id.in_(mine))
    children = select(func.count()).where(Category.parent_id == category_id)
    return RemovalPreview(
        db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0,
        0 if target_id is None else db.session.scalar(there) or 0,
        db.session.scalar(children) or 0,
        used_by(category_id),
    )


def used_by(category_id: int) -> list[str]:
    """The tables, in rooms above this one too, that refer to a category and would lose something with it."""
    return [
        table.name
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == Category.__tablename__ and table.name not in _PARTS and key.ondelete != "SET NULL"
        if db.session.scalar(select(column).where(column == category_id).limit(1)) is not None
    ]
