"""A small shop to buy from: somebody at the desk, readers, titles with pieces for sale; all by the services."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from backend.catalog.models import Sku
from backend.catalog.rules import rating_score
from backend.catalog.service import index_books
from backend.core.actors import Actor, actor_of
from backend.core.database import db
from backend.core.here import Here, here_at
from backend.shop.models import Address, Cart, CartLine, Order
from backend.shop.queries.quotes import quote_of
from backend.shop.service import offering, stock
from backend.shop.service.fulfilling import deliver, hand_over, make_ready, ship, start_packing
from backend.shop.service.locks import lock_order
from backend.shop.service.payments import Told, begin_payment, capture
from backend.shop.service.placing import Asked, place_order
from tests.conftest import NOW, settings_for
from tests.factories import make_book, make_user

ZONE = ZoneInfo("Asia/Shanghai")
HERE = here_at(ZONE, NOW)
SETTINGS = replace(settings_for("sqlite://", Path("/nowhere")), payment_providers=("pay_at_desk", "sandbox"))
NOBODYS_HASH = "0" * 64


def later(days: float = 0, minutes: float = 0) -> Here:
    """The same place, so much later."""
    return here_at(ZONE, NOW + timedelta(days=days, minutes=minutes))


@dataclass
class Counter:
    staff: Actor
    readers: list[Actor]
    skus: list[Sku]

    def user(self, number: int) -> int:
        user_id = self.readers[number].user_id
        assert user_id is not None
        return user_id


def make_counter(readers: int = 2, pieces: tuple[int, ...] = (3,), price_cents: int = 4_990) -> Counter:
    """A title for each number of pieces."""
    staff = actor_of(make_user(role="staff"))
    people = [actor_of(make_user()) for _ in range(readers)]
    skus = [put_on_sale(number, staff, price_cents) for number in pieces]
    db.session.commit()
    return Counter(staff, people, skus)


def put_on_sale(pieces: int, staff: Actor, price_cents: int = 4_990, **values: Any) -> Sku:
    """A new title with so many pieces of it."""
    book = make_book(**{"rating_score": rating_score([0, 0, 0, 0, 0], 0), **values})
    index_books([book.id])
    sku = offering.offer(book.id, "new", price_cents, 5, None, HERE)
    if pieces:
        stock.receive(sku.id, pieces, None, staff, HERE)
    return sku


def fill_cart(user_id: int, wanted: dict[int, int]) -> Cart:
    """The reader's cart has so many pieces of these, and nothing else, to be bought now."""
    cart = db.session.query(Cart).filter_by(open_user_id=user_id).one_or_none()
    if cart is None:
        cart = Cart(user_id=user_id, open_user_id=user_id, made_at=NOW, touched_at=NOW)
        db.session.add(cart)
        db.session.flush()  # its lines need its id
    db.session.query(CartLine).filter_by(cart_id=cart.id).delete()
    for sku_id, quantity in wanted.items():
        cents = db.session.get_one(Sku, sku_id).price_cents
        db.session.add(
            CartLine(cart_id=cart.id, sku_id=sku_id, quantity=quantity, saved=False, seen_cents=cents, added_at=NOW)
        )
    db.session.flush()  # a quote reads what is stored
    return cart


def agreed(user_id: int, here: Here = HERE, **ways: Any) -> Asked:
    """What a reader asks for who was shown what holds now; picked up and paid for online unless something is said."""
    how: dict[str, Any] = {"delivery": "pickup", "address_id": None, "provider": "sandbox", "voucher_code": None}
    how |= {"note": None, **ways}
    cart = db.session.query(Cart).filter_by(open_user_id=user_id).one_or_none()
    country = db.session.get_one(Address, how["address_id"]).country if how["address_id"] else None
    shown = None
    if cart is not None:
        shown = quote_of(cart.id, here.today, how["delivery"], country, how["voucher_code"], user_id)
    return Asked(**how, price_hash=shown.price_hash if shown is not None else NOBODYS_HASH)


def buy(reader: Actor, wanted: dict[int, int], here: Here = HERE, **ways: Any) -> Order:
    """Into the cart, and ordered as it is shown."""
    assert reader.user_id is not None
    fill_cart(reader.user_id, wanted)
    return place_order(reader.user_id, agreed(reader.user_id, here, **ways), reader, here, SETTINGS)


def pay(order: Order, reader: Actor, here: Here = HERE) -> str:
    """The pretended bank takes all of it and says so."""
    begun = begin_payment(lock_order(order.id), reader, here, SETTINGS)
    ref = begun.payment.provider_ref
    assert ref is not None
    told = Told(begun.payment.amount_cents, begun.payment.currency, ref, f"event-{ref}")
    return capture(begun.payment.id, told, here)


def carry_out(order: Order, counter: Counter, here: Here = HERE) -> Order:
    """From confirmed to completed, paid for before that."""
    start_packing(order.id, counter.staff, here)
    if order.delivery == "shipping":
        ship(order.id, "SF", f"SF{order.id:08}", counter.staff, here)
        return deliver(order.id, counter.staff, here)
    make_ready(order.id, "A1", counter.staff, here)
    return hand_over(order.id, counter.staff, here)


def make_address(user_id: int, **values: Any) -> Address:
    words = {"recipient": "林晚", "phone": "13800000000", "country": "CN", "region": "浙江省", "city": "杭州市"}
    more = {"district": "西湖区", "street": "文一路 1 号", "postal_code": "310012", "changed_at": NOW}
    address = Address(**{"user_id": user_id, **words, **more, **values})
    db.session.add(address)
    db.session.flush()  # its id is asked for
    return address
