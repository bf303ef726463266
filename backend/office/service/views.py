"""Saving views of the office's tables, changing and forgetting one's own."""

from typing import Any

from sqlalchemy import func, select

from backend.accounts.queries import lock_user
from backend.core.database import db
from backend.core.errors import Conflict
from backend.office.models import SavedView
from backend.office.queries.views import get_own_view

# Of one table by one person: more is no help to anybody.
MOST_VIEWS = 50


class ViewNameTaken(Conflict):
    message = "You have a view of this name already."


class TooManyViews(Conflict):
    message = f"You have {MOST_VIEWS} views of this table already. Delete one first."


def save_view(user_id: int, values: dict[str, Any]) -> SavedView:
    """Raises ViewNameTaken, TooManyViews."""
    lock_user(user_id)
    table_name = values["table_name"]
    mine = [SavedView.user_id == user_id, SavedView.table_name == table_name]
    if (db.session.scalar(select(func.count()).select_from(SavedView).where(*mine)) or 0) >= MOST_VIEWS:
        raise TooManyViews
    _check_name(user_id, table_name, values["name"])
    view = SavedView(user_id=user_id, **values)
    db.session.add(view)
    db.session.flush()  # the answer tells its id
    return view


def change_view(view_id: int, user_id: int, changes: dict[str, Any]) -> SavedView:
    """Raises SavedViewNotFound, ViewNameTaken."""
    lock_user(user_id)
    view = get_own_view(view_id, user_id)
    if "name" in changes and changes["name"] != view.name:
        _check_name(user_id, view.table_name, changes["name"])
    for name, value in changes.items():
        setattr(view, name, value)
    return view


def delete_view(view_id: int, user_id: int) -> None:
    """Raises SavedViewNotFound."""
    lock_user(user_id)
    db.session.delete(get_own_view(view_id, user_id))


def _check_name(user_id: int, table_name: str, name: str) -> None:
    taken = select(SavedView.id).where(
        SavedView.user_id == user_id, SavedView.table_name == table_name, SavedView.name == name
    )
    if db.session.scalar(taken) is not None:
        raise ViewNameTaken
