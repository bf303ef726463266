"""The ledger: nothing is changed, nothing is lost, nobody pays more than he owes."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from backend.calendar.queries import open_days
from backend.circulation.models import FineEntry
from backend.circulation.queries.fines import accrued_of, balance_of_loan, debt_of, open_charges
from backend.circulation.service import fines
from backend.core.actors import Actor
from backend.core.database import db
from tests.conftest import NOW
from tests.factories import make_book, make_user
from tests.lending import HERE, make_loan


@pytest.fixture
def lent(library: Any) -> Any:
    """A reader with three late loans, and the desk."""
    reader, desk = make_user(), make_user(role="staff")
    loans = []
    for _ in range(3):
        book = make_book(price_cents=3000)
        loans.append(make_loan(reader, book, date(2026, 11, 10)).id)
    return reader.id, loans, Actor(desk.id, "staff")


def test_a_fine_is_charged_once_for_its_key(lent: Any) -> None:
    reader, (loan, *_), desk = lent
    first = fines.charge(reader, loan, "overdue", 160, f"overdue:{loan}:0", desk, NOW)
    again = fines.charge(reader, loan, "overdue", 999, f"overdue:{loan}:0", desk, NOW)
    assert first is not None
    assert again is first
    assert fines.charge(reader, loan, "overdue", 0, f"overdue:{loan}:1", desk, NOW) is None
    assert debt_of(reader) == 160


def test_what_is_paid_settles_the_oldest_charges_first(lent: Any) -> None:
    reader, (first, second, third), desk = lent
    for loan, cents in ((first, 100), (second, 200), (third, 300)):
        fines.charge(reader, loan, "overdue", cents, f"overdue:{loan}:0", desk, NOW)
    fines.pay(reader, 250, desk, NOW)
    assert [(one.loan_id, one.cents) for one in open_charges(reader)] == [(second, 50), (third, 300)]
    fines.waive(reader, 300, desk, NOW, reason="开学优惠", loan_id=third)
    assert (balance_of_loan(third), debt_of(reader)) == (0, 50)
    for cents, error in ((51, fines.MoreThanOwed), (0, fines.AmountRefused)):
        with pytest.raises(error):
            fines.pay(reader, cents, desk, NOW)
    with pytest.raises(fines.WaiverWithoutReason):
        fines.waive(reader, 50, desk, NOW, reason="  ")
    with pytest.raises(fines.MoreThanOwed):
        fines.pay(reader, 50, desk, NOW, loan_id=third)
    # One part of a loan, although another is older.
    fines.charge(reader, second, "processing", 500, f"processing:{second}", desk, NOW)
    fines.waive(reader, 500, desk, NOW, reason="手续费免收", loan_id=second, cause="processing")
    assert [(one.loan_id, one.cause, one.cents) for one in open_charges(reader)] == [(second, "overdue", 50)]


def test_the_price_of_a_book_that_is_found_is_given_back_and_the_charge_stays_in_the_book(lent: Any) -> None:
    reader, (loan, *_), desk = lent
    fines.charge(reader, loan, "lost", 3000, f"lost:{loan}", desk, NOW)
    fines.charge(reader, loan, "processing", 500, f"processing:{loan}", desk, NOW)
    fines.waive(reader, 1000, desk, NOW, reason="分期", loan_id=loan)
    fines.pay(reader, 2500, desk, NOW)
    assert debt_of(reader) == 0
    assert [entry.amount_cents for entry in fines.refund(loan, ("lost",), desk, NOW, reason="found")] == [-2000]
    assert fines.refund(loan, ("lost",), desk, NOW, reason="found") == []
    assert debt_of(reader) == -2000
    with pytest.raises(fines.MoreThanCredit):
        fines.pay_out(reader, 2001, desk, NOW)
    fines.pay_out(reader, 2000, desk, NOW)
    assert (debt_of(reader), open_charges(reader)) == (0, [])
    kinds = db.session.scalars(select(FineEntry.kind).order_by(FineEntry.id)).all()
    assert list(kinds) == ["charge", "charge", "waiver", "payment", "payment", "refund", "payout"]


def test_late_books_cost_what_they_would_cost_today(lent: Any) -> None:
    reader, _, _ = lent
    # Ten days late, two of grace, three books, twenty cents a day.
    assert accrued_of(reader, HERE.today, open_days()) == 3 * 8 * 20
    assert debt_of(reader) == 0


ACTS = st.lists(
    st.tuples(st.sampled_from(["charge", "pay", "waive", "refund", "pay_out"]), st.integers(0, 2), st.integers(1, 900)),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_whatever_is_done_the_ledger_only_grows_and_adds_up(lent: Any, acts: list[tuple[str, int, int]]) -> None:
    reader, loans, desk = lent
    with db.session.begin_nested() as undo:
        before: dict[int, tuple[Any, ...]] = {}
        for number, (act, place, cents) in enumerate(acts):
            _act(act, reader, loans[place], cents, desk, number)
            rows = {row.id: (row.kind, row.cause, row.amount_cents, row.loan_id) for row in _ledger(reader)}
            # Nothing that was written has changed or gone.
            assert {key: rows[key] for key in before} == before
            before = rows
            assert debt_of(reader) == sum(row[2] for row in rows.values()) == sum(c.cents for c in open_charges(reader))
            for loan in loans:
                taken = [row[2] for row in rows.values() if row[3] == loan and row[0] in ("payment", "waiver")]
                given = [row[2] for row in rows.values() if row[3] == loan and row[0] == "charge"]
                assert -sum(taken) <= sum(given)
        undo.rollback()


def _act(act: str, reader: int, loan: int, cents: int, desk: Actor, number: int) -> None:
    try:
        if act == "charge":
            fines.charge(reader, loan, "lost", cents, f"lost:{loan}:{number}", desk, NOW)
        elif act == "refund":
            fines.refund(loan, ("lost",), desk, NOW, reason="found")
        elif act == "pay_out":
            fines.pay_out(reader, cents, desk, NOW)
        elif act == "pay":
            fines.pay(reader, cents, desk, NOW)
        else:
            fines.waive(reader, cents, desk, NOW, reason="why", loan_id=loan)
    except (fines.MoreThanOwed, fines.MoreThanCredit):
        pass


def _ledger(reader: int) -> list[FineEntry]:
    return list(db.session.scalars(select(FineEntry).where(FineEntry.user_id == reader)))


def test_a_payment_at_the_desk_is_written_once_for_its_key_and_the_reader_sees_why(sign_in_as: Any) -> None:
    staff, reader = sign_in_as("staff"), sign_in_as("reader")
    charge = {"user_id": reader.user_id, "cents": 1500, "cause": "damage", "reason": "水渍"}
    assert staff.post("/api/staff/fines/charges", json=charge).get_json()["debt_cents"] == 1500
    payment = {"user_id": reader.user_id, "cents": 400}
    for _ in range(2):
        paid = staff.post("/api/staff/fines/payments", json=payment, headers={"Idempotency-Key": "scan-1"})
        assert (paid.status_code, paid.get_json()["debt_cents"]) == (201, 1100)
    mine = reader.get("/api/fines").get_json()
    assert (mine["debt_cents"], mine["total"]) == (1100, 2)
    assert [(row["kind"], row["amount_cents"], row["reason"]) for row in mine["items"]] == [
        ("payment", -400, None),
        ("charge", 1500, "水渍"),
    ]
    too_much = staff.post("/api/staff/fines/payments", json={**payment, "cents": 1101})
    assert (too_much.status_code, too_much.get_json()["code"]) == (409, "more_than_owed")
    no_reason = staff.post("/api/staff/fines/waivers", json={**payment, "reason": " "})
    assert no_reason.status_code == 422
    waived = staff.post("/api/staff/fines/waivers", json={**payment, "cents": 1100, "reason": "第一次"})
    assert waived.get_json() == {"debt_cents": 0, "settled_cents": 1100}
