"""An account is closed: nothing of its reader is left, what others see is true, and the next training knows nothing."""

import threading
from datetime import date
from typing import Any

import pytest
from sqlalchemy import create_engine as connect
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from backend.accounts.models import User
from backend.catalog.models import Book
from backend.circulation.models import Hold
from backend.core.auth import SignInRequired
from backend.core.database import Base, db
from backend.core.errors import Failure
from backend.engagement.models import Review, ReviewEdit
from backend.engagement.service import rate_book, wrong_stars
from backend.portability.service import advance, confirm
from backend.portability.service.leaving import NAMELESS, ROOMS, AccountOwes
from backend.shop.models import Address, Cart, VoucherUse
from ml.config import SignalConfig
from ml.data.loading import load_interactions
from tests.backend.portability.files import HERE, brought, goodreads, leave
from tests.backend.portability.lives import live_a_life
from tests.backend.portability.test_round_trip import references_to_readers
from tests.conftest import NOW
from tests.factories import make_book, make_rating, make_user
from tests.lending import make_fine, make_loan
from tests.selling import ADDRESS, make_order, make_payment, make_refund, make_sku, make_voucher


def left_of(user_id: int) -> list[str]:
    """The columns that still refer to a reader."""
    found = []
    for name in sorted(references_to_readers()):
        table, _, column = name.partition(".")
        column_there = Base.metadata.tables[table].c[column]
        if db.session.scalar(select(func.count()).where(column_there == user_id)):
            found.append(name)
    return found


def test_every_column_that_refers_to_a_reader_is_looked_after_when_he_leaves() -> None:
    """A new table fails here until its room says what becomes of it."""
    looked_after = [column for room in ROOMS for column in room.columns]
    assert len(looked_after) == len(set(looked_after))
    assert references_to_readers() == {*looked_after, *NAMELESS}


def test_nothing_of_the_reader_is_left_and_the_figures_of_the_books_are_true(library: Any) -> None:
    me, books = live_a_life()
    my_id, ids = me.id, [book.id for book in books]
    mine = {column for room in ROOMS for column in room.columns}
    assert {*left_of(my_id)} == mine, "the test's reader must have done everything"
    leave(my_id, keep_reviews=False)
    db.session.commit()
    assert left_of(my_id) == []
    assert db.session.get(User, my_id) is None
    assert db.session.scalars(select(Review.text)).all() == ["Theirs"]
    assert db.session.scalars(select(Review.helpful_count)).one() == 0
    assert db.session.get_one(Book, ids[0]).rating_count == 1
    assert wrong_stars(ids) == []


def test_who_has_a_book_or_owes_money_stays_and_is_told_both_and_the_money_stays_in_the_books(library: Any) -> None:
    me, books = live_a_life()
    lent, fine = make_loan(me, books[0], date(2026, 12, 1)), make_fine(me, 250)
    db.session.commit()
    with pytest.raises(AccountOwes) as refused:
        leave(me.id, keep_reviews=False)
    assert refused.value.reasons == [{"code": "loans_open", "count": 1}, {"code": "money_owed", "cents": 250}]
    db.session.rollback()
    lent.state, lent.open_copy_id, lent.returned_at, lent.closed_at = "returned", None, NOW, NOW
    make_fine(me, -250)
    db.session.commit()
    leave(me.id, keep_reviews=False)
    db.session.commit()
    assert (fine.user_id, fine.amount_cents, lent.user_id, lent.book_id) == (None, 250, None, books[0].id)
    # The queue that he stood in goes on without him.
    assert db.session.scalars(select(Hold.state).order_by(Hold.id)).all() == ["cancelled", "fulfilled"]


def test_orders_that_are_not_over_and_money_on_its_way_back_keep_a_reader_and_what_was_bought_stays_in_the_books(
    library: Any,
) -> None:
    me, books = live_a_life()
    sending = {"state": "shipped", "delivery": "shipping", "address": ADDRESS, "note": "!"}
    sent = make_order(me, {make_sku(books[1]): 1}, date(2026, 11, 2), **sending)
    refund = make_refund(make_payment(sent), 300, state="pending")
    use = VoucherUse(voucher_id=make_voucher().id, order_id=sent.id, once_key=f"1:{me.id}", used_at=NOW)
    db.session.add(use)
    db.session.commit()
    with pytest.raises(AccountOwes) as refused:
        leave(me.id, keep_reviews=False)
    assert refused.value.reasons == [{"code": "orders_open", "count": 1}, {"code": "refunds_open", "cents": 300}]
    db.session.rollback()
    sent.state, sent.closed_at, refund.state = "completed", NOW, "refunded"
    db.session.commit()
    leave(me.id, keep_reviews=False)
    db.session.commit()
    assert (sent.user_id, sent.address, sent.note, sent.total_cents) == (None, None, None, 5000)
    assert use.once_key is None, "whoever is given his number is another reader"
    assert db.session.scalar(select(func.count()).select_from(Address)) == 0
    # What became an order keeps its number; what was still to be bought is gone.
    assert {(cart.state, cart.user_id) for cart in db.session.scalars(select(Cart))} == {("converted", None)}


def test_public_reviews_stay_without_a_name_if_their_reader_wants_that(library: Any) -> None:
    me, _ = live_a_life()
    leave(me.id, keep_reviews=True)
    db.session.commit()
    kept = db.session.scalars(select(Review).where(Review.user_id.is_(None))).one()
    assert (kept.visibility, kept.show_stars, kept.helpful_count) == ("public", False, 1)
    assert db.session.scalar(select(func.count()).select_from(ReviewEdit)) == 0
    assert db.session.scalar(select(func.count()).select_from(Review)) == 2


def test_the_next_training_knows_nothing_of_a_reader_who_left(library: Any, database_url: str) -> None:
    books = [make_book() for _ in range(5)]
    readers = [make_user() for _ in range(6)]
    for user in readers:
        for book in books:
            make_rating(user, book, 4)
    db.session.commit()
    gone = readers[0].id
    leave(gone, keep_reviews=True)
    db.session.commit()
    engine = connect(database_url)
    found = load_interactions(engine, SignalConfig())
    engine.dispose()
    assert gone not in set(found.readers.ids.tolist())
    assert len(found.readers) == 5
    assert len(found) == 25


def race(app: Any, *acts: Any) -> list[str]:
    """Everything at once, each as a request of its own; what came of it, by name."""
    gate, came = threading.Barrier(len(acts)), []

    def run(act: Any) -> None:
        with app.app_context():
            gate.wait()
            for _ in range(10):
                try:
                    act()
                    db.session.commit()
                    came.append("done")
                    return
                except Failure as failure:
                    db.session.rollback()
                    came.append(failure.code)
                    return
                except DBAPIError as error:
                    # As the edge does: the database refuses, or asks to try again.
                    db.session.rollback()
                    refused = str(error)
            came.append(refused)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(came)


def test_two_deletes_at_once_are_one(database_app: Any) -> None:
    with database_app.app_context():
        me, books = live_a_life()
        my_id, ids = me.id, [book.id for book in books]
    came = race(database_app, *[lambda: leave(my_id, keep_reviews=True)] * 3)
    assert came == ["done", "sign_in_required", "sign_in_required"]
    with database_app.app_context():
        assert left_of(my_id) == []
        assert db.session.scalar(select(func.count()).where(Review.user_id.is_(None))) == 1
        assert wrong_stars(ids) == []


def test_a_delete_during_an_import_leaves_nothing_half_done(database_app: Any) -> None:
    with database_app.app_context():
        me, books = live_a_life()
        my_id, ids = me.id, [book.id for book in books]
        rows = [
            {"Title": book.title, "Author": "Author A", "My Rating": "3", "Exclusive Shelf": "read"} for book in books
        ]
        one = brought(my_id, "goodreads", goodreads(*rows))
        confirm(my_id, one.id, HERE)
        db.session.commit()
        import_id = one.id
    came = race(
        database_app,
        lambda: advance(my_id, import_id, HERE),
        lambda: leave(my_id, keep_reviews=False),
        lambda: rate_book(my_id, ids[2], 5, NOW),
    )
    assert "done" in came
    with database_app.app_context():
        if db.session.get(User, my_id) is not None:
            # The delete met a book that was rated in between, and says so.
            assert "account_busy" in came
            leave(my_id, keep_reviews=False)
            db.session.commit()
        assert left_of(my_id) == []
        assert wrong_stars(ids) == []
        with pytest.raises(SignInRequired):
            leave(my_id, keep_reviews=False)


def test_others_read_the_review_of_a_former_reader_without_his_name(app: Any, guest: Any) -> None:
    with app.app_context():
        me, books = live_a_life(display_name="Somebody Known")
        leave(me.id, keep_reviews=True)
        book_id = books[0].id
        db.session.commit()
    answer = guest.get(f"/api/books/{book_id}/reviews")
    assert [(review["reader_name"], review["mine"]) for review in answer.json["items"]] == [("", False)]
    assert "Somebody Known" not in answer.text
