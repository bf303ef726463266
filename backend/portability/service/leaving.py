"""An account is closed: at once, and for good.

There is no time to think it over in which the account is half there: every room would have to know of it, and what a
reader wants gone would stay. His export, which comes back without loss, is his way back.

Every room says which columns that refer to a reader it looks after; a test compares them with the tables.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select

from backend.accounts.models import User
from backend.accounts.service import remove_avatar
from backend.catalog.service import lock_books
from backend.circulation.service import leaving as circulation
from backend.core import audit
from backend.core.database import db
from backend.core.errors import Conflict
from backend.core.here import Here as Moment
from backend.core.idempotency import forget_answers_of
from backend.core.leaving import tell_leaving
from backend.engagement.service import leaving as engagement
from backend.portability.models import ReaderImport, ReaderImportRow
from backend.portability.queries.readers import lock_reader
from backend.recommendations.service import leaving as recommendations
from backend.shop.service import leaving as shop


class AccountOwes(Conflict):
    message = "Books that are on loan come back first, orders come to their end, and what is owed is paid."


class AccountBusy(Conflict):
    message = "Something else is changing your account. Try again in a moment."


@dataclass(frozen=True)
class Leaving:
    """A reader who leaves, and what he wants to stay."""

    user_id: int
    keep_reviews: bool
    avatars_folder: Path
    here: Moment


@dataclass(frozen=True)
class Room:
    """What a room does when a reader leaves: `columns` that refer to him, as table.column, are free of him after it."""

    forget: Callable[[Leaving], None]
    columns: tuple[str, ...]


def _forget_opinions(leaving: Leaving) -> None:
    engagement.forget_reader(leaving.user_id, leaving.keep_reviews)


def _forget_lending(leaving: Leaving) -> None:
    circulation.forget_reader(leaving.user_id, leaving.here)


def _forget_buying(leaving: Leaving) -> None:
    shop.forget_reader(leaving.user_id)


def _forget_recommendations(leaving: Leaving) -> None:
    recommendations.forget_reader(leaving.user_id)


def _forget_imports(leaving: Leaving) -> None:
    mine = select(ReaderImport.id).where(ReaderImport.user_id == leaving.user_id)
    ids = list(db.session.scalars(mine))
    db.session.execute(delete(ReaderImportRow).where(ReaderImportRow.import_id.in_(ids)))
    db.session.execute(delete(ReaderImport).where(ReaderImport.id.in_(ids)))


def _forget_account(leaving: Leaving) -> None:
    """The account itself. The database takes with it what only makes sense with it, and the name from what stays."""
    remove_avatar(leaving.user_id, leaving.avatars_folder)
    forget_answers_of(leaving.user_id)
    tell_leaving(leaving.user_id)
    audit.forget_reader(leaving.user_id)
    db.session.flush()  # what was changed of the account is written before it goes
    db.session.execute(delete(User).where(User.id == leaving.user_id).execution_options(synchronize_session=False))


# From above to below.
ROOMS = (
    Room(_forget_imports, ("reader_import.user_id",)),
    Room(
        _forget_recommendations,
        (
            *("recommendation.user_id", "recommendation_list.user_id", "recommendation_shown.user_id"),
            *("dismissal.user_id", "taste_exclusion.user_id"),
        ),
    ),
    Room(_forget_lending, ("loan.user_id", "hold.user_id", "fine_entry.user_id", "reader_card.user_id")),
    Room(_forget_buying, ("cart.user_id", "address.user_id", "shop_order.user_id")),
    Room(
        _forget_opinions,
        (
            *("rating.user_id", "book_like.user_id", "book_favourite.user_id", "book_view.user_id"),
            *("book_note.user_id", "favourite_category.user_id", "past_reading.user_id", "reading.user_id"),
            *("review.user_id", "review_report.user_id", "review_vote.user_id"),
        ),
    ),
    Room(
        _forget_account,
        (
            *("reading_list.user_id", "account_link.user_id", "message.user_id", "notice.user_id"),
            *("announcement_dismissal.user_id", "counted_reader.user_id"),
            *("kept_answer.user_id", "saved_view.user_id", "audit_event.reader_id"),
        ),
    ),
)
# What stays, without the name: the database sets these columns to null.
NAMELESS = {
    "announcement.made_by": "what somebody of the staff announced",
    "kiosk_link.made_by": "a link that opens the big screen",
    "author_merge.done_by": "authors who turned out to be one person",
    "series_change.done_by": "what somebody of the staff did to a series",
    "category_removal.done_by": "a category that was taken out of the tree",
    "import_run.user_id": "books that somebody of the staff brought in",
    "review.decided_by": "a decision about somebody else's review",
    "filter_word.added_by": "a word of the filter",
    "circulation_event.actor_id": "what happened to a copy, a hold or a loan",
    "fine_entry.made_by": "what somebody of the staff wrote into the ledger",
    "policy.changed_by": "a rule of lending",
    "calendar_exception.made_by": "a day on which the library is closed",
    "shop_event.actor_id": "what happened to an order or its money",
    "payment.made_by": "money that somebody of the staff took at the desk",
    "refund.made_by": "money that goes back",
    "order_return.made_by": "something that came back",
    "stock_entry.made_by": "the ledger of what is for sale",
    "audit_event.user_id": "what somebody of the staff changed",
    "bulk_act.asked_by": "what somebody of the staff wanted done to many things",
    "bulk_act.driven_by": "what somebody of the staff did to many things",
    "provider_event.handled_by": "a message of a bank that somebody of the staff looked at",
    "discount.changed_by": "what is sold for less",
    "voucher.changed_by": "a voucher",
    "shipping_rate.changed_by": "what sending costs",
    "shop_terms.changed_by": "the terms of the shop",
    "house_setting.changed_by": "what the library says of itself",
    "run_request.asked_by": "a training that somebody of the staff asked for",
}


def close_account(leaving: Leaving) -> None:
    """Remove a reader and everything of him. Raises AccountOwes, AccountBusy, and SignInRequired when the account is
    gone.
    """
    user_id = leaving.user_id
    # Imports, carts and orders, books, the reader: the order of every other change.
    mine = select(ReaderImport.id).where(ReaderImport.user_id == user_id).order_by(ReaderImport.id)
    db.session.scalars(mine.with_for_update()).all()
    shop.lock_what_is_his(user_id)
    touched = _books_touched_by(user_id)
    lock_books(touched)
    lock_reader(user_id)
    reasons = [*circulation.reasons_to_stay(user_id), *shop.reasons_to_stay(user_id)]
    if reasons:
        raise AccountOwes(reasons=reasons)
    if not _books_touched_by(user_id) <= touched:
        # Between the look and the lock he did something with another book, which cannot be locked any more.
        raise AccountBusy
    for room in ROOMS:
        room.forget(leaving)


def _books_touched_by(user_id: int) -> set[int]:
    return {*engagement.books_touched_by(user_id), *circulation.books_waited_for(user_id)}
