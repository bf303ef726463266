"""What the demonstration reader has bought: an order in each state that one may come upon, a cart and addresses."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert

from backend.core.database import db
from backend.seed.shop_counter import Counter
from backend.seed.shop_things import Fate, SimSku
from backend.seed.shop_year import Purchase
from backend.shop.models import Address, Cart, CartLine
from backend.shop.rules.lives import PAY_AT_DESK, PICKUP, SANDBOX, SHIPPING

HOME = {
    "recipient": "林一", "phone": "13800138000", "country": "CN", "region": "浙江省", "city": "杭州市",
    "district": "西湖区", "street": "文一路 88 号 3 幢 502 室", "postal_code": "310012",
}  # fmt: skip
ABROAD = {
    "recipient": "Lin Yi", "phone": "+44 20 7946 0958", "country": "GB", "region": "", "city": "London",
    "district": "", "street": "12 Gower Street", "postal_code": "WC1E 6BT",
}  # fmt: skip
_GOOD = Fate()
# Before the last evening; how many things; delivery and provider; what becomes of it.
_ORDERS = (
    (timedelta(days=120, hours=3), 2, PICKUP, PAY_AT_DESK, _GOOD),
    (timedelta(days=55, hours=4), 3, SHIPPING, SANDBOX, Fate(brings_back=True)),
    (timedelta(days=40, hours=2), 1, PICKUP, SANDBOX, Fate(gives_up=True)),
    (timedelta(days=33, hours=5), 1, PICKUP, SANDBOX, Fate(pays=False)),
    (timedelta(days=6, hours=4), 2, SHIPPING, SANDBOX, Fate(says_received=False)),
    (timedelta(days=4, hours=6), 1, PICKUP, PAY_AT_DESK, Fate(comes=False)),
    (timedelta(days=3, hours=9), 1, SHIPPING, SANDBOX, Fate(lies=True)),
    (timedelta(hours=3), 2, PICKUP, SANDBOX, _GOOD),
    (timedelta(minutes=9), 1, SHIPPING, SANDBOX, Fate(pays=False)),
)
# Others that he would take where one is sold out.
SPARE = 4
IN_CART, PUT_ASIDE = 2, 1


def visitor_purchases(liked: Sequence[SimSku], user_id: int, end: datetime) -> list[Purchase]:
    books = iter(liked)
    found = []
    for before, number, delivery, provider, fate in _ORDERS:
        wanted = tuple((sku, 1) for sku, _ in zip(books, range(number + SPARE), strict=False))
        way = (delivery, provider, dict(HOME) if delivery == SHIPPING else None)
        found.append(Purchase(end - before, user_id, wanted, way, fate, number))
    return found


def store_addresses(user_id: int, end: datetime) -> None:
    at = end - timedelta(days=130)
    rows = [
        {"user_id": user_id, **address, "preferred": address is HOME, "changed_at": at} for address in (HOME, ABROAD)
    ]
    db.session.execute(insert(Address), rows)


def furnish_cart(counter: Counter, liked: Sequence[SimSku], user_id: int, end: datetime) -> None:
    """Something to buy, and something for later, none of which he has bought."""
    mine = {line["sku_id"] for order in counter.orders if order.values["user_id"] == user_id for line in order.lines}
    wanted = [sku for sku in liked if sku.id not in mine and sku.left > 1][: IN_CART + PUT_ASIDE]
    cart = {"id": len(counter.orders) + 1, "user_id": user_id, "open_user_id": user_id, "state": "open"}
    at, today = end - timedelta(hours=2), counter.day_of(end - timedelta(hours=2))
    db.session.execute(insert(Cart), [{**cart, "made_at": at, "touched_at": at}])
    lines = [
        {
            "cart_id": cart["id"],
            "sku_id": sku.id,
            "quantity": 1,
            "saved": place >= IN_CART,
            "seen_cents": counter.prices.unit_cents(sku, today),
            "added_at": at,
        }
        for place, sku in enumerate(wanted)
    ]
    if lines:
        db.session.execute(insert(CartLine), lines)
