"""What is over is not remembered with a name, unless its reader wants it."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backend.circulation.models import CirculationEvent, FineEntry, Hold, Loan
from backend.circulation.queries.fines import debt_of
from backend.circulation.service.ageing import age_loans
from backend.circulation.service.counting import count_loans, note_borrowers
from backend.circulation.service.forgetting import forget_readers
from backend.circulation.service.loans import declare_lost
from backend.core import outbox
from backend.core.database import db
from backend.core.here import here_at
from backend.core.lives import MoveNotAllowed
from backend.core.outbox import Message, Notice
from tests.conftest import NOW
from tests.factories import make_book, make_review, make_user
from tests.lending import make_fine, make_hold, make_loan

TODAY = date(2026, 11, 20)


def make_event(entity: str, entity_id: int, actor_id: int | None) -> CirculationEvent:
    event = CirculationEvent(
        entity=entity, entity_id=entity_id, action="x", after="x", actor_id=actor_id, actor_role="reader", facts={},
        happened_at=NOW,
    )  # fmt: skip
    db.session.add(event)
    return event


@pytest.fixture
def here(library: Any) -> Any:
    return here_at(library.config["SETTINGS"].time_zone, NOW)


def test_loans_and_holds_that_are_over_lose_their_name_and_nothing_else_does(library: Any, here: Any) -> None:
    me, staff, keeper, debtor = make_user(), make_user(role="staff"), make_user(keep_loan_history=True), make_user()
    book = make_book("三体")
    mine = make_loan(me, book, TODAY, state="returned")
    mine_open = make_loan(me, make_book(), TODAY)
    kept = make_loan(keeper, book, TODAY, state="returned")
    owed = make_loan(debtor, book, TODAY, state="returned")
    paid = make_loan(me, book, TODAY, state="lost_paid")
    hold, waits = make_hold(me, book, state="fulfilled"), make_hold(me, book)
    make_fine(debtor, 200, owed, key="overdue:x")
    make_fine(me, 300, mine, key=f"overdue:{mine.id}:0")
    make_fine(me, -300, mine)
    make_event("loan", mine.id, me.id)
    by_staff = make_event("loan", mine.id, staff.id)
    make_event("hold", hold.id, me.id)
    still = make_event("loan", mine_open.id, me.id)
    for key, user in ((f"loan:{mine.id}:a", me), (f"loan:{mine_open.id}:a", me), (f"hold:{hold.id}:a", me)):
        outbox.tell("due_today", key, user.id, {"book": "三体"}, NOW, mail=False)
    db.session.commit()
    assert forget_readers(here, db.session.commit) == {"loans": 1, "holds": 1}
    names = {loan.id: loan.user_id for loan in db.session.scalars(select(Loan))}
    assert names == {mine.id: None, mine_open.id: me.id, kept.id: keeper.id, owed.id: debtor.id, paid.id: me.id}
    assert {row.id: row.user_id for row in db.session.scalars(select(Hold))} == {hold.id: None, waits.id: me.id}
    named = select(CirculationEvent.id).where(CirculationEvent.actor_id.is_not(None)).order_by(CirculationEvent.id)
    assert db.session.scalars(named).all() == [by_staff.id, still.id]
    assert db.session.scalars(select(Notice.key)).all() == [f"loan:{mine_open.id}:a"]
    entries = db.session.scalars(select(FineEntry).where(FineEntry.user_id == me.id)).all()
    assert [(entry.loan_id, entry.key) for entry in entries] == [(None, None)] * 2
    assert debt_of(me.id) == 0
    make_fine(debtor, -200, owed)
    keeper.keep_loan_history = False
    db.session.commit()
    assert forget_readers(here, db.session.commit) == {"loans": 2, "holds": 0}


def test_nothing_is_forgotten_before_its_letters_are_sent(library: Any, here: Any) -> None:
    me = make_user()
    loan = make_loan(me, make_book(), TODAY, state="returned")
    outbox.tell("return_receipt", f"loan:{loan.id}:return_receipt:", me.id, {}, NOW)
    db.session.commit()
    assert forget_readers(here, db.session.commit)["loans"] == 0
    db.session.query(Message).one().state = "sent"
    db.session.commit()
    assert forget_readers(here, db.session.commit)["loans"] == 1
    assert db.session.query(Message).count() == 0, "its key would say whose loan it was"


def test_books_that_never_come_back_count_as_lost_and_what_is_paid_for_is_over(library: Any, here: Any) -> None:
    me, book = make_user(), make_book(price_cents=3000)
    gone = make_loan(me, book, TODAY - timedelta(days=61))
    almost = make_loan(me, make_book(), TODAY - timedelta(days=60))
    claimed = make_loan(me, make_book(), TODAY - timedelta(days=90), state="claimed_returned", claimed_at=NOW)
    longer = make_loan(me, make_book(), TODAY - timedelta(days=90), terms={"lost_after_days": 365})
    db.session.commit()
    assert age_loans(here, db.session.commit) == {"lost": 1, "settled": 0}
    states = [db.session.get_one(Loan, loan.id).state for loan in (gone, almost, claimed, longer)]
    assert states == ["lost", "active", "claimed_returned", "active"]
    owed = debt_of(me.id)
    assert owed >= 3000 + 500
    make_fine(me, -owed, gone)
    db.session.commit()
    assert age_loans(here, db.session.commit) == {"lost": 0, "settled": 1}
    assert gone.state == "lost_paid"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_loan_that_cannot_be_aged_keeps_nobody_from_the_others(
    library: Any, here: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    loans = [make_loan(make_user(), make_book(), TODAY - timedelta(days=61 + place)) for place in range(3)]
    db.session.commit()
    broken = loans[1].id

    def refuse(loan_id: int, *more: Any) -> Any:
        if loan_id == broken:
            raise MoveNotAllowed
        return declare_lost(loan_id, *more)

    monkeypatch.setattr("backend.circulation.service.ageing.declare_lost", refuse)
    assert age_loans(here, db.session.commit)["lost"] == 2
    assert [db.session.get_one(Loan, loan.id).state for loan in loans] == ["lost", "active", "lost"]


def test_loans_of_the_last_thirty_days_fade_and_late_reviews_say_that_their_reader_had_the_book(
    library: Any, here: Any
) -> None:
    me, book, quiet = make_user(), make_book(), make_book(loans_30d=7)
    for days, state in ((0, "active"), (29, "returned"), (30, "returned"), (1, "voided")):
        make_loan(me, book, TODAY + timedelta(days=30 - days), state=state)
    review, other = make_review(me, book), make_review(me, quiet)
    db.session.commit()
    assert count_loans(TODAY, db.session.commit) == 2
    db.session.refresh(book)
    db.session.refresh(quiet)
    assert (book.loans_30d, quiet.loans_30d) == (2, 0)
    assert count_loans(TODAY, db.session.commit) == 0
    assert note_borrowers(db.session.commit) == 1
    db.session.refresh(review)
    assert (review.borrowed_here, other.borrowed_here) == (True, False)
