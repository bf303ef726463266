"""What a reader agrees to when he places an order, as one word."""

import hashlib
import json
from collections.abc import Iterable


def price_hash(
    lines: Iterable[tuple[int, int, int, int]],
    voucher_code: str | None,
    voucher_cents: int,
    shipping_cents: int,
    total_cents: int,
    delivery: str,
    country: str | None,
) -> str:
    """lines: of each its sku, quantity, price of one piece, and that without discount; their order says nothing."""
    agreed = [
        sorted(lines),
        voucher_code,
        voucher_cents,
        shipping_cents,
        total_cents,
        delivery,
        country,
    ]
    return hashlib.sha256(json.dumps(agreed, separators=(",", ":")).encode()).hexdigest()
