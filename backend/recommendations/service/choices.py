"""What a reader says about his taste. The book is held first and the reader's row locked after it, as everywhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from backend.accounts.models import User
from backend.accounts.queries import lock_user
from backend.accounts.service import touch_taste, welcome
from backend.catalog.queries import CategoryNotFound, hold_book
from backend.core.database import db
from backend.core.errors import Invalid
from backend.engagement.service import choose_categories, forget_views
from backend.recommendations.models import (
    Dismissal,
    Recommendation,
    RecommendationList,
    RecommendationShown,
    TasteExclusion,
)


def dismiss_book(user_id: int, book_id: int, at: datetime) -> None:
    """Never recommend this book to this reader; a second time changes nothing. Raises BookNotFound."""
    _keep(Dismissal, user_id, book_id, dismissed_at=at)


def undo_dismissal(user_id: int, book_id: int) -> None:
    """The book may be recommended again. Raises BookNotFound."""
    _remove(Dismissal, user_id, book_id)


def exclude_from_taste(user_id: int, book_id: int, at: datetime) -> None:
    """This book of the reader's history says nothing about his taste. Raises BookNotFound."""
    _keep(TasteExclusion, user_id, book_id, excluded_at=at)


def include_in_taste(user_id: int, book_id: int) -> None:
    """The book counts again. Raises BookNotFound."""
    _remove(TasteExclusion, user_id, book_id)


def personalise(user_id: int, personalised: bool) -> User:
    """Switch personal recommendations on, or off with everything that was computed or noted for them."""
    user = lock_user(user_id)
    if personalised and not user.personalised:
        touch_taste(user_id)
    user.personalised = personalised
    if not personalised:
        for table in (Recommendation, RecommendationList, RecommendationShown):
            db.session.execute(delete(table).where(table.user_id == user_id))
        forget_views(user_id)
    return user


def finish_onboarding(user_id: int, slugs: Sequence[str], at: datetime) -> User:
    """Keep the categories a reader chose, none of them if he skipped the question. Raises Invalid."""
    try:
        choose_categories(user_id, slugs, at)
    except CategoryNotFound as error:
        problem = {"code": error.code, "message": str(error)}
        raise Invalid(fields={"categories": [problem]}) from error
    user = lock_user(user_id)
    welcome(user, at)
    return user


def _keep(table: Any, user_id: int, book_id: int, **values: datetime) -> None:
    hold_book(book_id)
    lock_user(user_id)
    if db.session.get(table, (user_id, book_id)) is None:
        touch_taste(user_id)
        db.session.add(table(user_id=user_id, book_id=book_id, **values))


def _remove(table: Any, user_id: int, book_id: int) -> None:
    hold_book(book_id)
    lock_user(user_id)
    row = db.session.get(table, (user_id, book_id))
    if row is not None:
        touch_taste(user_id)
        db.session.delete(row)
