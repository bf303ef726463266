"""Two accounts of one person become one: everything is the kept one's afterwards, and the other is gone.

The locks are those of closing an account, in the same order: imports, carts and orders, books, the two readers by id.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select, update

from backend.accounts.models import User
from backend.accounts.service import UserNotFound, lock_users, remove_avatar
from backend.catalog.service import lock_books
from backend.circulation.models import Hold, Loan
from backend.circulation.rules.lives import OPEN_HOLDS
from backend.core import audit
from backend.core.database import change_rows, db
from backend.core.errors import Conflict
from backend.core.here import Here
from backend.people.queries.merging import Merging, doers, merging_of, reasons_against
from backend.people.rules.merging import DROPPED, FOLDED, MOVED
from backend.people.service import buying, lending, opinions
from backend.people.service.folding import drop, fold, give, move
from backend.portability.models import ReaderImport
from backend.portability.service.leaving import AccountBusy
from backend.shop.service.leaving import lock_what_is_his


class AccountsStayApart(Conflict):
    message = "These two accounts cannot become one as things stand."


@dataclass(frozen=True)
class Two:
    """The account that stays and the one that ends."""

    kept_id: int
    gone_id: int

    @property
    def ids(self) -> tuple[int, int]:
        low, high = sorted((self.kept_id, self.gone_id))
        return low, high


def preview(two: Two) -> Merging:
    """What would happen. Raises UserNotFound."""
    found = {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(two.ids)))}
    return merging_of(*_both(found, two))


def merge_accounts(two: Two, avatars_folder: Path, here: Here) -> Merging:
    """Make them one; returns what was moved. Raises UserNotFound, AccountsStayApart, AccountBusy."""
    mine = select(ReaderImport.id).where(ReaderImport.user_id.in_(two.ids)).order_by(ReaderImport.id)
    db.session.scalars(mine.with_for_update()).all()
    for user_id in two.ids:
        lock_what_is_his(user_id)
    touched = _books(two)
    lock_books(touched)
    kept, gone = _both(lock_users(*two.ids), two)
    reasons = reasons_against(kept, gone)
    if reasons:
        raise AccountsStayApart(reasons=reasons)
    if not _books(two) <= touched:
        # Between the look and the lock one of them did something with another book, which cannot be locked any more.
        raise AccountBusy
    told = merging_of(kept, gone)
    _move_everything(two, here)
    _take_what_is_missing(kept, gone)
    opinions.mend(two.kept_id, touched)
    lending.mend_borrowed_here(two.kept_id)
    was = {"id": gone.id, "name": gone.name, "display_name": gone.display_name}
    _end(gone, avatars_folder)
    moved = {part.what: part.moved for part in told.parts if part.moved}
    audit.note(
        *(audit.CHANGED, "user", two.kept_id, kept.display_name),
        {"merged": None},
        {"merged": {**was, **moved}},
        reader_id=two.kept_id,
    )
    return told


def _both(found: dict[int, User], two: Two) -> tuple[User, User]:
    if found.keys() != {*two.ids}:
        raise UserNotFound
    return found[two.kept_id], found[two.gone_id]


def _books(two: Two) -> set[int]:
    lent = select(Loan.book_id).where(Loan.user_id.in_(two.ids), Loan.closed_at.is_(None))
    waited = select(Hold.book_id).where(Hold.user_id.in_(two.ids), Hold.state.in_(OPEN_HOLDS))
    return {*db.session.scalars(lent), *db.session.scalars(waited), *opinions.books_of(two.ids)}


def _move_everything(two: Two, here: Here) -> None:
    kept_id, gone_id = two.kept_id, two.gone_id
    lending.take_holds(kept_id, gone_id)
    lending.take_card(kept_id, gone_id, here)
    buying.take_carts(kept_id, gone_id, here)
    buying.take_vouchers(kept_id, gone_id)
    opinions.take_notes(kept_id, gone_id)
    opinions.take_views(kept_id, gone_id)
    opinions.take_readings(kept_id, gone_id)
    opinions.take_lists(kept_id, gone_id)
    opinions.forget_taken_back(two.ids)
    for name in DROPPED:
        drop(name, gone_id)
    for rule in FOLDED:
        fold(rule, kept_id, gone_id)
    for name in MOVED:
        move(name, kept_id, gone_id)
    for column in doers():
        give(column, kept_id, gone_id)


def _take_what_is_missing(kept: User, gone: User) -> None:
    """An address, a picture and the first day are taken over; what the kept account says of itself stays. What either
    did not want to be used is not used."""
    kept.personalised = kept.personalised and gone.personalised
    kept.profile_consent = kept.profile_consent and gone.profile_consent
    if kept.avatar is None:
        kept.avatar, gone.avatar = gone.avatar, None
    kept.created_at = min(kept.created_at, gone.created_at)
    days = [day for day in (kept.last_active_on, gone.last_active_on) if day is not None]
    kept.last_active_on = max(days, default=None)
    kept.welcomed_at = kept.welcomed_at or gone.welcomed_at
    kept.birth_year, kept.occupation = kept.birth_year or gone.birth_year, kept.occupation or gone.occupation
    if kept.email is None and gone.email is not None:
        email, confirmed = gone.email, gone.email_confirmed_at
        gone.email = gone.email_confirmed_at = None
        db.session.flush()  # an address is one account's at a time
        kept.email, kept.email_confirmed_at = email, confirmed


def _end(gone: User, avatars_folder: Path) -> None:
    gone_id = gone.id
    remove_avatar(gone_id, avatars_folder)
    db.session.flush()  # what was changed of the account is written before it goes
    change_rows(update(User).where(User.id == gone_id).values(session_version=User.session_version + 1))
    db.session.expunge(gone)
    change_rows(delete(User).where(User.id == gone_id))
