"""Invoice numbers: one after the other in a year, none left out."""

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from backend.core.database import db
from backend.core.here import Here
from backend.shop.models import InvoiceCounter, Order
from backend.shop.rules.numbers import invoice_number


def give_invoice_number(order: Order, here: Here) -> None:
    """The next number of the year; everybody else who wants one waits until the commit, so it is asked for late. An
    order that has one keeps it.
    """
    if order.invoice_number is not None:
        return
    counter = _locked(here.today.year)
    counter.last += 1
    order.invoice_number, order.invoiced_on = invoice_number(counter.year, counter.last), here.today


def _locked(year: int) -> InvoiceCounter:
    row = select(InvoiceCounter).where(InvoiceCounter.year == year)
    row = row.with_for_update().execution_options(populate_existing=True)
    counter = db.session.scalar(row)
    if counter is None:
        try:
            with db.session.begin_nested():
                db.session.execute(insert(InvoiceCounter).values(year=year, last=0))
        except IntegrityError:
            pass  # the first one of the year, and somebody was faster; his number comes first
        counter = db.session.scalars(row).one()
    return counter
