"""Somebody with a cart, by the API as the pages use it; and many at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from backend.accounts.service import hash_password
from backend.core.database import db
from tests.factories import make_book, make_user
from tests.selling import make_sku

PASSWORD = "a long enough password"


def for_sale(app: Any, *pieces: int, **values: Any) -> list[int]:
    """Titles with so many pieces each, up to five an order."""
    with app.app_context():
        skus = [make_sku(make_book(), on_hand, price_cents=4000, **values).id for on_hand in pieces]
        db.session.commit()
    return skus


def account(app: Any, name: str = "linwan") -> int:
    with app.app_context():
        user = make_user(name=name, password_hash=hash_password(PASSWORD))
        db.session.commit()
        return user.id


def put(client: Any, sku_id: int, quantity: int = 1) -> Any:
    return client.post("/api/cart/lines", json={"sku_id": sku_id, "quantity": quantity})


def in_cart(client: Any) -> dict[int, int]:
    return {line["sku_id"]: line["quantity"] for line in client.get("/api/cart").get_json()["lines"]}


def sign_in(client: Any, name: str = "linwan") -> Any:
    return client.post("/api/session", json={"name": name, "password": PASSWORD})


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    start = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))
