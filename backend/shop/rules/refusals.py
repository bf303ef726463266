"""Why something is refused in the shop: everything at once, each with its numbers."""

from backend.core.errors import Conflict, Invalid, NotFound


class OrderRefused(Conflict):
    message = "This order cannot be placed; every reason is named."


class CartEmpty(Conflict):
    message = "There is nothing in the cart."


class PriceChanged(Conflict):
    message = "Another price holds now than the one that was shown."


class OutOfStock(Conflict):
    message = "There are not so many pieces left."


class ShopActionRefused(Conflict):
    message = "This cannot be done with it as it stands now."


class ReasonMissing(Invalid):
    message = "Say why."


class LineNotFound(NotFound):
    message = "There is no such line in this order."
