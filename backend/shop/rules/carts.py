"""How much of something may be in a cart, and what two carts make together."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

# A guest's cart is kept so long after he last changed it.
GUEST_CART_KEPT = timedelta(days=30)
MOST_LINES = 100
# More than anybody may order of anything: what is above is not a quantity.
MOST_PIECES = 999
NOT_ON_SALE = "not_on_sale"
OUT_OF_STOCK = "out_of_stock"
TOO_MANY = "too_many"


@dataclass(frozen=True)
class Offered:
    """What of something can be had: the columns of catalog.models.Sku that decide."""

    sku_id: int
    book_id: int
    on_sale: bool
    left: int
    most_per_order: int

    @property
    def most(self) -> int:
        """How many pieces one cart may ask for."""
        return min(self.left, self.most_per_order) if self.on_sale else 0


def quantity_problem(offered: Offered, quantity: int) -> dict[str, Any] | None:
    """Why not so many of it, with the numbers."""
    which = {"sku_id": offered.sku_id, "book_id": offered.book_id}
    if not offered.on_sale:
        return {"code": NOT_ON_SALE, **which}
    if quantity > offered.left:
        return {"code": OUT_OF_STOCK, **which, "wanted": quantity, "left": offered.left}
    if quantity > offered.most_per_order:
        return {"code": TOO_MANY, **which, "wanted": quantity, "most": offered.most_per_order}
    return None


def merged_quantity(mine: int, guests: int, offered: Offered) -> int:
    """Of what a reader and the guest he was before had in their carts."""
    return min(mine + guests, offered.most)
