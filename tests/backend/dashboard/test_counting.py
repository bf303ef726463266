"""What the job counted is what the rows say, whatever happened meanwhile."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import delete, func, select, update

from backend.catalog.models import BookAuthor
from backend.circulation.models import Loan
from backend.circulation.service.forgetting import forget_loan
from backend.core.database import db
from backend.core.here import Here, here_at
from backend.dashboard.models import CountedDay, CountedReader, CountState
from backend.dashboard.queries.readers import active_in
from backend.dashboard.queries.screen import screen_of
from backend.dashboard.queries.view import view_of
from backend.dashboard.rules.ranges import Range
from backend.dashboard.service.counting import roll_up
from backend.engagement.models import Rating
from backend.shop.models import Order
from tests.backend.dashboard.past import TODAY, Past, act, make_past
from tests.factories import make_author, make_book, make_user
from tests.lending import HERE, ZONE, make_loan


def keep() -> None:
    db.session.commit()


def tomorrow(here: Here) -> Here:
    return here_at(ZONE, here.at + timedelta(days=1))


def change_something_late(past: Past, random: Random) -> None:
    """Days that are counted already turn out to have been others."""
    due_on = TODAY - timedelta(days=3)
    loans = list(db.session.scalars(select(Loan.id).where(Loan.borrowed_on < due_on).order_by(Loan.id)))
    over = list(db.session.scalars(select(Loan.id).where(Loan.closed_at.is_not(None)).order_by(Loan.id)))
    forget_loan(random.choice(over))
    db.session.execute(update(Loan).where(Loan.id == random.choice(loans)).values(due_on=due_on))
    order = random.choice(past.orders)
    db.session.execute(update(Order).where(Order.id == order.id).values(refunded_cents=order.captured_cents // 2))
    rating = random.choice(past.ratings)
    db.session.execute(update(Rating).where(Rating.id == rating.id).values(rated_at=HERE.at, stars=3))
    db.session.execute(delete(Rating).where(Rating.id == random.choice(past.ratings).id))


def test_counted_days_are_what_the_rows_say(library: Any) -> None:
    random, here = Random(1), HERE
    past = make_past(random, acts=60, most=130)
    keep()
    for _ in range(2):
        roll_up(here, keep)
        for _ in range(6):
            act(past, random, here.today if random.random() < 0.5 else None)
        change_something_late(past, random)
        keep()
        here = tomorrow(here)
    # Once a day, everything is counted anew.
    roll_up(here, keep)
    state = db.session.get_one(CountState, 1)
    assert state.counted_to == here.today - timedelta(days=1)
    for days in (3, 30, 100, 430):
        last = here.today - timedelta(days=random.choice((0, 0, 1, 40)))
        view = view_of(
            here, Range(last - timedelta(days=days - 1), last), random.choice(("previous", "year_before")), False
        )
        by_the_job, by_the_rows = screen_of(view), screen_of(replace(view, counted_to=None))
        assert replace(by_the_job, counted_to=None) == by_the_rows


def test_who_wrote_a_book_counts_within_the_hour_for_all_that_was_ever_lent_of_it(library: Any) -> None:
    past = make_past(Random(4), acts=40)
    keep()
    roll_up(HERE, keep)
    book, other = past.books[0], make_author("Other")
    db.session.execute(delete(BookAuthor).where(BookAuthor.book_id == book.id))
    db.session.add(BookAuthor(book_id=book.id, author_id=other.id))
    keep()
    roll_up(HERE, keep)
    view = view_of(HERE, Range(TODAY - timedelta(days=429), TODAY), "previous", False)
    ranked = screen_of(view).authors
    assert ranked == screen_of(replace(view, counted_to=None)).authors
    assert other.id in {author.author_id for author in ranked}


def test_a_day_counts_while_it_lasts_and_a_late_change_of_this_month_within_the_hour(library: Any) -> None:
    reader, book = make_user(created_at=HERE.at - timedelta(days=40)), make_book()
    lent = make_loan(reader, book, borrowed_on=TODAY - timedelta(days=2), due_on=TODAY)
    keep()
    assert roll_up(HERE, keep)["days"] == 40
    view = view_of(HERE, Range(TODAY - timedelta(days=6), TODAY), "none", False)
    make_loan(reader, book, borrowed_on=TODAY, due_on=TODAY + timedelta(days=9))
    keep()
    assert screen_of(view).tiles["loans"].value == 2
    lent.state, lent.open_copy_id, lent.closed_at = "voided", None, HERE.at
    keep()
    roll_up(HERE, keep)
    assert screen_of(view).tiles["loans"].value == 1
    assert db.session.scalar(select(func.sum(CountedDay.loans))) == 0


def test_a_reader_was_there_even_when_his_loans_are_forgotten_but_not_when_his_account_is_gone(library: Any) -> None:
    stays, leaves = make_user(), make_user()
    for reader in (stays, leaves):
        day = TODAY - timedelta(days=5)
        loan = make_loan(reader, make_book(), borrowed_on=day, due_on=TODAY, state="returned", closed_at=HERE.at)
        # Forgotten before the job ever counted that day.
        assert forget_loan(loan.id)
    keep()
    view = view_of(HERE, Range(TODAY - timedelta(days=29), TODAY), "none", False)
    assert active_in(view, view.asked) == 2
    for whole in (False, True):
        roll_up(HERE, keep, rebuild=whole)
        assert active_in(view_of(HERE, view.asked, "none", False), view.asked) == 2
    db.session.delete(leaves)
    keep()
    assert active_in(view_of(HERE, view.asked, "none", False), view.asked) == 1
    assert set(db.session.scalars(select(CountedReader.user_id))) == {stays.id}


def test_a_library_in_which_nothing_ever_happened_has_a_screen(library: Any) -> None:
    assert roll_up(HERE, keep) == {"days": 0}
    view = view_of(HERE, Range(TODAY - timedelta(days=29), TODAY), "previous", False)
    screen = screen_of(view)
    assert {tile.value for tile in screen.tiles.values()} == {0}
    assert len(screen.series) == 30 and not (screen.books or screen.categories or screen.model.runs)
