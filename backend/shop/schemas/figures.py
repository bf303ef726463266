"""Shapes of the figures of the shop."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Step = Literal["day", "week", "month"]


class FiguresQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    from_on: Annotated[date | None, Field(description="Left out: thirty days up to to_on.")] = None
    to_on: Annotated[date | None, Field(description="Counts, too. Left out: today.")] = None
    by: Annotated[Step | None, Field(description="Left out: whatever suits the length of the range.")] = None


class _Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class SoldOut(_Read):
    orders: Annotated[int, Field(description="Confirmed in this time and not given up.")]
    pieces: int
    returned: Annotated[int, Field(description="Of these pieces, those that came back, whenever.")]
    gross_cents: int
    refunded_cents: Annotated[int, Field(description="What was given back of these orders, whenever.")]
    net_cents: int
    shipping_cents: int
    discount_cents: int
    voucher_cents: int
    mean_cents: Annotated[int, Field(description="Of an order.")]
    return_share: Annotated[float | None, Field(description="Of the pieces; null where nothing was sold.")]


class StretchOut(_Read):
    starts_on: Annotated[date, Field(description="Of a week the Monday; the range may begin after it.")]
    sold: SoldOut


class StatesOut(_Read):
    pending_payment: int
    confirmed: int
    packing: int
    shipped: int
    ready_for_pickup: int
    completed: int
    cancelled: int
    expired: int
    returned: int


class WaySoldOut(_Read):
    provider: str
    delivery: Literal["pickup", "shipping"]
    orders: int
    cents: int


class BookSoldOut(_Read):
    book_id: int
    title: str
    pieces: Annotated[int, Field(description="Those that came back taken off.")]
    cents: Annotated[int, Field(description="Vouchers, and what came back, taken off.")]


class CategorySoldOut(_Read):
    slug: str | None
    name_zh: str | None
    name_en: str | None
    pieces: int
    cents: int


class StockNowOut(_Read):
    titles: int
    pieces: int
    reserved: int
    value_cents: Annotated[int, Field(description="At prices without discounts.")]
    sold_out: Annotated[int, Field(description="On sale, and none is left.")]


class LowStockOut(_Read):
    sku_id: int
    book_id: int
    title: str
    kind: Literal["new", "used"]
    left: int
    sold_lately: Annotated[int, Field(description="In ninety days.")]


class ShopFiguresOut(_Read):
    from_on: date
    to_on: date
    step: Step
    total: SoldOut
    before: Annotated[SoldOut, Field(description="The same of as many days before.")]
    stretches: list[StretchOut]
    states: Annotated[StatesOut, Field(description="Of the orders placed in this time, as they stand now.")]
    ways: list[WaySoldOut]
    books: Annotated[list[BookSoldOut], Field(description="The best sold; at most 20.")]
    categories: list[CategorySoldOut]
    stock: StockNowOut
    low: Annotated[list[LowStockOut], Field(description="At most two left of what sold lately; at most 20.")]
