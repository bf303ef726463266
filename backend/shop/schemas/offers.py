"""Shapes of discounts and vouchers as the staff set them."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from backend.core.paging import PageQuery

Day = Annotated[date, Field(strict=False, ge=date(2000, 1, 1), le=date(2200, 12, 31))]
Key = Annotated[int, Field(ge=1, le=2**31 - 1)]
OfferName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Cents = Annotated[int, Field(ge=0, le=10_000_000)]
VoucherCode = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9-]{1,30}[A-Za-z0-9])$", to_upper=True),
    Field(description="Letters, digits and hyphens; kept in capitals."),
]
When = Literal["now", "coming", "past"]
Standing = Literal["good", "coming", "over"]


class OfferValues(BaseModel):
    """What discounts and vouchers have in common."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name_zh: OfferName
    name_en: OfferName
    starts_on: Day
    ends_on: Annotated[Day, Field(description="The last day of it.")]
    category_id: Annotated[Key | None, Field(description="With what is under it; null: whatever it is.")] = None

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.ends_on < self.starts_on:
            raise PydanticCustomError("ends_before_start", "It would end before it begins.")
        return self


class DiscountIn(OfferValues):
    percent: Annotated[int, Field(ge=1, le=90)]
    sku_id: Annotated[Key | None, Field(description="One thing on sale; with a category it is refused.")] = None

    @model_validator(mode="after")
    def _is_for_one_thing_or_a_category(self) -> Self:
        if self.sku_id is not None and self.category_id is not None:
            raise PydanticCustomError("two_scopes", "It is for one thing or for a category, not for both.")
        return self


class VoucherIn(OfferValues):
    """Everything but the code, which people hold in their hands."""

    kind: Literal["percent", "amount"]
    value: Annotated[int, Field(ge=1, le=10_000_000, description="Per cent, at most 100; or cents.")]
    minimum_cents: Annotated[Cents, Field(description="Goods for less do not take it.")] = 0
    once_per_reader: bool = True
    most_uses: Annotated[int, Field(ge=1, le=1_000_000)] | None = None

    @model_validator(mode="after")
    def _takes_off_no_more_than_everything(self) -> Self:
        if self.kind == "percent" and self.value > 100:
            raise PydanticCustomError("percent_over_100", "No more than 100 per cent can be taken off.")
        return self


class NewVoucherIn(VoucherIn):
    code: VoucherCode


class DiscountQuery(PageQuery):
    when: When | None = None


class VoucherFilter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    standing: Standing | None = None
    q: Annotated[str, StringConstraints(strip_whitespace=True, max_length=32)] = ""
    sort: Literal["ends", "-ends", "starts", "-starts", "code", "-code", "uses", "-uses"] = "-ends"


class VoucherQuery(VoucherFilter, PageQuery):
    pass


class VoucherCsvQuery(VoucherFilter):
    columns: Annotated[str, Field(max_length=400, description="Names of columns with commas between; empty: all.")] = ""
    lang: Literal["zh-CN", "en"] = "zh-CN"


class OfferCategoryOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name_zh: str
    name_en: str
    parent_zh: str | None
    parent_en: str | None


class OfferSkuOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    book_id: int
    title: str
    kind: Literal["new", "used"]
    price_cents: int


class DiscountOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name_zh: str
    name_en: str
    percent: int
    starts_on: date
    ends_on: date
    sku: OfferSkuOut | None
    category: OfferCategoryOut | None
    when: When
    changed_at: datetime


class DiscountsOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: Annotated[list[DiscountOut], Field(description="The last to end first.")]
    page: int
    size: int
    total: int


class VoucherOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    code: str
    name_zh: str
    name_en: str
    kind: Literal["percent", "amount"]
    value: int
    category: OfferCategoryOut | None
    minimum_cents: int
    starts_on: date
    ends_on: date
    once_per_reader: bool
    most_uses: int | None
    uses: Annotated[int, Field(description="In orders that were not given up.")]
    active: bool
    standing: Annotated[Standing, Field(description="over: past, used up or switched off.")]
    given_cents: Annotated[int, Field(description="What it took off those orders.")]
    changed_at: datetime


class VouchersOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: Annotated[list[VoucherOut], Field(description="The last to end first.")]
    page: int
    size: int
    total: int


class VoucherUseOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    order_id: int
    number: str
    state: str
    voucher_cents: int
    total_cents: int
    used_at: datetime
    freed_at: Annotated[datetime | None, Field(description="The order was given up: it does not count.")]


class VoucherUsesOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: Annotated[list[VoucherUseOut], Field(description="The last first.")]
    page: int
    size: int
    total: int
