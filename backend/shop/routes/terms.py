"""/api/staff/shop-terms, /api/staff/shipping-rates"""

from typing import Any

from apiflask import APIBlueprint

from backend.core.auth import require_staff
from backend.core.limits import WRITES, limiter
from backend.shop.models import ShippingRate, ShopTerms
from backend.shop.queries.terms import shipping_rates, shop_terms
from backend.shop.routes.here import here, me
from backend.shop.schemas.terms import NewRateIn, RateIn, RateOut, RatesOut, TermsIn, TermsOut
from backend.shop.service.terms import add_rate, change_rate, change_terms, delete_rate

blueprint = APIBlueprint("shop_terms", __name__, url_prefix="/api/staff", tag="shop desk")


@blueprint.get("/shop-terms")
@require_staff
@blueprint.output(TermsOut)
def show_terms() -> ShopTerms:
    """The terms of the shop"""
    return shop_terms()


@blueprint.put("/shop-terms")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(TermsIn)
@blueprint.output(TermsOut)
def replace_terms(json_data: TermsIn) -> ShopTerms:
    """Set the terms of the shop; orders keep those under which they were placed"""
    return change_terms(json_data.model_dump(), me(), here())


@blueprint.get("/shipping-rates")
@require_staff
@blueprint.output(RatesOut)
def list_rates() -> dict[str, Any]:
    """What sending costs, by country"""
    return {"items": shipping_rates()}


@blueprint.post("/shipping-rates")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(NewRateIn)
@blueprint.output(RateOut, status_code=201)
@blueprint.doc(responses={409: "There is one for this country already"})
def create_rate(json_data: NewRateIn) -> ShippingRate:
    """Send to another country"""
    values = json_data.model_dump()
    return add_rate(values.pop("country"), values, me(), here())


@blueprint.put("/shipping-rates/<string:country>")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(RateIn)
@blueprint.output(RateOut)
def replace_rate(country: str, json_data: RateIn) -> ShippingRate:
    """Change what sending to a country costs"""
    return change_rate(country, json_data.model_dump(), me(), here())


@blueprint.delete("/shipping-rates/<string:country>")
@limiter.limit(WRITES)
@require_staff
@blueprint.output({}, status_code=204)
def remove_rate(country: str) -> str:
    """Send there no more, unless the rate for all others covers it"""
    delete_rate(country)
    return ""
