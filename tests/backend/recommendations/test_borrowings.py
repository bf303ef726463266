"""A recommendation that was borrowed counts as such; who borrowed it is remembered no longer than his loan."""

from datetime import date, timedelta
from typing import Any

from backend.accounts.models import User
from backend.circulation.service.forgetting import forget_loan
from backend.circulation.service.holds import place_hold, put_on_shelf
from backend.circulation.service.loans import borrow_title, check_in, check_out, undo_borrowing, void_loan
from backend.core import outbox
from backend.core.actors import actor_of
from backend.core.database import db
from backend.recommendations.models import RecommendationDaily, RecommendationShown
from backend.recommendations.service import tally
from tests.conftest import NOW
from tests.factories import make_sighting, make_user
from tests.lending import HERE, later, make_title, set_policy

TODAY = date(2026, 11, 20)


def seen(user: User, book: Any, days: int, shelf: str = "for_you") -> RecommendationShown:
    at = NOW - timedelta(days=days)
    return make_sighting(user, book, day=TODAY - timedelta(days=days), shown_at=at, shelf=shelf)


def borrowed() -> list[int]:
    db.session.flush()
    db.session.expire_all()
    return [row.id for row in db.session.query(RecommendationShown).order_by(RecommendationShown.id) if row.borrowed_at]


def test_a_loan_counts_for_the_sighting_that_led_to_it_and_goes_on_counting_without_a_name(library: Any) -> None:
    me, other, staff = make_user(), make_user(), actor_of(make_user(role="staff"))
    book, [copy] = make_title()
    old, last, of_other = seen(me, book, 31), seen(me, book, 2, "similar"), seen(other, book, 1)
    seen(me, make_title()[0], 1)
    loan = check_out(me.id, copy.barcode, staff, HERE).loan
    assert borrowed() == [last.id]
    assert last.borrowed_at == loan.borrowed_at
    void_loan(loan.id, "扫错了", staff, HERE)
    assert borrowed() == []
    loan = check_out(me.id, copy.barcode, staff, HERE).loan
    check_in(copy.barcode, staff, HERE)
    tally(35, TODAY)
    counted = {(row.day, row.shelf): (row.impressions, row.loans) for row in db.session.query(RecommendationDaily)}
    assert counted[last.day, "similar"] == (1, 1)
    assert counted[of_other.day, "for_you"] == (2, 0)
    outbox.forget(f"loan:{loan.id}:")
    assert forget_loan(loan.id)
    db.session.expire_all()
    assert (last.user_id, last.borrowed_at, old.user_id) == (None, loan.borrowed_at, me.id)
    tally(35, TODAY)
    again = {(row.day, row.shelf): (row.impressions, row.loans) for row in db.session.query(RecommendationDaily)}
    assert again == counted


def test_a_wish_counts_from_the_day_on_which_it_was_made(library: Any) -> None:
    me, staff = make_user(), actor_of(make_user(role="staff"))
    (book, [copy]), (second, _) = make_title(), make_title()
    shown = seen(me, book, 29)
    wish = place_hold(me.id, book.id, actor_of(me), HERE)
    put_on_shelf(wish.id, copy.barcode, staff, later(3))
    seen_since = make_sighting(
        me, book, day=TODAY + timedelta(days=1), shown_at=NOW + timedelta(days=1), shelf="similar"
    )
    check_out(me.id, copy.barcode, staff, later(4))
    assert borrowed() == [shown.id], "what was shown after he had asked for it led to nothing"
    assert seen_since.borrowed_at is None
    set_policy(self_issue=True)
    by_click = seen(me, second, 0)
    loan = borrow_title(me.id, second.id, actor_of(me), HERE)
    assert by_click.id in borrowed()
    undo_borrowing(loan.id, actor_of(me), HERE)
    assert by_click.id not in borrowed()
