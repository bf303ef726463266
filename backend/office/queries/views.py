"""Views of the office's tables that people saved."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from backend.core.database import db
from backend.core.errors import NotFound
from backend.office.models import SavedView
from backend.office.queries.people import Person, people_of


class SavedViewNotFound(NotFound):
    message = "You have no such view."


@dataclass(frozen=True)
class ViewLine:
    id: int
    table_name: str
    name: str
    query: dict[str, Any]
    shared: bool
    mine: bool
    saved_by: Person


def views_of(table_name: str, user_id: int) -> list[ViewLine]:
    """Mine first, then those that others share; each by name."""
    seen = or_(SavedView.user_id == user_id, SavedView.shared)
    wanted = select(SavedView).where(SavedView.table_name == table_name, seen)
    order = (SavedView.user_id != user_id, SavedView.name, SavedView.id)
    return _lines(list(db.session.scalars(wanted.order_by(*order))), user_id)


def view_line(view: SavedView) -> ViewLine:
    return _lines([view], view.user_id)[0]


def get_own_view(view_id: int, user_id: int) -> SavedView:
    """Raises SavedViewNotFound for others', too."""
    view = db.session.scalar(select(SavedView).where(SavedView.id == view_id, SavedView.user_id == user_id))
    if view is None:
        raise SavedViewNotFound
    return view


def _lines(views: list[SavedView], user_id: int) -> list[ViewLine]:
    people = people_of(view.user_id for view in views)
    return [
        ViewLine(
            id=view.id,
            table_name=view.table_name,
            name=view.name,
            query=view.query,
            shared=view.shared,
            mine=view.user_id == user_id,
            saved_by=people[view.user_id],
        )
        for view in views
    ]
