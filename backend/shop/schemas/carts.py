"""Shapes of carts, offers and the checkout."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.catalog.schemas import BookCardOut
from backend.shop.rules.carts import MOST_PIECES
from backend.shop.rules.vouchers import CODE_LENGTH
from backend.shop.schemas.addresses import AddressEntryOut, Country

Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
Quantity = Annotated[int, Field(ge=1, le=MOST_PIECES)]
Kind = Literal["new", "used"]
Delivery = Literal["pickup", "shipping"]
Problem = Literal["not_on_sale", "out_of_stock", "too_many"]


class OfferOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    sku_id: int
    kind: Kind
    list_cents: Annotated[int, Field(description="Without the discount of the day.")]
    unit_cents: Annotated[int, Field(description="What it costs today.")]
    percent: Annotated[int | None, Field(description="The discount of the day.")]
    currency: str
    left: Annotated[int, Field(description="Pieces to be had; ten stands for ten and more.")]
    most_per_order: int
    note: Annotated[str | None, Field(description="How used ones look.")]


class OffersOut(BaseModel):
    items: list[OfferOut]


class CartLineIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    sku_id: Id
    quantity: Annotated[Quantity, Field(description="So many more than are in the cart.")] = 1


class CartLineChangeIn(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    quantity: Quantity | None = None
    saved: Annotated[bool | None, Field(description="Put aside for later.")] = None


class CartLineOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    sku_id: int
    book: BookCardOut
    kind: Kind
    note: str | None
    quantity: int
    list_cents: Annotated[int, Field(description="Of one piece, without the discount of the day.")]
    unit_cents: int
    total_cents: int
    seen_cents: Annotated[int, Field(description="What one piece cost when the reader last agreed to it.")]
    left: Annotated[int, Field(description="Pieces to be had; ten stands for ten and more.")]
    most_per_order: int
    problem: Annotated[Problem | None, Field(description="Why it cannot be ordered so.")]


class DifferenceOut(BaseModel):
    """Of what a guest had in his cart, what did not fit into the reader's."""

    sku_id: int
    book: BookCardOut
    wanted: int
    got: int


class CartOut(BaseModel):
    lines: list[CartLineOut]
    saved: Annotated[list[CartLineOut], Field(description="Put aside for later.")]
    count: Annotated[int, Field(description="Pieces to be bought now.")]
    goods_cents: int
    currency: str
    problems: Annotated[list[dict[str, Any]], Field(description="Why it cannot be ordered so, each with its numbers.")]
    differences: Annotated[list[DifferenceOut], Field(description="Since signing in; until they are said to be seen.")]


class CartCountOut(BaseModel):
    count: Annotated[int, Field(description="Pieces to be bought now.")]


class QuoteIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    delivery: Delivery
    address_id: Annotated[Id | None, Field(description="Of the reader's own address book.")] = None
    country: Annotated[Country | None, Field(description="Instead of an address that is not there yet.")] = None
    voucher_code: Annotated[
        str | None, StringConstraints(strip_whitespace=True, min_length=1, max_length=CODE_LENGTH)
    ] = None


class QuoteLineOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    sku_id: int
    book_id: int
    kind: Kind
    title: str
    author: str
    quantity: int
    list_cents: int
    unit_cents: int
    total_cents: int
    voucher_cents: Annotated[int, Field(description="Its share of the voucher.")]
    problem: Problem | None


class QuoteVoucherOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    code: str
    problem: Annotated[str | None, Field(description="Why it takes nothing off.")]


class QuoteOut(BaseModel):
    """What the cart costs now; its price_hash is what is agreed to."""

    model_config = ConfigDict(from_attributes=True)

    lines: list[QuoteLineOut]
    goods_cents: int
    voucher: QuoteVoucherOut | None
    voucher_cents: int
    shipping_cents: int
    total_cents: int
    tax_basis_points: int
    tax_cents: Annotated[int, Field(description="Contained in the total.")]
    currency: str
    price_hash: str
    problems: Annotated[list[dict[str, Any]], Field(description="Why it cannot be ordered so, each with its numbers.")]


class WayToPayOut(BaseModel):
    name: Literal["pay_at_desk", "sandbox"]
    online: bool
    deliveries: list[Delivery]


class CheckoutOut(BaseModel):
    """How an order can be delivered and paid for."""

    open: Annotated[bool, Field(description="False: nothing is sold at present.")]
    deliveries: list[Delivery]
    providers: list[WayToPayOut]
    countries: Annotated[list[str], Field(description="Where orders are sent to, ISO 3166-1.")]
    payment_minutes: Annotated[int, Field(description="How long pieces are kept for somebody who is paying.")]
    return_days: int
    addresses: list[AddressEntryOut]
