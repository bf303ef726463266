"""What a reader is told of an order, and under which key: each thing once."""

# Kinds of notice, each with a template in both languages and words on the site.
ORDER_KINDS = (
    *("order_confirmed", "order_shipped", "order_ready"),
    *("order_cancelled", "order_not_collected", "order_expired", "order_returned"),
)
ORDER_CONFIRMED, ORDER_SHIPPED, ORDER_READY, *_ENDS = ORDER_KINDS
ORDER_CANCELLED, ORDER_NOT_COLLECTED, ORDER_EXPIRED, ORDER_RETURNED = _ENDS
REFUND_DONE = "refund_done"
KINDS = (*ORDER_KINDS, REFUND_DONE)
# What makes it another thing to tell of the same order.
AGAIN = {ORDER_READY: "pickup_until", ORDER_RETURNED: "return_id", REFUND_DONE: "refund_id"}


def about_order(order_id: int) -> str:
    """How the keys of everything begin that is told of an order: with it, all of it is found again."""
    return f"order:{order_id}:"


def notice_key(order_id: int, kind: str, again: str | int = "") -> str:
    return f"{about_order(order_id)}{kind}:{again}"
