"""Two cards become one, and what the one reader waits for with them."""

from sqlalchemy import delete, select, update

from backend.circulation.models import Hold, Loan, ReaderCard
from backend.circulation.queries.cards import find_card
from backend.circulation.rules.cards import is_blocked
from backend.circulation.rules.lives import OPEN_HOLDS, VOIDED, open_key
from backend.core.database import change_rows, db
from backend.core.here import Here
from backend.engagement.models import Review


def take_holds(kept_id: int, gone_id: int) -> None:
    """The places in the queues stay as they are. Both wait for no book together: reasons_against has looked."""
    open_ones = select(Hold.id, Hold.book_id).where(Hold.user_id == gone_id, Hold.state.in_(OPEN_HOLDS))
    for hold_id, book_id in db.session.execute(open_ones).all():
        his = update(Hold).where(Hold.id == hold_id)
        change_rows(his.values(user_id=kept_id, open_key=open_key(kept_id, book_id)))
    change_rows(update(Hold).where(Hold.user_id == gone_id).values(user_id=kept_id))


def take_card(kept_id: int, gone_id: int, here: Here) -> None:
    """The kept account's card stays; what the library held against the other holds against it too."""
    other, card = find_card(gone_id), find_card(kept_id)
    if other is None:
        return
    if card is None:
        change_rows(update(ReaderCard).where(ReaderCard.user_id == gone_id).values(user_id=kept_id))
        return
    if is_blocked(other.blocked_at, other.blocked_until, here.today) and not is_blocked(
        card.blocked_at, card.blocked_until, here.today
    ):
        card.blocked_at, card.block_reason, card.blocked_until = (
            *(other.blocked_at, other.block_reason, other.blocked_until),
        )  # fmt: skip
    days = [day for day in (card.suspended_until, other.suspended_until) if day is not None]
    card.suspended_until = max(days, default=None)
    card.no_shows += other.no_shows
    db.session.flush()  # the card is written before the other one goes
    change_rows(delete(ReaderCard).where(ReaderCard.user_id == gone_id))


def mend_borrowed_here(kept_id: int) -> None:
    """His reviews say so where either account had borrowed the book."""
    had = select(Loan.id).where(Loan.user_id == kept_id, Loan.book_id == Review.book_id, Loan.state != VOIDED)
    change_rows(update(Review).where(Review.user_id == kept_id, had.exists()).values(borrowed_here=True))
