"""What speaks against placing an order. Every rule is asked; all that is said is said at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from backend.shop.rules.lives import PAY_AT_DESK, SHIPPING

OUT_OF_STOCK = "out_of_stock"


def stock_reasons(wanted: Iterable[tuple[int, int]], left: Mapping[int, tuple[int, int]]) -> list[dict[str, Any]]:
    """Of the things that are wanted, with how many pieces, those of which fewer are left: id -> title and left."""
    found = []
    for sku_id, quantity in wanted:
        book_id, pieces = left[sku_id]
        if pieces < quantity:
            reason = {"code": OUT_OF_STOCK, "sku_id": sku_id, "book_id": book_id, "wanted": quantity, "left": pieces}
            found.append(reason)
    return found


def placing_reasons(
    problems: Iterable[Mapping[str, Any]],
    *,
    shop_open: bool,
    delivery: str,
    has_address: bool,
    way_offered: bool,
) -> list[dict[str, Any]]:
    """What is wrong with how it is to be delivered and paid for, and what the quote says besides."""
    found: list[dict[str, Any]] = []
    if not shop_open:
        found.append({"code": "shop_closed"})
    if delivery == SHIPPING and not has_address:
        found.append({"code": "address_missing"})
    if not way_offered:
        found.append({"code": "payment_way_refused"})
    said = {reason["code"] for reason in found}
    return [*found, *(dict(problem) for problem in problems if problem["code"] not in said)]


def begins_confirmed(total_cents: int, provider: str) -> bool:
    """There is no money to wait for: nothing to pay, or it is paid where it is handed over."""
    return total_cents == 0 or provider == PAY_AT_DESK
