"""Many at once, on real databases: money is taken once, given back once, and the books are sold once."""

from collections import Counter
from datetime import timedelta
from typing import Any

from backend.core.database import db
from backend.core.here import here_at
from backend.shop.models import Order, Payment, ProviderEvent, Refund, StockEntry
from backend.shop.queries.invariants import problems
from backend.shop.service.expiring import expire_orders
from backend.shop.service.reconciling import reconcile
from backend.shop.service.refunds import run_refunds
from tests.backend.circulation.test_at_once import crowd
from tests.backend.shop.till import TOTAL, act, begin, buy, deliver, forge
from tests.clients import LibraryClient, twins
from tests.conftest import NOW

ROUNDS = 2


def assert_sound(app: Any) -> None:
    with app.app_context():
        assert list(problems()) == []


def test_message_return_page_expiry_and_comparison_at_once_sell_the_books_once(app: Any, reader: LibraryClient) -> None:
    """Whoever is first: the order is confirmed, or it ran out and was bought all the same; never twice, never lost."""
    windows = twins(reader, 4)
    for _ in range(ROUNDS):
        with app.app_context():
            bought = buy(reader.user_id)
        ref = begin(reader, bought.order_id)
        (message,) = act(reader, ref, "success")
        assert set(_together(app, windows, bought.order_id, message)) <= {200, 409}
        with app.app_context():
            # Whoever was told that the library is busy says it again; here it is the bank.
            again = deliver(app.test_client(), forge(app, ref, id=f"ev_last_{bought.order_id}"))
            assert again == (200, "known")
            assert bought.money == ("confirmed", "paid", TOTAL, 0)
            assert db.session.query(Payment).filter_by(order_id=bought.order_id, state="captured").count() == 1
            assert db.session.query(StockEntry).filter_by(order_id=bought.order_id, kind="sold").count() == 1
            assert (bought.sku.on_hand, bought.sku.reserved) == (0, 0)
            assert db.session.query(Refund).count() == 0
    with app.app_context():
        assert len({order.invoice_number for order in db.session.query(Order)}) == ROUNDS
    assert_sound(app)


def _together(app: Any, windows: list[LibraryClient], order_id: int, message: dict[str, Any]) -> list[int]:
    """The bank and the page twice each, and two jobs: all at the same moment. The statuses of the answers."""
    settings = app.config["SETTINGS"]
    late = here_at(settings.time_zone, NOW + timedelta(minutes=31))

    def one(which: int) -> int:
        if which < 2:
            return deliver(windows[which], message)[0]
        if which < 4:
            return windows[which].post(f"/api/orders/{order_id}/payments/check", json={}).status_code
        with app.app_context():
            if which == 4:
                expire_orders(late, db.session.commit)
            else:
                reconcile(late, db.session.commit, settings)
        return 200

    return crowd(one, 6)


def test_ten_equal_messages_at_once_are_one(app: Any, reader: LibraryClient) -> None:
    with app.app_context():
        bought = buy(reader.user_id)
    (message,) = act(reader, begin(reader, bought.order_id), "success")
    clients = [app.test_client() for _ in range(10)]
    answers = Counter(crowd(lambda which: deliver(clients[which], message), 10))
    assert answers.pop((200, "captured")) == 1
    assert set(answers) <= {(200, "duplicate"), (409, "busy")}
    with app.app_context():
        assert bought.money == ("confirmed", "paid", TOTAL, 0)
        assert db.session.query(ProviderEvent).count() == 1
    assert_sound(app)


def test_two_refunds_at_once_give_the_money_back_once(app: Any, reader: LibraryClient, sign_in_as: Any) -> None:
    """Two of the staff at two desks, two clicks of one, and the job that sends it."""
    settings = app.config["SETTINGS"]
    desks = [*twins(sign_in_as("staff"), 3), *twins(sign_in_as("staff"), 3)]
    with app.app_context():
        bought = buy(reader.user_id)
    deliver(reader, act(reader, begin(reader, bought.order_id), "success")[0])
    path = f"/api/staff/orders/{bought.order_id}/refunds"

    def give(which: int) -> tuple[int, str | None]:
        answer = desks[which].post(path, json={"amount_cents": TOTAL, "reason": "torn"})
        return answer.status_code, answer.get_json().get("code")

    answers = Counter(crowd(give, len(desks)))
    assert answers.pop((200, None)) == 1
    assert set(answers) <= {(409, "more_than_captured"), (409, "busy")}
    with app.app_context():
        (refund_id,) = (refund.id for refund in db.session.query(Refund))
        here = here_at(settings.time_zone, NOW)
    done = crowd(lambda which: _send(app, desks, path, refund_id, here, which), 6)
    assert set(done) <= {200, 409, 0, 1}
    with app.app_context():
        assert bought.money == ("confirmed", "refunded", TOTAL, TOTAL)
        (refund,) = db.session.query(Refund)
        assert (refund.state, refund.amount_cents) == ("refunded", TOTAL)
        assert reconcile(here, db.session.commit, settings)["alerts"] == 0
    assert_sound(app)


def _send(app: Any, desks: list[LibraryClient], path: str, refund_id: int, here: Any, which: int) -> int:
    if which % 2:
        return desks[which].post(f"{path}/{refund_id}/retry", json={}).status_code
    with app.app_context():
        return run_refunds(here, db.session.commit, app.config["SETTINGS"])


def test_two_windows_begin_one_attempt(app: Any, reader: LibraryClient) -> None:
    with app.app_context():
        bought = buy(reader.user_id)
    windows = twins(reader, 6)

    def go(which: int) -> str:
        answer = windows[which].post(f"/api/orders/{bought.order_id}/payments", json={}).get_json()
        return str(answer.get("redirect") or answer["code"])

    found = set(crowd(go, len(windows))) - {"busy"}
    assert len(found) == 1
    with app.app_context():
        assert db.session.query(Payment).count() == 1
