"""/api/staff/vouchers"""

from apiflask import APIBlueprint

from backend.core.auth import require_staff
from backend.core.limits import WRITES, limiter
from backend.core.paging import Page, PageQuery
from backend.shop.models import Voucher
from backend.shop.queries.voucher_desk import UseLine, VoucherLine, find_vouchers, uses_of, voucher_lines
from backend.shop.routes.here import here, me
from backend.shop.schemas.offers import (
    NewVoucherIn,
    VoucherIn,
    VoucherOut,
    VoucherQuery,
    VouchersOut,
    VoucherUsesOut,
)
from backend.shop.service.voucher_desk import add_voucher, change_voucher, switch_voucher

blueprint = APIBlueprint("staff_vouchers", __name__, url_prefix="/api/staff/vouchers", tag="shop desk")


@blueprint.get("")
@require_staff
@blueprint.input(VoucherQuery, location="query")
@blueprint.output(VouchersOut)
def list_vouchers(query_data: VoucherQuery) -> Page[VoucherLine]:
    """Vouchers, how often each was taken, and what they took off"""
    asked = query_data
    return find_vouchers(asked.standing, asked.q, asked.sort, asked.page, asked.size, here().today)


@blueprint.post("")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(NewVoucherIn)
@blueprint.output(VoucherOut, status_code=201)
@blueprint.doc(responses={409: "There is one with this code already"})
def create_voucher(json_data: NewVoucherIn) -> VoucherLine:
    """Make a voucher"""
    return _line(add_voucher(json_data.model_dump(), me(), here()))


@blueprint.put("/<int:voucher_id>")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(VoucherIn)
@blueprint.output(VoucherOut)
@blueprint.doc(responses={409: "It was used more often than that already"})
def replace_voucher(voucher_id: int, json_data: VoucherIn) -> VoucherLine:
    """Change a voucher; its code stays, and so do orders that took it"""
    return _line(change_voucher(voucher_id, json_data.model_dump(), me(), here()))


@blueprint.put("/<int:voucher_id>/active")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(VoucherOut)
def switch_on(voucher_id: int) -> VoucherLine:
    """Orders may take it again"""
    return _line(switch_voucher(voucher_id, True, me(), here()))


@blueprint.delete("/<int:voucher_id>/active")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(VoucherOut)
def switch_off(voucher_id: int) -> VoucherLine:
    """No new order takes it from now on"""
    return _line(switch_voucher(voucher_id, False, me(), here()))


@blueprint.get("/<int:voucher_id>/uses")
@require_staff
@blueprint.input(PageQuery, location="query")
@blueprint.output(VoucherUsesOut)
def list_uses(voucher_id: int, query_data: PageQuery) -> Page[UseLine]:
    """The orders that took a voucher"""
    return uses_of(voucher_id, query_data.page, query_data.size)


def _line(voucher: Voucher) -> VoucherLine:
    return voucher_lines([voucher], here().today)[0]
