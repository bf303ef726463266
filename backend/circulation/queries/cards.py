"""Readers as the desk knows them."""

from datetime import datetime

from sqlalchemy import exists, func, select

from backend.accounts.models import User
from backend.accounts.queries import find_user_by_email, find_user_by_name
from backend.circulation.models import ReaderCard, ReaderGroup
from backend.circulation.rules.cards import account_of_number, card_number, normalised_number
from backend.core.database import db
from backend.core.errors import NotFound

# The group of whoever nobody has put into another; the migration makes it.
GENERAL_GROUP = 1


class ReaderNotFound(NotFound):
    message = "No reader has this card, name or address."


class ReaderGroupNotFound(NotFound):
    message = "There is no such group of readers."


def find_card(user_id: int) -> ReaderCard | None:
    """None: it was not needed yet."""
    return db.session.get(ReaderCard, user_id)


def card_as_seen(user_id: int, at: datetime) -> ReaderCard:
    """The card, or the one that this account would get: that one is not stored. For whoever only looks."""
    return find_card(user_id) or new_card(user_id, at)


def new_card(user_id: int, at: datetime) -> ReaderCard:
    return ReaderCard(
        user_id=user_id, number=card_number(user_id), group_id=GENERAL_GROUP, valid_until=None, no_shows=0, made_at=at
    )


def find_reader_by_number(number: str) -> User | None:
    """Whose card it is, also when the card itself was not needed yet."""
    known = select(User).join(ReaderCard, ReaderCard.user_id == User.id)
    user = db.session.scalar(known.where(ReaderCard.number == normalised_number(number)))
    account = account_of_number(number)
    if user is not None or account is None:
        return user
    without_card = ~exists().where(ReaderCard.user_id == User.id)
    return db.session.scalar(select(User).where(User.id == account, without_card))


def find_reader(words: str) -> User | None:
    """Whoever is meant by the number of a card, a user name or a confirmed address."""
    by_number = find_reader_by_number(words)
    if by_number is not None:
        return by_number
    return find_user_by_email(words) if "@" in words else find_user_by_name(words)


def get_reader(user_id: int) -> User:
    """Raises ReaderNotFound."""
    user = db.session.get(User, user_id)
    if user is None:
        raise ReaderNotFound
    return user


def reader_groups() -> list[ReaderGroup]:
    return list(db.session.scalars(select(ReaderGroup).order_by(ReaderGroup.position, ReaderGroup.id)))


def get_group(group_id: int) -> ReaderGroup:
    """Raises ReaderGroupNotFound."""
    group = db.session.get(ReaderGroup, group_id)
    if group is None:
        raise ReaderGroupNotFound
    return group


def readers_by_group() -> dict[int, int]:
    """Group id -> how many cards are in it."""
    counted = select(ReaderCard.group_id, func.count()).group_by(ReaderCard.group_id)
    return {group_id: int(number) for group_id, number in db.session.execute(counted)}
