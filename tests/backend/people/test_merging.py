"""Two accounts of one reader become one: nothing is lost, figures stay true, and what stands in the way is named."""

import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.accounts.models import User
from backend.accounts.service import UserNotFound
from backend.catalog.models import Book
from backend.circulation.models import FineEntry, Hold, Loan, ReaderCard
from backend.circulation.queries.invariants import problems
from backend.core.database import Base, db
from backend.core.here import here_at
from backend.engagement.models import BookNote, BookView, PastReading, Rating, Reading, Review
from backend.engagement.service import wrong_stars
from backend.engagement.service.checking import wrong_votes
from backend.lists.models import ReadingList
from backend.people.queries.merging import doers
from backend.people.rules.merging import looked_after
from backend.people.service.merging import AccountsStayApart, Two, merge_accounts, preview
from backend.shop.models import Cart, CartLine, VoucherUse
from tests.backend.portability.files import SHANGHAI
from tests.backend.portability.lives import LONG_AGO, live_a_life
from tests.backend.portability.test_round_trip import references_to_readers
from tests.conftest import NOW
from tests.factories import make_book, make_rating, make_review, make_user
from tests.lending import make_fine, make_hold, make_loan
from tests.selling import make_order, make_sku, make_voucher

HERE = here_at(SHANGHAI, NOW)
PICTURES = Path("no pictures")


def merge(kept_id: int, gone_id: int) -> None:
    merge_accounts(Two(kept_id, gone_id), PICTURES, HERE)
    db.session.commit()


def left_of(user_id: int) -> list[str]:
    columns = [Base.metadata.tables[table].c[column] for table, column in map(_parts, references_to_readers())]
    return sorted(str(column) for column in columns if db.session.scalar(select(func.count()).where(column == user_id)))


def _parts(name: str) -> tuple[str, str]:
    table, _, column = name.partition(".")
    return table, column


def test_every_column_that_refers_to_a_reader_is_looked_after_when_two_accounts_become_one() -> None:
    """A new table fails here until rules/merging.py says what becomes of it."""
    said = looked_after()
    assert len(said) == len(set(said))
    remembered = {str(column) for column in doers()}
    assert not remembered & set(said)
    assert references_to_readers() == {*said, *remembered}


def test_everything_of_the_second_account_is_the_first_ones_and_the_figures_are_true(library: Any) -> None:
    me, my_books = live_a_life("me")
    again, books = live_a_life("again")
    before = len(left_of(again.id))
    assert before > 25, "the second account must have done everything"
    # Both said something of one book: the newer word stands, and a note is never lost.
    shared = books[0]
    make_rating(me, shared, 1, NOW - timedelta(days=9000))
    make_review(me, shared, "Newer", created_at=NOW)
    db.session.add_all(
        [
            BookNote(user_id=me.id, book_id=books[2].id, text="Mine", updated_at=NOW),
            BookView(user_id=me.id, book_id=books[2].id, view_count=2, first_viewed_at=NOW, viewed_at=NOW),
            Reading(user_id=me.id, book_id=shared.id, status="reading", updated_at=NOW),
        ]
    )
    sku = make_sku(make_book())
    cart, other = (db.session.scalars(select(Cart).where(Cart.open_user_id == user.id)).one() for user in (me, again))
    db.session.add_all(
        CartLine(cart_id=one.id, sku_id=sku.id, quantity=number, seen_cents=1, added_at=NOW)
        for one, number in ((cart, 2), (other, 5))
    )
    voucher = make_voucher()
    order = make_order(again, {make_sku(books[1]): 1}, date(2026, 11, 2))
    db.session.add(
        VoucherUse(voucher_id=voucher.id, order_id=order.id, once_key=f"{voucher.id}:{again.id}", used_at=NOW)
    )
    card = db.session.get_one(ReaderCard, again.id)
    card.blocked_at, card.block_reason, card.no_shows = NOW, "Ink on the pages", 2
    again.email, again.email_confirmed_at, again.personalised = "again@example.org", NOW, False
    db.session.commit()
    me_id, again_id, shared_id, ids = me.id, again.id, shared.id, [book.id for book in (*my_books, *books)]
    broken = list(problems(HERE))
    told = {part.what: (part.moved, part.folded) for part in preview(Two(me_id, again_id)).parts}
    assert told["ratings"] == (2, 1)
    assert told["reviews"] == (2, 1)
    assert told["lists"] == (2, 0)

    merge(me_id, again_id)

    assert left_of(again_id) == []
    assert db.session.get(User, again_id) is None
    me = db.session.get_one(User, me_id)
    assert (me.email, me.personalised) == ("again@example.org", False)
    assert me.rating_count == db.session.scalar(select(func.count()).where(Rating.user_id == me_id)) == 4
    about = {"user_id": me_id, "book_id": shared_id}
    assert db.session.scalars(select(Rating.stars).filter_by(**about)).one() == 4.5, "the newer stars"
    assert db.session.scalars(select(Review.text).filter_by(**about)).one() == "Newer"
    assert db.session.scalars(select(Reading.status).filter_by(**about)).one() == "reading"
    finished = select(PastReading.finished_on).filter_by(**about).order_by(PastReading.finished_on)
    assert list(db.session.scalars(finished)) == [date(2019, 1, 1), date(2020, 3, 4)]
    noted = select(BookNote.text).where(BookNote.user_id == me_id, BookNote.book_id == ids[6])
    assert db.session.scalars(noted).one() == "Mine\n\n-1\n+1"
    looked = select(BookView.view_count).where(BookView.user_id == me_id, BookView.book_id == ids[6])
    assert db.session.scalars(looked).one() == 5
    names = list(db.session.scalars(select(ReadingList.name).where(ReadingList.user_id == me_id)))
    assert sorted(names) == ["Empty", "empty (2)", "夏天", "夏天 (2)"]
    assert db.session.scalars(select(CartLine.quantity).where(CartLine.sku_id == sku.id)).one() == 5
    assert db.session.scalars(select(VoucherUse.once_key)).one() == f"{voucher.id}:{me_id}"
    mine = db.session.get_one(ReaderCard, me_id)
    assert (mine.number, mine.block_reason, mine.no_shows) == ("R-me", "Ink on the pages", 2)
    assert db.session.scalar(select(func.sum(FineEntry.amount_cents)).where(FineEntry.user_id == me_id)) == 0
    assert db.session.scalar(select(func.count()).where(Hold.user_id == me_id, Hold.open_key.is_not(None))) == 2
    assert wrong_stars(ids) == wrong_votes(ids) == []
    assert list(problems(HERE)) == broken


def test_what_stands_in_the_way_is_named_all_at_once_and_nothing_is_changed(library: Any) -> None:
    kept, gone = make_user(), make_user(role="auditor", display_name="Auditor")
    lent, waited, crossed = make_book("Lent"), make_book("Waited"), make_book("Crossed")
    for user in (kept, gone):
        make_loan(user, lent, date(2026, 12, 1))
        make_hold(user, waited)
    make_loan(kept, crossed, date(2026, 12, 1))
    make_hold(gone, crossed)
    make_fine(gone, 250)
    db.session.commit()
    with pytest.raises(AccountsStayApart) as refused:
        merge(kept.id, gone.id)
    db.session.rollback()
    assert [(reason["code"], reason.get("title") or reason.get("name")) for reason in refused.value.reasons or []] == [
        ("not_a_reader", "Auditor"),
        ("both_have_book", "Lent"),
        ("both_wait_for_book", "Waited"),
        ("has_and_waits_for_book", "Crossed"),
    ]
    assert preview(Two(kept.id, gone.id)).reasons == refused.value.reasons
    assert preview(Two(kept.id, kept.id)).reasons == [{"code": "same_account"}]
    assert db.session.scalar(select(func.count()).where(Loan.user_id == gone.id)) == 1
    with pytest.raises(UserNotFound):
        merge(kept.id, 2147483647)


def test_of_two_who_merge_the_same_pair_both_ways_one_finds_an_account_missing(library: Any) -> None:
    one, other = make_user(), make_user()
    book = make_book()
    make_rating(one, book, 2, LONG_AGO)
    make_rating(other, book, 5, NOW)
    db.session.commit()
    ids, book_id = (one.id, other.id), book.id
    db.session.remove()
    ended: list[str] = []
    begin = threading.Barrier(2)

    def work(kept_id: int, gone_id: int) -> None:
        with library.app_context():
            begin.wait()
            try:
                merge(kept_id, gone_id)
                ended.append("done")
            except UserNotFound:
                ended.append("missing")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work, args=pair) for pair in (ids, ids[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["done", "missing"]
    assert db.session.scalars(select(User.id).where(User.id.in_(ids))).one() in ids
    assert db.session.scalars(select(Rating.stars)).one() == 5
    assert db.session.get_one(Book, book_id).rating_count == 1
