"""/api/staff/discounts"""

from apiflask import APIBlueprint

from backend.core.auth import require_staff
from backend.core.limits import WRITES, limiter
from backend.core.paging import Page
from backend.shop.models import Discount
from backend.shop.queries.discounts import DiscountLine, discount_lines, find_discounts
from backend.shop.routes.here import here, me
from backend.shop.schemas.offers import DiscountIn, DiscountOut, DiscountQuery, DiscountsOut
from backend.shop.service.discounts import add_discount, change_discount, delete_discount

blueprint = APIBlueprint("staff_discounts", __name__, url_prefix="/api/staff/discounts", tag="shop desk")


@blueprint.get("")
@require_staff
@blueprint.input(DiscountQuery, location="query")
@blueprint.output(DiscountsOut)
def list_discounts(query_data: DiscountQuery) -> Page[DiscountLine]:
    """Discounts, with what they are for"""
    return find_discounts(query_data.when, query_data.page, query_data.size, here().today)


@blueprint.post("")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(DiscountIn)
@blueprint.output(DiscountOut, status_code=201)
def create_discount(json_data: DiscountIn) -> DiscountLine:
    """Sell one thing, a category or everything for less from one day to another"""
    return _line(add_discount(json_data.model_dump(), me(), here()))


@blueprint.put("/<int:discount_id>")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(DiscountIn)
@blueprint.output(DiscountOut)
def replace_discount(discount_id: int, json_data: DiscountIn) -> DiscountLine:
    """Change a discount; orders keep the prices at which they were placed"""
    return _line(change_discount(discount_id, json_data.model_dump(), me(), here()))


@blueprint.delete("/<int:discount_id>")
@limiter.limit(WRITES)
@require_staff
@blueprint.output({}, status_code=204)
def remove_discount(discount_id: int) -> str:
    """Take a discount away; the usual prices hold at once"""
    delete_discount(discount_id, here())
    return ""


def _line(discount: Discount) -> DiscountLine:
    return discount_lines([discount], here().today)[0]
