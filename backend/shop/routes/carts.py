"""/api/books/{id}/offers, /api/cart"""

from dataclasses import asdict
from typing import Any

from apiflask import APIBlueprint

from backend.catalog.queries import cards_of
from backend.core.auth import anyone, public
from backend.core.limits import WRITES, limiter
from backend.shop.queries.carts import CartLineNotFound, count_pieces
from backend.shop.queries.offers import MOST_SHOWN, offers_of
from backend.shop.queries.quotes import QuoteLine, quote_of, saved_lines
from backend.shop.routes.here import here
from backend.shop.routes.whose_cart import find_my_cart, my_cart, my_holding
from backend.shop.rules.lives import PICKUP
from backend.shop.schemas.carts import CartCountOut, CartLineChangeIn, CartLineIn, CartOut, OffersOut
from backend.shop.service import carts

blueprint = APIBlueprint("carts", __name__, url_prefix="/api", tag="shop")
REFUSED = {404: "There is no such thing, or it is not in the cart", 409: "Not so many; the reason has the numbers"}


@blueprint.get("/books/<int:book_id>/offers")
@public
@blueprint.output(OffersOut)
def list_offers(book_id: int) -> dict[str, Any]:
    """What is for sale of a book, new and used, at today's prices"""
    return {"items": offers_of(book_id, here().today)}


@blueprint.get("/cart")
@anyone
@blueprint.output(CartOut)
def show_cart() -> dict[str, Any]:
    """My cart at today's prices; a guest's by his cookie"""
    return _cart_out()


@blueprint.get("/cart/count")
@anyone
@blueprint.output(CartCountOut)
def count_cart() -> dict[str, int]:
    """How many pieces are in my cart"""
    return {"count": count_pieces(my_holding().cart_id)}


@blueprint.post("/cart/lines")
@limiter.limit(WRITES)
@anyone
@blueprint.input(CartLineIn)
@blueprint.output(CartOut)
@blueprint.doc(responses=REFUSED)
def put_in_cart(json_data: CartLineIn) -> dict[str, Any]:
    """Put something into my cart, or more of it"""
    cart = my_cart()
    carts.put_in(cart, json_data.sku_id, json_data.quantity, here())
    return _cart_out(cart.id)


@blueprint.patch("/cart/lines/<int:sku_id>")
@limiter.limit(WRITES)
@anyone
@blueprint.input(CartLineChangeIn)
@blueprint.output(CartOut)
@blueprint.doc(responses=REFUSED)
def change_cart_line(sku_id: int, json_data: CartLineChangeIn) -> dict[str, Any]:
    """Change how many of something are in my cart, or put it aside for later"""
    cart = find_my_cart()
    if cart is None:
        raise CartLineNotFound
    if json_data.saved is not None:
        carts.save_for_later(cart, sku_id, json_data.saved, here())
    if json_data.quantity is not None:
        carts.set_quantity(cart, sku_id, json_data.quantity, here())
    return _cart_out(cart.id)


@blueprint.delete("/cart/lines/<int:sku_id>")
@limiter.limit(WRITES)
@anyone
@blueprint.output(CartOut)
def remove_cart_line(sku_id: int) -> dict[str, Any]:
    """Take something out of my cart"""
    cart = find_my_cart()
    if cart is not None:
        carts.remove(cart, sku_id, here())
    return _cart_out(cart.id if cart is not None else None)


@blueprint.post("/cart/seen")
@limiter.limit(WRITES)
@anyone
@blueprint.output(CartOut)
def see_cart() -> dict[str, Any]:
    """Agree to the prices as they are now; I have read what did not fit when I signed in"""
    cart = find_my_cart()
    if cart is not None:
        carts.see_prices(cart, here())
    return _cart_out(cart.id if cart is not None else None)


def _cart_out(cart_id: int | None = None) -> dict[str, Any]:
    today, holding = here().today, my_holding()
    # A guest's first cart: his cookie comes with this very answer.
    cart_id = cart_id or holding.cart_id
    quote = quote_of(cart_id, today, PICKUP, None, None, None)
    saved = saved_lines(cart_id, today)
    book_ids = {line.book_id for line in (*quote.lines, *saved)} | {one["book_id"] for one in holding.differences}
    books = {card.id: card for card in cards_of(sorted(book_ids))}

    def shown(line: QuoteLine) -> dict[str, Any]:
        return {**asdict(line), "book": books[line.book_id], "left": min(line.left, MOST_SHOWN)}

    return {
        "lines": [shown(line) for line in quote.lines],
        "saved": [shown(line) for line in saved],
        "count": sum(line.quantity for line in quote.lines),
        "goods_cents": quote.goods_cents,
        "currency": quote.currency,
        "problems": quote.problems,
        "differences": [{**one, "book": books[one["book_id"]]} for one in holding.differences],
    }
