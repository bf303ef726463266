"""/api/staff/orders/{id}/money and what is done with it; payments, payment-attempts and payment-alerts of /api/staff"""

from typing import Any

from apiflask import APIBlueprint

from backend.core.auth import require_staff
from backend.core.limits import WRITES, limiter
from backend.core.paging import Page
from backend.shop.queries import money, payment_table
from backend.shop.queries.money import AlertLine, OrderMoney, money_of
from backend.shop.routes.here import here, me, settings
from backend.shop.schemas.payments import (
    AlertOut,
    AlertsOut,
    AlertsQuery,
    DeskPaymentIn,
    OrderMoneyOut,
    PaymentsOverviewOut,
    RefundIn,
)
from backend.shop.schemas.tables import PaymentLinesOut, PaymentsQuery
from backend.shop.service import refunds
from backend.shop.service.desk_money import take_at_desk
from backend.shop.service.events import handle_alert
from backend.shop.service.providers import open_providers

blueprint = APIBlueprint("staff_payments", __name__, url_prefix="/api/staff", tag="staff")


@blueprint.get("/orders/<int:order_id>/money")
@require_staff
@blueprint.output(OrderMoneyOut)
def show_money(order_id: int) -> OrderMoney:
    """What was paid for an order and what went back"""
    return money_of(order_id)


@blueprint.post("/orders/<int:order_id>/payments")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(DeskPaymentIn)
@blueprint.output(OrderMoneyOut)
@blueprint.doc(responses={409: "Nothing is to be paid, or not so much, or only the whole"})
def take_payment(order_id: int, json_data: DeskPaymentIn) -> dict[str, Any]:
    """Take cash or a card at the desk"""
    asked = json_data
    taken = take_at_desk(order_id, asked.method, asked.amount_cents, me(), here(), given_cents=asked.given_cents)
    return {**vars(money_of(order_id)), "change_cents": taken.change_cents}


@blueprint.post("/orders/<int:order_id>/refunds")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(RefundIn)
@blueprint.output(OrderMoneyOut)
@blueprint.doc(responses={409: "More than is left of what was paid"})
def refund(order_id: int, json_data: RefundIn) -> OrderMoney:
    """Give money of an order back: written down now, sent by `retry` or by the next run of the jobs"""
    refunds.refund_by_staff(order_id, json_data.amount_cents, json_data.reason, me(), here())
    return money_of(order_id)


@blueprint.post("/orders/<int:order_id>/refunds/<int:refund_id>/retry")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(OrderMoneyOut)
def retry_refund(order_id: int, refund_id: int) -> OrderMoney:
    """Ask the provider for a refund now, also when it has refused it before"""
    refunds.send_refund(order_id, refund_id, me(), here(), settings())
    return money_of(order_id)


@blueprint.post("/orders/<int:order_id>/refunds/<int:refund_id>/paid-out")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(OrderMoneyOut)
@blueprint.doc(responses={409: "It is not handed out at the desk, or has been"})
def pay_out_refund(order_id: int, refund_id: int) -> OrderMoney:
    """I have handed the reader this money"""
    refunds.hand_out(order_id, refund_id, me(), here())
    return money_of(order_id)


@blueprint.get("/payments")
@require_staff
@blueprint.output(PaymentsOverviewOut)
def show_payments() -> dict[str, Any]:
    """What is open about payments, and when our books were last compared with the providers'"""
    return {
        "providers": open_providers(settings()),
        "comparison": money.last_comparison(),
        "open_attempts": money.count_open_attempts(),
        "open_alerts": money.count_open_alerts(),
        "refunds": money.open_refunds(),
    }


@blueprint.get("/payment-attempts")
@require_staff
@blueprint.input(PaymentsQuery, location="query")
@blueprint.output(PaymentLinesOut)
def list_payments(query_data: PaymentsQuery) -> dict[str, Any]:
    """Attempts to pay for orders, the last first unless something else is asked for"""
    asked, wish = query_data, payment_table.wish_of(query_data.model_dump())
    return vars(payment_table.payments_page(wish, asked.sort, asked.page, asked.size, here().zone))


@blueprint.get("/payment-alerts")
@require_staff
@blueprint.input(AlertsQuery, location="query")
@blueprint.output(AlertsOut)
def list_alerts(query_data: AlertsQuery) -> Page[AlertLine]:
    """What does not agree about payments, the last first"""
    return money.alerts(query_data.handled, query_data.page, query_data.size)


@blueprint.post("/payment-alerts/<int:alert_id>/handled")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(AlertOut)
def handle(alert_id: int) -> AlertLine:
    """I have seen to it"""
    return money.alert_line(handle_alert(alert_id, me(), here()))
