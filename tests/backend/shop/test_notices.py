"""What readers are told of their orders: each thing once, in their language, and only while it is true."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.core import outbox
from backend.core.database import db
from backend.core.here import Here, here_at
from backend.core.outbox import Letter, Message, Notice
from backend.core.settings import ROOT
from backend.notices.service.letters import mail_of
from backend.shop.models import OrderReturn
from backend.shop.rules.notices import KINDS
from backend.shop.service.notices import tell, tell_refunded
from tests.conftest import NOW
from tests.factories import make_book, make_user
from tests.selling import make_order, make_payment, make_refund, make_sku

TODAY = date(2026, 11, 20)
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FACTS = {
    "order_id": 7, "number": "S2611-7", "book": "三体", "pieces": 2, "cents": 250, "delivery": "pickup",
    "at_desk": True, "carrier": "顺丰", "tracking": "SF1", "pickup_until": "2026-12-01", "slot": "A1",
    "return_id": 1, "refund_id": 1,
}  # fmt: skip


@pytest.fixture
def here(library: Any) -> Here:
    return here_at(library.config["SETTINGS"].time_zone, NOW)


def letter(kind: str) -> Letter | None:
    """The latest letter of a kind, as it would be sent now."""
    message = db.session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id.desc())).first()
    assert message is not None
    writer = outbox.writer_of(kind)
    assert writer is not None, kind
    return writer(message, NOW)


def reachable() -> Any:
    user = make_user()
    user.email, user.email_confirmed_at = f"{user.name}@example.com", NOW
    return user


@sqlite_only
def test_what_becomes_of_an_order_is_told_once_and_sent_only_while_it_is_so(library: Any, here: Here) -> None:
    sku = make_sku(make_book("三体"))
    order = make_order(reachable(), {sku: 2}, TODAY, state="confirmed")
    assert tell(order, "order_confirmed", here)
    assert not tell(order, "order_confirmed", here)
    sent = letter("order_confirmed")
    assert sent is not None
    assert (sent.facts["number"], sent.facts["pieces"], sent.facts["cents"]) == (order.number, 2, 10000)
    assert sent.facts["at_desk"], "nothing is paid yet"
    order.state, order.pickup_until = "ready_for_pickup", TODAY
    assert tell(order, "order_ready", here)
    assert letter("order_ready") is not None
    order.pickup_until = date(2026, 12, 1)
    assert letter("order_ready") is None, "it lies ready longer than the letter says"
    assert tell(order, "order_ready", here), "and that is told anew"
    order.state, order.closed_at = "cancelled", NOW
    assert letter("order_ready") is None
    assert letter("order_confirmed") is None
    assert tell(order, "order_not_collected", here)
    assert letter("order_not_collected") is not None
    order.user_id = None
    assert not tell(order, "order_cancelled", here), "nobody is there to be told"
    assert letter("order_not_collected") is None


@sqlite_only
def test_each_return_and_each_refund_is_told(library: Any, here: Here) -> None:
    order = make_order(reachable(), {make_sku(make_book()): 3}, TODAY)
    payment = make_payment(order)
    refunds = [make_refund(payment, cents) for cents in (100, 200)]
    assert [tell_refunded(refund, here) for refund in (*refunds, refunds[0])] == [True, True, False]
    assert letter("refund_done") is not None
    refunds[1].state = "failed"
    assert letter("refund_done") is None
    made = OrderReturn(
        order_id=order.id, line_id=1, quantity=1, restocked=True, refund_cents=5, reason="x", made_at=NOW
    )
    db.session.add(made)
    db.session.flush()
    assert tell(order, "order_returned", here, return_id=made.id, cents=5)
    assert letter("order_returned") is not None
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 3


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_can_be_written_in_both_languages(kind: str, locale: str, library: Any) -> None:
    settings = library.config["SETTINGS"]
    for facts in (FACTS, {**FACTS, "cents": 0, "pieces": 1, "delivery": "shipping", "at_desk": False, "slot": ""}):
        mail = mail_of(Letter("a@example.com", "林晚", locale, facts), kind, "key", "a@example.com", settings, NOW)
        text = mail.get_body(("plain",))
        assert text is not None
        said = f"{mail['Subject']} {text.get_content()}"
        assert "S2611-7" in said
        assert "/account/orders/7" in said
        assert "2026-1" not in said, "a day is written as the language writes it"


def test_the_page_has_words_for_each_kind() -> None:
    for locale in ("zh-CN", "en"):
        words = json.loads((ROOT / "frontend" / "src" / "i18n" / f"{locale}.json").read_text(encoding="utf-8"))
        assert set(KINDS) <= set(words["notices"]["kinds"])
