"""What somebody had in his cart as a guest comes into the cart that he has as a reader: once."""

from dataclasses import dataclass
from typing import Any

from backend.core.database import db
from backend.core.here import Here
from backend.shop.models import Cart, CartLine
from backend.shop.models.carts import MERGED
from backend.shop.queries.carts import lines_in, offered_of
from backend.shop.rules.carts import MOST_LINES, MOST_PIECES, Offered, merged_quantity
from backend.shop.service.carts import cart_of_user, find_guest_cart


@dataclass(frozen=True)
class MergeReport:
    """How many things came over, and what did not fit: of each `{sku_id, book_id, wanted, got}`."""

    moved: int
    differences: list[dict[str, Any]]


NOTHING = MergeReport(0, [])


def merge_guest(token: str, user_id: int, here: Here) -> MergeReport:
    """Of each thing as many as both carts have, as far as there are so many and one order may have them; of what is not
    to be had at all a line is put aside. The guest's cart is closed and empty. Whoever comes second, with the same
    cookie, finds nothing to merge.
    """
    guests = find_guest_cart(token)
    if guests is None:
        return NOTHING
    coming = lines_in(guests.id)
    if not coming:
        db.session.delete(guests)
        return NOTHING
    cart = cart_of_user(user_id, here.at)
    mine = lines_in(cart.id)
    offered = offered_of(list(coming))
    differences = []
    for sku_id, line in coming.items():
        difference = _bring(cart, mine, line, offered[sku_id], here)
        if difference is not None:
            differences.append(difference)
        db.session.delete(line)
    guests.state, guests.token, guests.merged_into_id, guests.touched_at = MERGED, None, cart.id, here.at
    cart.touched_at = here.at
    cart.differences = [*(cart.differences or []), *differences] or None
    db.session.flush()  # what is answered is read from the tables
    return MergeReport(len(coming), differences)


def _bring(
    cart: Cart, mine: dict[int, CartLine], line: CartLine, offered: Offered, here: Here
) -> dict[str, Any] | None:
    """One line of the guest's; what of it did not fit."""
    present = mine.get(line.sku_id)
    which = {"sku_id": line.sku_id, "book_id": offered.book_id}
    if present is None and len(mine) >= MOST_LINES:
        return {**which, "wanted": line.quantity, "got": 0}
    if line.saved:
        if present is None:
            mine[line.sku_id] = _add(cart, line, line.quantity, saved=True, here=here)
        return None
    before = 0 if present is None or present.saved else present.quantity
    wanted = before + line.quantity
    got = merged_quantity(before, line.quantity, offered)
    kept = got or min(wanted, MOST_PIECES)
    if present is None:
        mine[line.sku_id] = _add(cart, line, kept, saved=got == 0, here=here)
    else:
        present.quantity, present.saved = kept, got == 0
    return {**which, "wanted": wanted, "got": got} if got < wanted else None


def _add(cart: Cart, line: CartLine, quantity: int, *, saved: bool, here: Here) -> CartLine:
    new = CartLine(
        cart_id=cart.id,
        sku_id=line.sku_id,
        quantity=quantity,
        saved=saved,
        seen_cents=line.seen_cents,
        added_at=here.at,
    )
    db.session.add(new)
    return new
