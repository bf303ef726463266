"""Loans, holds, fines and readers in tables: each order of each narrowing, page by page and as a file, is what Python
makes of the same rows; whose a loan was is nobody's business when it is over.
"""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, select

from backend.accounts.models import User
from backend.circulation.models import CirculationEvent, FineEntry, Hold, Loan, ReaderCard
from backend.core.database import db
from tests.clients import LibraryClient
from tests.conftest import NOW
from tests.factories import make_author, make_book, make_copy, make_group, make_series, make_user
from tests.lending import HERE, ZONE, make_fine, make_hold, make_loan

TODAY = HERE.today
SIZE = 11
LOAN_STATES = ("active", "active", "active", "claimed_returned", "lost", "returned", "returned", "lost_paid", "voided")
HOLD_STATES = ("queued", "queued", "allocated", "ready", "fulfilled", "cancelled", "expired", "no_show")
Filters = dict[str, Any]
Wanted = Callable[[Any], bool]
# What none of the tables may read from end to end without an index.
GROWING = {"loan", "hold", "fine_entry"}


@pytest.fixture
def staff(sign_in_as: Any) -> LibraryClient:
    client: LibraryClient = sign_in_as("staff")
    return client


def day_of(moment: datetime | None) -> date | None:
    return moment and moment.astimezone(ZONE).date()


def make_lending(rounds: int) -> dict[str, int]:
    """Three readers in two groups, two titles, and loans, holds and fines in every state, on days that meet often."""
    group = make_group()
    people = [make_user(name=f"lender-{at}", display_name=f"借书人{at}") for at in range(3)]
    number = f"CARD-{people[0].id}"
    db.session.add(ReaderCard(user_id=people[0].id, number=number, group_id=group.id, no_shows=0, made_at=NOW))
    books = [make_book("三体"), make_book("Dune Messiah")]
    for at in range(rounds):
        reader, book = people[at % 3], books[at % 2]
        state = LOAN_STATES[at % len(LOAN_STATES)]
        due = TODAY + timedelta(days=(at * 5) % 13 - 8)
        closed = NOW - timedelta(days=at % 4, hours=at % 5)
        loan = make_loan(reader, book, due, state=state, closed_at=None if state in LOAN_STATES[:5] else closed)
        if at % 6 == 1:
            db.session.add(_asked(loan))
        hold_state = HOLD_STATES[at % len(HOLD_STATES)]
        placed = NOW - timedelta(days=at % 5, hours=at % 3)
        asleep = TODAY + timedelta(days=9) if hold_state == "queued" and at % 4 == 1 else None
        # A reader waits for a title once.
        make_hold(make_user(), make_book(), hold_state, placed_at=placed, suspended_until=asleep)
        make_fine(reader, (at % 4 + 1) * 50, loan if at % 2 else None, made_at=placed)
        if at % 3 == 0:
            make_fine(reader, -50, kind="waiver", reason=f"Rain {at}", cause="damage", made_at=placed)
    make_hold(people[0], books[0], "queued")
    make_hold(people[1], books[0], "ready", make_copy(books[0]), pickup_until=TODAY - timedelta(days=1))
    make_loan(None, books[1], TODAY, state="returned", closed_at=NOW)
    db.session.commit()
    return {"group": group.id, "reader": people[0].id, "other": people[1].id, "book": books[0].id}


def _asked(loan: Loan) -> CirculationEvent:
    told = {"action": "contact", "before": loan.state, "after": loan.state, "actor_role": "staff", "facts": {}}
    return CirculationEvent(entity="loan", entity_id=loan.id, happened_at=NOW - timedelta(days=1), **told)


def found(staff: LibraryClient, path: str, **asked: Any) -> Any:
    answer = staff.get(path, query_string=asked)
    assert answer.status_code == 200, (asked, answer.get_json())
    return answer.get_json()


def page_by_page(staff: LibraryClient, path: str, asked: Filters) -> list[int]:
    first = found(staff, path, **asked, size=SIZE)
    pages = [found(staff, path, **asked, size=SIZE, page=page) for page in range(2, first["total"] // SIZE + 2)]
    ids = [row["id"] for page in (first, *pages) for row in page["items"]]
    assert len(ids) == first["total"], asked
    return ids


def in_file(staff: LibraryClient, path: str, asked: Filters) -> list[int]:
    answer = staff.get(f"{path}.csv", query_string={**asked, "columns": "id", "lang": "en"})
    assert answer.status_code == 200, (asked, answer.get_json())
    return [int(row[0]) for row in list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))[1:]]


def in_order(rows: Iterable[Any], wanted: Wanted, key: Callable[[Any], Any], down: bool) -> list[int]:
    """What Python makes of it; what is not there comes before everything else."""
    some = [row for row in rows if wanted(row)]
    return [row.id for row in sorted(some, key=lambda row: (key(row) is not None, key(row), row.id), reverse=down)]


def compare(
    staff: LibraryClient,
    path: str,
    rows: list[Any],
    filters: list[tuple[Filters, Wanted]],
    sorts: dict[str, Callable[[Any], Any]],
) -> None:
    for (asked, wanted), (name, key), down in product(filters, sorts.items(), (False, True)):
        full = {**asked, "sort": f"-{name}" if down else name}
        expected = in_order(rows, wanted, key, down)
        assert page_by_page(staff, path, full) == expected, full
        if not asked:
            assert in_file(staff, path, full) == expected, full
    assert any(in_order(rows, wanted, lambda row: row.id, False) for _, wanted in filters), "the filters bite"


def test_every_order_of_every_narrowing_is_what_python_makes_of_the_same_loans(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        known = make_lending(24)
        rows = list(db.session.scalars(select(Loan)))
        asked_for = set(db.session.scalars(select(CirculationEvent.entity_id).where(CirculationEvent.entity == "loan")))
        db.session.expunge_all()
    open_ones = ("active", "claimed_returned", "lost")
    late: Wanted = lambda loan: loan.state == "active" and loan.due_on < TODAY  # noqa: E731
    week, soon = str(TODAY - timedelta(days=34)), str(TODAY + timedelta(days=1))
    compare(
        *(staff, "/api/staff/loans", rows),
        [
            ({}, lambda loan: loan.state in open_ones),
            ({"state": "all"}, lambda loan: True),
            ({"state": "overdue"}, late),
            (
                {"state": "overdue", "days": 5, "asked": "false"},
                _all(
                    late, lambda loan: loan.due_on <= TODAY - timedelta(days=5), lambda loan: loan.id not in asked_for
                ),
            ),
            ({"asked": "true"}, lambda loan: loan.state in open_ones and loan.id in asked_for),
            (
                {"state": "returned", "returned_from": str(TODAY - timedelta(days=2)), "returned_to": str(TODAY)},
                _all(
                    lambda loan: loan.state == "returned",
                    lambda loan: TODAY - timedelta(days=2) <= day_of(loan.returned_at) <= TODAY,
                ),
            ),
            (
                {"state": "all", "book": known["book"], "due_from": str(TODAY), "due_to": soon},
                _all(lambda loan: loan.book_id == known["book"], lambda loan: str(TODAY) <= str(loan.due_on) <= soon),
            ),
            ({"state": "all", "borrowed_from": week}, lambda loan: str(loan.borrowed_on) >= week),
            # Who had it is asked for of what is open only.
            ({"state": "all", "reader": known["reader"]}, _of(known["reader"], open_ones)),
            ({"state": "all", "group": known["group"]}, _of(known["reader"], open_ones)),
            ({"state": "all", "group": 1}, lambda loan: loan.user_id != known["reader"] and loan.state in open_ones),
            ({"q": "借书人0"}, _of(known["reader"], open_ones)),
            ({"state": "all", "q": "dune"}, lambda loan: loan.book_id != known["book"]),
        ],
        {
            "due": lambda loan: loan.due_on,
            "borrowed": lambda loan: loan.borrowed_on,
            "returned": lambda loan: loan.returned_at,
        },
    )
    lines = found(staff, "/api/staff/loans", state="all", size=100)["items"]
    assert {line["reader"] is not None for line in lines if line["state"] in open_ones} == {True}
    assert {line["reader"] for line in lines if line["state"] not in open_ones} == {None}
    about = found(staff, "/api/staff/loans", reader=known["reader"], book=known["book"])
    assert (about["reader_name"], about["book_title"]) == ("lender-0", "三体")


def _all(*parts: Wanted) -> Wanted:
    return lambda row: all(part(row) for part in parts)


def _of(reader: int, states: tuple[str, ...]) -> Wanted:
    return lambda loan: loan.user_id == reader and loan.state in states


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_figures_of_the_big_screen_lead_to_tables_of_the_same_length(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        make_lending(27)
    first, last = str(TODAY - timedelta(days=40)), str(TODAY - timedelta(days=1))
    tables = {
        "on_loan": "loans",
        "overdue": "loans?state=overdue",
        "loans": f"loans?state=lent&borrowed_from={first}&borrowed_to={last}",
        "returns": f"loans?state=lent&returned_from={first}&returned_to={last}",
        "holds": f"holds?state=all&placed_from={first}&placed_to={last}",
        "waiting": "holds?state=queued",
    }
    for figure, table in tables.items():
        behind = found(staff, "/api/screen/behind", figure=figure, from_on=first, to_on=last)["total"]
        assert staff.get(f"/api/staff/{table}").get_json()["total"] == behind > 0, figure


def test_the_same_of_holds(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        known = make_lending(16)
        rows = list(db.session.scalars(select(Hold)))
        db.session.expunge_all()
    open_ones = ("queued", "allocated", "ready")
    before = TODAY - timedelta(days=2)
    compare(
        *(staff, "/api/staff/holds", rows),
        [
            ({}, lambda hold: hold.state in open_ones),
            ({"state": "all"}, lambda hold: True),
            ({"state": "no_show"}, lambda hold: hold.state == "no_show"),
            (
                {"state": "ready", "pickup_to": str(TODAY)},
                _all(lambda hold: hold.state == "ready", lambda hold: hold.pickup_until <= TODAY),
            ),
            ({"suspended": "true"}, lambda hold: hold.suspended_until is not None),
            (
                {"state": "queued", "suspended": "false"},
                _all(lambda hold: hold.state == "queued", lambda hold: hold.suspended_until is None),
            ),
            (
                {"state": "all", "placed_from": str(before), "placed_to": str(before)},
                lambda hold: day_of(hold.placed_at) == before,
            ),
            ({"state": "all", "reader": known["other"]}, lambda hold: hold.user_id == known["other"]),
            ({"group": known["group"]}, lambda hold: hold.user_id == known["reader"]),
            ({"q": "三体"}, lambda hold: hold.book_id == known["book"]),
        ],
        {"placed": lambda hold: hold.placed_at, "pickup": lambda hold: hold.pickup_until},
    )
    lines = found(staff, "/api/staff/holds", state="all", size=100)["items"]
    assert {line["state"] in open_ones for line in lines if line["reader"]} == {True}


def test_the_same_of_the_ledger_with_its_sums(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        known = make_lending(16)
        rows = list(db.session.scalars(select(FineEntry)))
        db.session.expunge_all()
    filters: list[tuple[Filters, Wanted]] = [
        ({}, lambda entry: True),
        (
            {"kind": "charge", "made_from": str(TODAY - timedelta(days=1))},
            _all(
                lambda entry: entry.kind == "charge", lambda entry: day_of(entry.made_at) >= TODAY - timedelta(days=1)
            ),
        ),
        (
            {"cause": "damage", "made_to": str(TODAY - timedelta(days=3))},
            _all(
                lambda entry: entry.cause == "damage", lambda entry: day_of(entry.made_at) <= TODAY - timedelta(days=3)
            ),
        ),
        ({"reader": known["other"]}, lambda entry: entry.user_id == known["other"]),
        ({"q": "rain 1"}, lambda entry: (entry.reason or "").startswith("Rain 1")),
        ({"q": "lender-1"}, lambda entry: entry.user_id == known["other"]),
    ]
    sorts = {"made": lambda entry: entry.made_at, "amount": lambda entry: entry.amount_cents}
    compare(staff, "/api/staff/fine-entries", rows, filters, sorts)
    for asked, wanted in filters:
        answer = found(staff, "/api/staff/fine-entries", **asked)
        assert answer["sum_cents"] == sum(entry.amount_cents for entry in rows if wanted(entry))
    debts = {
        user: sum(entry.amount_cents for entry in rows if entry.user_id == user)
        for user in {entry.user_id for entry in rows}
    }
    owing = [cents for cents in debts.values() if cents > 0]
    assert (answer["owing_readers"], answer["owed_cents"]) == (len(owing), sum(owing))


def test_readers_are_in_the_order_of_what_they_have_and_owe(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        make_lending(16)
        open_loans = list(db.session.scalars(select(Loan).where(Loan.open_copy_id.is_not(None))))
        late = [loan.user_id for loan in open_loans if loan.state == "active" and loan.due_on < TODAY]
        lent = [loan.user_id for loan in open_loans]
        entries = list(db.session.scalars(select(FineEntry)))
        owes = {
            user: sum(one.amount_cents for one in entries if one.user_id == user)
            for user in {one.user_id for one in entries}
        }
        people = list(db.session.scalars(select(User)))
        db.session.expunge_all()
    compare(
        *(staff, "/api/staff/users", people),
        [
            ({}, lambda user: True),
            ({"late": "true"}, lambda user: user.id in late),
            ({"borrows": "false", "role": "reader"}, lambda user: user.id not in lent and user.role == "reader"),
            ({"owes": "true"}, lambda user: owes.get(user.id, 0) > 0),
        ],
        {
            "debt": lambda user: owes.get(user.id, 0),
            "loans": lambda user: lent.count(user.id),
            "overdue": lambda user: late.count(user.id),
            "name": lambda user: user.name,
        },
    )


def test_files_keep_the_order_of_their_table(app: Any, staff: LibraryClient) -> None:
    with app.app_context():
        for at, title in enumerate(("Beloved", "Atonement", "Chocolat")):
            book = make_book(title, added_on=TODAY - timedelta(days=at), loans_30d=at % 2)
            make_copy(book, barcode=f"SW{9 - at}", shelf_mark=f"A{at % 2}")
            make_author(f"Author {title}")
            make_series({book: 1.0}, name=f"Series {title}")
        db.session.commit()
    tables = {
        "books": ("title", "added", "loans"),
        "copies": ("barcode", "shelf_mark", "id"),
        "series": ("name", "id"),
        "authors": ("name",),
        "users": ("name", "joined", "likely"),
    }
    for table, sorts in tables.items():
        for sort in (*sorts, *(f"-{one}" for one in sorts)):
            path, asked = f"/api/staff/{table}", {"sort": sort}
            assert in_file(staff, path, asked) == page_by_page(staff, path, asked) != [], (table, sort)
        assert staff.get(f"/api/staff/{table}.csv?sort=nonsense").status_code == 422


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_long_table_takes_as_many_statements_as_a_short_one_and_each_by_an_index(
    app: Any, staff: LibraryClient
) -> None:
    paths = [
        f"/api/staff/loans?state={state}&sort={sort}"
        for state, sort in product(("open", "overdue", "all"), ("due", "-borrowed", "returned"))
    ]
    paths += ["/api/staff/loans?state=all&reader=1&book=1&group=2&due_from=2026-11-01&asked=false"]
    paths += [
        f"/api/staff/holds?state={state}&sort={sort}" for state in ("open", "all") for sort in ("placed", "-pickup")
    ]
    paths += [f"/api/staff/fine-entries?sort={sort}" for sort in ("-made", "amount")]
    paths += ["/api/staff/fine-entries?kind=charge", "/api/staff/fine-entries?cause=damage&reader=1"]
    paths += ["/api/staff/users?sort=-debt&late=true", "/api/staff/users?sort=-overdue&borrows=true"]
    counts, statements = [], {}
    for rounds in (9, 27):
        with app.app_context():
            for user in db.session.scalars(select(User).where(User.name.startswith("lender-"))):
                user.name = f"former-{user.id}"
            db.session.flush()
            make_lending(rounds)
        statements = {path: _said(staff, path) for path in paths}
        counts.append([len(said) for said in statements.values()])
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 24
    with app.app_context(), db.engine.connect() as connection:
        assert _read_through(_plan(connection, "SELECT * FROM loan WHERE renewals = ?", (5,))), "the test bites"
        for path, said in statements.items():
            for statement, values in said:
                steps = _plan(connection, statement, values)
                assert _read_through(steps) == [], (path, statement)
                # Where nothing narrows a table, its order is an index's.
                if ("state=all&sort" in path or "fine-entries?sort" in path) and "LIMIT" in statement:
                    assert not [step for step in steps if "ORDER BY" in step], (path, statement)


def _said(client: LibraryClient, path: str) -> list[tuple[str, Any]]:
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip()[:6].upper() == "SELECT":
            seen.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200, path
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return seen


def _plan(connection: Connection, statement: str, values: Any) -> list[str]:
    return [step.detail for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()]


def _read_through(steps: list[str]) -> list[str]:
    """The growing tables that SQLite reads from end to end without an index."""
    scans = [step for step in steps if step.startswith("SCAN ") and "USING" not in step]
    return [step for step in scans if step.split()[1] in GROWING]
