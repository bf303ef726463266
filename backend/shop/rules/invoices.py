"""What stands on an invoice, whatever it is printed on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from backend.core.errors import NotFound


class InvoiceNotFound(NotFound):
    message = "This order has no invoice: it was never confirmed."


@dataclass(frozen=True)
class Party:
    """Who sells or buys; what is not known is empty."""

    name: str
    address: str = ""
    tax_number: str = ""
    phone: str = ""


@dataclass(frozen=True)
class InvoiceLine:
    title: str
    author: str
    isbn13: str | None
    kind: str
    quantity: int
    unit_cents: int
    total_cents: int
    returned: int


@dataclass(frozen=True)
class Invoice:
    """An order as it was confirmed, and the money of it as it is now. Totals contain the tax."""

    number: str
    on: date
    order_number: str
    placed_on: date
    seller: Party
    buyer: Party
    delivery: str
    lines: tuple[InvoiceLine, ...]
    currency: str
    goods_cents: int
    voucher_code: str | None
    voucher_cents: int
    shipping_cents: int
    total_cents: int
    tax_basis_points: int
    tax_cents: int
    payment_status: str
    captured_cents: int
    refunded_cents: int

    @property
    def net_cents(self) -> int:
        """The total without the tax in it."""
        return self.total_cents - self.tax_cents


def address_line(address: Mapping[str, str]) -> str:
    """A Chinese address from the large to the small, any other from the small to the large."""
    large = [address.get(name, "") for name in ("region", "city", "district")]
    street, code, country = (address.get(name, "") for name in ("street", "postal_code", "country"))
    if country == "CN":
        # The cities under the state are their own province.
        parts = [part for place, part in enumerate(large) if part and part not in large[:place]]
        return "".join([*parts, street]) + (f" {code}" if code else "")
    town = " ".join(part for part in (code, large[1]) if part)
    return ", ".join(part for part in (street, town, large[0], country) if part)


def money(cents: int, currency: str) -> str:
    """`¥1,234.50`; other currencies by their letters."""
    sign, amount = "-" if cents < 0 else "", f"{abs(cents) // 100:,}.{abs(cents) % 100:02}"
    return f"{sign}¥{amount}" if currency == "CNY" else f"{sign}{currency} {amount}"


def percentage(basis_points: int) -> str:
    """`9%`, `6.5%`"""
    return f"{basis_points / 100:g}%"
