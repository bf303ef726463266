"""Readers by name and card, for the lists of the desk."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from backend.accounts.models import User
from backend.circulation.models import ReaderCard
from backend.circulation.rules.cards import card_number
from backend.core.database import db


@dataclass(frozen=True)
class ReaderName:
    id: int
    name: str
    card_number: str


def names_of(user_ids: Iterable[int | None]) -> dict[int, ReaderName]:
    """User id -> how the desk calls him. One statement."""
    wanted = sorted({user_id for user_id in user_ids if user_id is not None})
    if not wanted:
        return {}
    found = (
        select(User.id, User.display_name, ReaderCard.number)
        .outerjoin(ReaderCard, ReaderCard.user_id == User.id)
        .where(User.id.in_(wanted))
    )
    return {
        user_id: ReaderName(user_id, name, number or card_number(user_id))
        for user_id, name, number in db.session.execute(found)
    }
