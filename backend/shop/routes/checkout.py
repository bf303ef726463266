"""/api/checkout: how what is in the cart can be had, and what that costs"""

from typing import Any

from apiflask import APIBlueprint

from backend.core.auth import caller, require_reader
from backend.core.limits import WRITES, limiter
from backend.shop.queries.addresses import addresses_of, get_own_address
from backend.shop.queries.carts import find_cart
from backend.shop.queries.offers import countries_served
from backend.shop.queries.orders import terms
from backend.shop.queries.quotes import Quote, quote_of
from backend.shop.routes.here import here, settings
from backend.shop.rules.lives import PICKUP, SHIPPING
from backend.shop.rules.vouchers import voucher_code
from backend.shop.schemas.carts import CheckoutOut, QuoteIn, QuoteOut
from backend.shop.service.providers import open_providers

blueprint = APIBlueprint("checkout", __name__, url_prefix="/api/checkout", tag="shop")


@blueprint.get("")
@require_reader
@blueprint.output(CheckoutOut)
def show_checkout() -> dict[str, Any]:
    """How an order can be delivered and paid for, and my addresses"""
    conditions, countries = terms(), countries_served()
    return {
        "open": conditions.open,
        "deliveries": [PICKUP, SHIPPING] if countries else [PICKUP],
        "providers": [
            {"name": one.name, "online": one.online, "deliveries": list(one.deliveries)}
            for one in open_providers(settings())
        ],
        "countries": countries,
        "payment_minutes": conditions.payment_minutes,
        "return_days": conditions.return_days,
        "addresses": addresses_of(caller().id),
    }


@blueprint.post("/quote")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(QuoteIn)
@blueprint.output(QuoteOut)
@blueprint.doc(responses={404: "There is no such address in my book"})
def quote_cart(json_data: QuoteIn) -> Quote:
    """What my cart costs now, delivered so and with this voucher; nothing is changed by asking"""
    user_id, country = caller().id, json_data.country
    if json_data.address_id is not None:
        country = get_own_address(user_id, json_data.address_id).country
    if json_data.delivery == PICKUP:
        country = None
    code = voucher_code(json_data.voucher_code) if json_data.voucher_code else None
    return quote_of(find_cart(user_id, None).cart_id, here().today, json_data.delivery, country, code, user_id)
