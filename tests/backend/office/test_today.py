"""The first page of the office: what waits, as many as the lists have that it leads to."""

from datetime import timedelta
from typing import Any

from backend.core import clock
from backend.core.clockwork import JobRun
from backend.core.database import db
from backend.office.queries.today import waiting_today
from tests.factories import make_book, make_import, make_message, make_review, make_user
from tests.lending import HERE, make_hold, make_loan, make_title
from tests.queries import count_queries
from tests.selling import make_order, make_sku

# What each count must equal: the total of the list behind it.
BEHIND = {
    "pull_list": "/api/desk/pull-list",
    "hold_shelf": "/api/desk/hold-shelf",
    "overdue": "/api/staff/loans?state=overdue",
    "to_pack": "/api/staff/orders?state=confirmed",
    "packing": "/api/staff/orders?state=packing",
    "reviews": "/api/admin/reviews?queue=waiting",
    "alerts": "/api/staff/payment-alerts",
}


def make_busy_day(times: int) -> None:
    today = HERE.today
    for _ in range(times):
        book, _ = make_title(1)
        make_hold(make_user(), book, "allocated")
        make_hold(make_user(), book, "ready", pickup_until=today + timedelta(days=1))
        make_hold(make_user(), book, "ready", pickup_until=today - timedelta(days=1))
        make_loan(make_user(), book, today - timedelta(days=3))
        make_loan(make_user(), book, today)
        make_loan(make_user(), book, today + timedelta(days=29))
        make_review(make_user(), make_book(), state="held", held_for="words")
        sku = make_sku(book)
        for state in ("confirmed", "packing"):
            make_order(make_user(), {sku: 1}, today, state=state)
        make_message(None, state="failed")
    make_import(refused=2 * times)
    make_import(refused=50, state="undone", undone_at=clock.now())
    make_import(refused=70, made_at=clock.now() - timedelta(days=30))
    db.session.add(JobRun(name="letters", done={}, problem="SMTPConnectError"))
    db.session.add(JobRun(name="facts", done={}, succeeded_at=clock.now()))
    db.session.commit()


def test_each_count_is_that_of_the_list_behind_it(app: Any, sign_in_as: Any) -> None:
    staff = sign_in_as("staff")
    with app.app_context():
        make_busy_day(2)
    found = staff.get("/api/staff/today").get_json()
    lists = {name: staff.get(path).get_json()["total"] for name, path in BEHIND.items()}
    assert {name: found[name] for name in BEHIND} == lists
    assert {name: found[name] for name in ("pull_list", "hold_shelf", "to_clear", "overdue", "to_pack", "reviews")} == {
        "pull_list": 2,
        "hold_shelf": 4,
        "to_clear": 2,
        "overdue": 2,
        "to_pack": 2,
        "reviews": 2,
    }
    wrong = ("failed_jobs", "failed_letters", "refused_records", "unfinished_acts", "lists_made_at")
    assert [found[name] for name in wrong] == [1, 2, 4, 0, None]
    assert found["oldest_due_on"] == (HERE.today - timedelta(days=3)).isoformat()
    assert [day["count"] for day in found["due_back"]] == [2, 0, 0, 0, 0, 0, 0]
    assert [day["count"] for day in found["lent"]][-2:] == [2, 0]
    assert len(found["lent"]) == 14


def test_a_busy_library_costs_no_more_statements_than_a_quiet_one(app: Any) -> None:
    def asked() -> int:
        with count_queries() as statements:
            waiting_today(HERE)
        return len(statements)

    with app.app_context():
        quiet = asked()
        make_busy_day(4)
        assert (asked(), quiet) == (13, 13)
