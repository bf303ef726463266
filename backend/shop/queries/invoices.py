"""What stands on the invoice of an order."""

from sqlalchemy import select

from backend.accounts.models import User
from backend.core.database import db
from backend.shop.models import Order, OrderLine
from backend.shop.queries.orders import OrderNotFound, terms
from backend.shop.rules.invoices import Invoice, InvoiceLine, InvoiceNotFound, Party, address_line


def invoice_of(order_id: int) -> Invoice:
    """Raises OrderNotFound, InvoiceNotFound."""
    order = db.session.get(Order, order_id)
    if order is None:
        raise OrderNotFound
    if order.invoice_number is None or order.invoiced_on is None:
        raise InvoiceNotFound
    rows = db.session.scalars(select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.id))
    shop = terms()
    return Invoice(
        number=order.invoice_number,
        on=order.invoiced_on,
        order_number=order.number,
        placed_on=order.placed_on,
        seller=Party(shop.seller, shop.seller_address, shop.seller_tax_number),
        buyer=_buyer(order),
        delivery=order.delivery,
        lines=tuple(_line(row) for row in rows),
        currency=order.currency,
        goods_cents=order.goods_cents,
        voucher_code=order.voucher_code,
        voucher_cents=order.voucher_cents,
        shipping_cents=order.shipping_cents,
        total_cents=order.total_cents,
        tax_basis_points=order.tax_basis_points,
        tax_cents=order.tax_cents,
        payment_status=order.payment_status,
        captured_cents=order.captured_cents,
        refunded_cents=order.refunded_cents,
    )


def _buyer(order: Order) -> Party:
    """Who it is sent to; at the desk the reader by his name; nobody once he is gone."""
    if order.address is not None:
        address = order.address
        return Party(address.get("recipient", ""), address_line(address), phone=address.get("phone", ""))
    name = db.session.scalar(select(User.display_name).where(User.id == order.user_id))
    return Party(name or "")


def _line(row: OrderLine) -> InvoiceLine:
    return InvoiceLine(
        title=row.title,
        author=row.author,
        isbn13=row.isbn13,
        kind=row.kind,
        quantity=row.quantity,
        unit_cents=row.unit_cents,
        total_cents=row.total_cents,
        returned=row.returned,
    )
