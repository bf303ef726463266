"""What somebody at the desk looks for: readers by a few letters, and a copy by its barcode."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, or_, select

from backend.accounts.models import User
from backend.accounts.rules import normalised_name
from backend.catalog.models import Copy, ItemType
from backend.catalog.queries import BookCard, cards_of
from backend.circulation.models import Hold, ReaderCard
from backend.circulation.queries.cards import find_reader
from backend.circulation.queries.copies import find_place
from backend.circulation.queries.hold_lines import CopyLine, HoldLine, copy_lines, hold_line
from backend.circulation.queries.loan_lines import LoanLine, loan_line
from backend.circulation.queries.loans import find_open_loan
from backend.circulation.rules.cards import card_number
from backend.circulation.rules.refusals import CopyNotFound
from backend.core.database import db
from backend.core.here import Here

# As many as fit under the field; whoever looks for somebody types one more letter.
MOST_FOUND = 8


@dataclass(frozen=True)
class FoundReader:
    id: int
    name: str
    display_name: str
    email: str | None
    card_number: str


@dataclass(frozen=True)
class DeskCopy:
    """A copy, and what it is doing: lent, set aside, or neither."""

    copy: CopyLine
    book: BookCard
    reference_only: bool
    item_type: ItemType
    loan: LoanLine | None
    hold: HoldLine | None


def readers_like(words: str) -> list[FoundReader]:
    """Whoever is meant exactly first, then those whose name begins so, then those in whose name it is."""
    return _found(_readers(words).limit(MOST_FOUND))


def likeliest_first(words: str) -> tuple[Any, ...]:
    """An order of accounts: whoever is meant exactly, those whose name begins so, the others; each by name."""
    return _likeliest_first(words, find_reader(words) if words else None)


def _likeliest_first(words: str, exact: User | None) -> tuple[Any, ...]:
    name = normalised_name(words)
    begins = or_(User.name.startswith(name, autoescape=True), User.display_name.startswith(words, autoescape=True))
    return User.id != (exact.id if exact is not None else 0), case((begins, 0), else_=1), User.name, User.id


def _readers(words: str) -> Select[int, str, str, str | None, str]:
    exact = find_reader(words)
    name = normalised_name(words)
    meant = or_(
        *(User.name.contains(name, autoescape=True), User.display_name.contains(words, autoescape=True)),
        *(User.email.startswith(name, autoescape=True), ReaderCard.number.startswith(words.upper(), autoescape=True)),
    )
    return (
        select(User.id, User.name, User.display_name, User.email, ReaderCard.number)
        .outerjoin(ReaderCard, ReaderCard.user_id == User.id)
        .where(or_(meant, User.id == exact.id) if exact is not None else meant)
        .order_by(*_likeliest_first(words, exact))
    )


def _found(readers: Select[int, str, str, str | None, str]) -> list[FoundReader]:
    return [
        FoundReader(user_id, login, display_name, email, number or card_number(user_id))
        for user_id, login, display_name, email, number in db.session.execute(readers)
    ]


def copy_at_desk(barcode: str, here: Here) -> DeskCopy:
    """Raises CopyNotFound."""
    place = find_place(barcode)
    if place is None:
        raise CopyNotFound
    copy = db.session.get_one(Copy, place.copy_id)
    loan = find_open_loan(copy.id)
    hold = db.session.scalar(select(Hold).where(Hold.alloc_copy_id == place.copy_id))
    return DeskCopy(
        copy=copy_lines([place.copy_id])[place.copy_id],
        book=cards_of([place.book_id])[0],
        reference_only=copy.reference_only,
        item_type=db.session.get_one(ItemType, copy.item_type_id),
        loan=loan_line(loan, here) if loan is not None else None,
        hold=hold_line(hold, here) if hold is not None else None,
    )
