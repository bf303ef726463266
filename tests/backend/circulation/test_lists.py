"""Lists of readers and the desk are short work for the database, and the doctor looks at all of it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from backend.accounts.models import User
from backend.circulation.models import Hold
from backend.circulation.service.holds import expire_pickups, expire_requests
from backend.cli.doctor import doctor
from backend.core import clock
from backend.core.database import db
from tests.clients import LibraryClient
from tests.conftest import NOW
from tests.factories import make_user
from tests.lending import HERE, later, make_hold, make_loan, make_title, set_policy

GROWING = {"loan", "hold", "copy", "circulation_event", "fine_entry", "user", "reader_card", "book"}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_doctor_mends_what_is_safe_and_names_the_rest(app: Any, people: list[LibraryClient]) -> None:
    with app.app_context():
        book, [copy] = make_title()
        user = make_user()
        early = HERE.at - timedelta(hours=1)
        make_hold(user, book, "queued", placed_at=early)
        other, [lost] = make_title()
        hold = make_hold(user, other, "ready", lost)
        lost.condition = "missing"
        db.session.commit()
        ids = hold.id, copy.id
    ran = app.test_cli_runner().invoke(doctor)
    assert ran.exit_code == 1
    assert "3: hold" in ran.output
    assert "4: hold" in ran.output
    mended = app.test_cli_runner().invoke(doctor, ["--mend"]).output
    assert mended.endswith("Lending: 2 problems, 2 mended.\nShop: 0 problems, 0 mended.\n")
    with app.app_context():
        assert db.session.get_one(Hold, ids[0]).state == "queued"
        assert db.session.query(Hold).filter_by(alloc_copy_id=ids[1]).one().state == "allocated"


def test_lists_take_as_many_statements_for_ten_rows_as_for_two_and_all_by_an_index(
    app: Any, desk: LibraryClient, people: list[LibraryClient]
) -> None:
    reader = people[0]
    with app.app_context():
        set_policy(max_loans=100, max_holds=100)
    paths = (
        *("/api/loans", "/api/loans?state=closed", "/api/holds", "/api/desk/pull-list", "/api/desk/hold-shelf"),
        *(
            "/api/staff/loans?state=overdue",
            f"/api/desk/reader?number={_name_of(app, reader)}",
            "/api/desk/queue?book_id=1",
        ),
        *("/api/books/1/lending", "/api/desk/events?entity=loan&id=1"),
    )
    counts: list[list[int]] = []
    asked: list[tuple[str, Any]] = []
    for more in (2, 8):
        with app.app_context():
            _fill(reader.user_id, more)
        with clock.frozen(NOW + timedelta(days=20)):
            each = [_statements(desk if "desk" in path else reader, path) for path in paths]
        counts.append([len(statements) for statements in each])
        asked = [said for statements in each for said in statements]
    with app.app_context():
        asked += _said(lambda: expire_pickups(later(0), db.session.flush))
        asked += _said(lambda: expire_requests(later(0), db.session.flush))
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 32
    with app.app_context(), db.engine.connect() as connection:
        assert _walked(connection, "SELECT * FROM loan WHERE renewals = ?", (5,)) == {"loan"}, "the test bites"
        assert {(table, said) for said, given in asked for table in _walked(connection, said, given)} == set()


def _fill(user_id: int, number: int) -> None:
    """Loans, some of them late; holds in each open state."""
    user = db.session.get_one(User, user_id)
    for place in range(number):
        for state in ("queued", "allocated", "ready"):
            book, [copy] = make_title()
            make_hold(user, book, state, copy if state != "queued" else None)
        book, [copy] = make_title()
        make_loan(user, book, date(2026, 11, 25) + timedelta(days=30 * (place % 2)), copy)
    db.session.commit()


def _said(act: Callable[[], object]) -> list[tuple[str, Any]]:
    """The statements of an act, with their values."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip()[:6].upper() in ("SELECT", "UPDATE", "DELETE"):
            seen.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return seen


def _statements(client: LibraryClient, path: str) -> list[tuple[str, Any]]:
    def ask() -> None:
        assert client.get(path).status_code == 200, path

    return _said(ask)


def _walked(connection: Connection, statement: str, parameters: Any) -> set[str]:
    """The growing tables that SQLite would read from end to end."""
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    steps = [step.detail.split() for step in plan]
    return {words[1] for words in steps if words[0] == "SCAN" and words[1] in GROWING}


def _name_of(app: Any, client: LibraryClient) -> str:
    with app.app_context():
        return str(db.session.get_one(User, client.user_id).name)
