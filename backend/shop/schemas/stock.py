"""What is for sale, and its ledger, as the desk asks and is answered."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.catalog.schemas import BookCardOut

Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
Kind = Literal["new", "used"]
EntryKind = Literal["received", "withdrawn_copy", "sold", "restocked", "adjusted"]
Cents = Annotated[int, Field(ge=0, le=100_000_00, description="Without any discount; contains the tax.")]
Most = Annotated[int, Field(ge=1, le=1_000, description="Pieces that one order may have of it.")]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255)]


class SkuOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    book: BookCardOut
    kind: Kind
    price_cents: int
    unit_cents: Annotated[int, Field(description="With the discount of the day.")]
    percent: int | None
    currency: str
    on_sale: bool
    most_per_order: int
    note: str | None
    on_hand: int
    reserved: Annotated[int, Field(description="In orders that wait for their money.")]
    left: int


class StockPageOut(BaseModel):
    items: list[SkuOut]
    page: int
    size: int
    total: int


class SkuIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    book_id: Id
    kind: Kind = "new"
    price_cents: Cents
    most_per_order: Most = 5
    note: Note | None = None


class SkuPatchIn(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    price_cents: Cents | None = None
    on_sale: bool | None = None
    most_per_order: Most | None = None
    note: Note | None = None


class StockEntryIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["received", "adjusted"]
    quantity: Annotated[int, Field(ge=-10_000, le=10_000, description="More than 0 for what was received; never 0.")]
    reason: Note | None = None


class StockEntryOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    kind: EntryKind
    quantity: int
    reason: str | None
    order_id: int | None
    order_number: str | None
    barcode: str | None
    made_at: datetime
    made_on: date
    made_by_name: str | None


class StockEntriesPageOut(BaseModel):
    items: list[StockEntryOut]
    page: int
    size: int
    total: int


class WithdrawnCopyIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    barcode: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    price_cents: Cents
    note: Note | None = None
