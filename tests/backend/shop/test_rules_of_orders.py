"""What holds of orders, whatever the database."""

import re
from datetime import date, timedelta
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backend.core.actors import OWNER, STAFF
from backend.shop.rules.guards import ACTIONS, OrderFacts, may_do, order_reasons, return_cents
from backend.shop.rules.invoice_pdf import invoice_pdf
from backend.shop.rules.invoices import Invoice, InvoiceLine, Party, address_line, money, percentage
from backend.shop.rules.lives import ORDER_LIFE, ORDER_STATES, PAYMENT_STATUSES
from backend.shop.rules.numbers import CHANCES, invoice_number, order_number

DAY = date(2026, 11, 20)
FACTS: dict[str, Any] = {
    "state": "completed",
    "delivery": "pickup",
    "provider": "pay_at_desk",
    "payment_status": "paid",
    "total_cents": 100,
    "captured_cents": 100,
    "refunded_cents": 0,
    "pickup_until": DAY,
    "completed_on": DAY,
    "return_days": 14,
    "invoiced": True,
    "today": DAY,
}


@given(st.integers(0, 10**7), st.lists(st.integers(1, 9), min_size=1, max_size=9))
def test_however_a_line_comes_back_its_whole_price_is_given_back(net: int, parts: list[int]) -> None:
    quantity, returned, given_back = sum(parts), 0, 0
    for part in parts:
        cents = return_cents(net, quantity, returned, part)
        assert 0 <= cents <= -(-net * part // quantity)
        returned, given_back = returned + part, given_back + cents
    assert given_back == net


@given(st.integers(0, CHANCES - 1), st.integers(0, CHANCES - 1))
def test_two_orders_of_a_day_have_two_numbers_that_people_can_say(one: int, two: int) -> None:
    first, second = order_number(DAY, one), order_number(DAY, two)
    assert re.fullmatch(r"261120-[2-9A-HJ-NP-Z]{6}", first)
    assert (first == second) == (one == two)
    assert invoice_number(2026, 123) == "2026-000123"


def test_what_somebody_may_do_is_what_the_table_and_the_guards_let_him() -> None:
    """Every state with everything that the guards look at, for the reader, the staff, and a stranger."""
    asked = product(ORDER_STATES, ("pickup", "shipping"), PAYMENT_STATUSES, (-1, 0, 1, 15))
    for state, delivery, status, days in asked:
        known = {"state": state, "delivery": delivery, "payment_status": status, "today": DAY + timedelta(days=days)}
        facts = OrderFacts(**{**FACTS, **known})
        assert set(may_do(facts, ())) <= {"invoice"}
        for who in (OWNER, STAFF):
            may = set(may_do(facts, (who,)))
            for action in ACTIONS:
                listed = state in ORDER_LIFE[action].before and who in ORDER_LIFE[action].by
                assert (action in may) == (listed and not order_reasons(action, facts, staff=who == STAFF))


def test_addresses_read_as_people_write_them() -> None:
    place = {"region": "上海市", "city": "上海市", "district": "徐汇区", "street": "衡山路 1 号", "country": "CN"}
    assert address_line(place) == "上海市徐汇区衡山路 1 号"
    abroad = {"street": "12 Mill Road", "city": "Cambridge", "postal_code": "CB1 2AD", "country": "GB"}
    assert address_line(abroad) == "12 Mill Road, CB1 2AD Cambridge, GB"
    assert (money(-123_456, "CNY"), money(5, "EUR"), percentage(900), percentage(650)) == (
        *("-¥1,234.56", "EUR 0.05"),
        *("9%", "6.5%"),
    )


def test_an_invoice_carries_its_own_signs_and_breaks_into_pages() -> None:
    book = ("曹雪芹", "9787020002207", "used", 1, 5_970, 5_970)
    lines = tuple(InvoiceLine(f"红楼梦 {number}", *book, number % 2) for number in range(40))
    total = 40 * 5_970
    sums: dict[str, Any] = {"goods_cents": total, "voucher_code": "TEN", "voucher_cents": 1_000, "shipping_cents": 0}
    more: dict[str, Any] = {"total_cents": total - 1_000, "tax_basis_points": 900, "tax_cents": 19_635}
    paid: dict[str, Any] = {"payment_status": "paid", "captured_cents": total - 1_000, "refunded_cents": 0}
    parties: dict[str, Any] = {"seller": Party(""), "buyer": Party("林晚"), "delivery": "pickup", "lines": lines}
    head: dict[str, Any] = {"number": "2026-000123", "on": DAY, "order_number": "261120-7K4QXM", "placed_on": DAY}
    invoice = Invoice(**head, **parties, currency="CNY", **sums, **more, **paid)
    for locale in ("zh-CN", "en"):
        file = invoice_pdf(invoice, locale, "知阅图书馆")
        # The font is in the file, and of it only what is used.
        assert b"/FontFile3" in file and re.search(rb"/BaseFont /[A-Z]{6}\+", file)
        assert (len(file) < 200_000, len(re.findall(rb"/Type /Page\b", file))) == (True, 4)
