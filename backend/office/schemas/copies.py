"""Copies as the staff lists, adds and changes them, and their labels."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from backend.circulation.schemas.policies import KindOut
from backend.core.paging import PageQuery
from backend.office.schemas.books import Columns, Id, Language

Condition = Literal["ok", "damaged", "in_repair", "missing", "lost", "withdrawn", "on_order", "in_process"]
Barcode = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=32)]
ShelfMark = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Doing = Literal["lent", "set_aside", "idle"]
CopySort = Literal["id", "-id", "barcode", "-barcode", "shelf_mark", "-shelf_mark"]
COPY_COLUMNS = (
    *("id", "barcode", "title", "location", "item_type", "shelf_mark"),
    *("condition", "doing", "reference_only", "acquired_on"),
)
MOST_LABELS = 1_000


class CopiesFilter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=200, description="How a barcode or shelf mark begins; part of a title.")] = ""
    book: Id | None = None
    location: Id | None = None
    item_type: Id | None = None
    condition: Condition | None = None
    doing: Doing | None = None
    unmarked: Annotated[bool, Field(description="Only those without a shelf mark.")] = False


class CopiesQuery(CopiesFilter, PageQuery):
    sort: CopySort = "-id"


class CopiesCsvQuery(CopiesFilter):
    sort: CopySort = "-id"
    columns: Columns = ""
    lang: Language = "zh-CN"


class StaffCopyOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    barcode: str
    book_id: int
    title: str
    location_id: int
    item_type_id: int
    shelf_mark: str | None
    condition: Condition
    reference_only: bool
    acquired_on: date | None
    doing: Doing


class StaffCopiesOut(BaseModel):
    items: list[StaffCopyOut]
    page: int
    size: int
    total: int


class CopyChoicesOut(BaseModel):
    """What a copy may be given."""

    locations: list[KindOut]
    item_types: list[KindOut]
    next_barcode: Annotated[str, Field(description="May follow the last one that was given.")]


class CopiesIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: Annotated[int, Field(ge=1, le=200)] = 1
    first_barcode: Annotated[Barcode, Field(description="The others run on from it.")]
    location_id: Id
    item_type_id: Id = 1
    shelf_mark: ShelfMark | None = None
    reference_only: bool = False
    acquired_on: date | None = None
    condition: Literal["ok", "in_process", "on_order"] = "ok"


class NewCopiesOut(BaseModel):
    items: list[StaffCopyOut]


class CopyPatchIn(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    barcode: Barcode | None = None
    location_id: Id | None = None
    item_type_id: Id | None = None
    shelf_mark: ShelfMark | None = None
    reference_only: bool | None = None
    acquired_on: date | None = None


class ConditionIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    condition: Condition
    reason: Annotated[str | None, StringConstraints(strip_whitespace=True, max_length=500)] = None


class LabelsIn(BaseModel):
    """For chosen copies, or for those that a filter finds: a thousand at a time, in the order of the table."""

    model_config = ConfigDict(extra="forbid")

    copy_ids: Annotated[list[Id] | None, Field(min_length=1, max_length=MOST_LABELS)] = None
    filter: CopiesFilter | None = None
    sort: CopySort = "-id"
    part: Annotated[
        int,
        Field(ge=1, le=10_000, description=f"Of what the filter finds: 2 comes after the first {MOST_LABELS}."),
    ] = 1
    sheet: Literal["a4-3x8", "a4-4x10", "roll-50x25"] = "a4-3x8"
    start: Annotated[int, Field(ge=1, le=40, description="The first free label of the first sheet.")] = 1
    lang: Language = "zh-CN"

    @model_validator(mode="after")
    def _of_something(self) -> "LabelsIn":
        if (self.copy_ids is None) == (self.filter is None):
            raise ValueError("labels are for chosen copies, or for those that a filter finds")
        return self
