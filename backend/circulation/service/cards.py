"""Cards of readers: made when they are first needed, moved between groups, limited, blocked and suspended."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError

from backend.circulation.models import ReaderCard
from backend.circulation.queries.cards import find_card, get_group, new_card
from backend.circulation.rules.cards import is_blocked
from backend.circulation.service.locks import lock_reader
from backend.core.database import db
from backend.core.errors import Invalid
from backend.core.here import Here


class BlockWithoutReason(Invalid):
    message = "A block needs a reason."


class BlockIsOver(Invalid):
    message = "The last day of a block is not in the past."


@dataclass(frozen=True)
class CardChanges:
    """What is to become of a card; what is not in `named` stays as it is."""

    named: frozenset[str]
    group_id: int | None = None
    valid_until: date | None = None
    suspended_until: date | None = None

    @classmethod
    def of(cls, values: dict[str, Any]) -> "CardChanges":
        return cls(frozenset(values), **values)


def card_of(user_id: int, at: datetime) -> ReaderCard:
    """The reader's card, made now if he has none."""
    card = find_card(user_id)
    if card is not None:
        return card
    made = new_card(user_id, at)
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        # Two desks met the reader at once: the first card is his card.
        card = find_card(user_id)
        if card is None:
            raise
        return card
    return made


def change_card(user_id: int, changes: CardChanges, at: datetime) -> ReaderCard:
    """Put a reader into a group, limit his card, or change his suspension. Raises ReaderNotFound,
    ReaderGroupNotFound.
    """
    card = _locked(user_id, at)
    if "group_id" in changes.named and changes.group_id is not None:
        card.group_id = get_group(changes.group_id).id
    if "valid_until" in changes.named:
        card.valid_until = changes.valid_until
    if "suspended_until" in changes.named:
        card.suspended_until = changes.suspended_until
    return card


def block_card(user_id: int, reason: str, here: Here, *, until: date | None = None) -> ReaderCard:
    """Nothing is lent to this reader to the end of a day, or until somebody lifts it. Raises ReaderNotFound,
    BlockWithoutReason, BlockIsOver.
    """
    if not reason.strip():
        raise BlockWithoutReason(fields={"reason": [{"code": "reason_missing", "message": "Say why."}]})
    if until is not None and until < here.today:
        raise BlockIsOver(fields={"until": [{"code": "day_over", "message": "Today, or a day to come."}]})
    card = _locked(user_id, here.at)
    over = not is_blocked(card.blocked_at, card.blocked_until, here.today)
    card.blocked_at = here.at if over or card.blocked_at is None else card.blocked_at
    card.block_reason, card.blocked_until = reason.strip(), until
    return card


def lift_block(user_id: int, at: datetime) -> ReaderCard:
    """The reader may borrow again, as far as this goes. Raises ReaderNotFound."""
    card = _locked(user_id, at)
    card.blocked_at = card.block_reason = card.blocked_until = None
    return card


def suspend_card(user_id: int, number: int, today: date, at: datetime) -> ReaderCard:
    """No borrowing for so many days from today. Two suspensions run side by side, not one after the other."""
    card = card_of(user_id, at)
    if number > 0:
        until = today + timedelta(days=number)
        card.suspended_until = max(card.suspended_until or until, until)
    return card


def _locked(user_id: int, at: datetime) -> ReaderCard:
    """The card, with its reader locked: whoever lends to him at this moment is done, or waits for what is written."""
    lock_reader(user_id)
    return card_of(user_id, at)
