"""Acts on many things, as the office asks and is answered."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from backend.core.paging import PageQuery
from backend.office.schemas.people import PersonOut

MOST_ROWS = 5_000
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
ActState = Literal["preview", "running", "done", "stopped", "undoing", "undone"]
RowState = Literal["waiting", "changed", "unchanged", "failed", "undone", "kept"]
Values = dict[str, Any]


class BulkActIn(BaseModel):
    """Either chosen things by their ids, or all that a table's filter finds."""

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[str, Field(max_length=48, description="books.edit, copies.edit, readers.block ...")]
    ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_ROWS)] | None = None
    filter: Values | None = None
    params: Annotated[Values, Field(description="What is done with each; which there are depends on the kind.")] = {}

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.ids is None) == (self.filter is None):
            raise PydanticCustomError("ids_or_filter", "Give either ids or a filter.")
        return self


class BulkCounts(BaseModel):
    """Rows by what became of them."""

    waiting: int
    changed: int
    unchanged: Annotated[int, Field(description="They were so already.")]
    failed: Annotated[int, Field(description="Something stands in the way; the row tells what.")]
    undone: int
    kept: Annotated[int, Field(description="Changed by somebody else since, so the undo left them.")]


class BulkActOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    kind: str
    params: Values
    state: ActState
    asked_by: PersonOut | None
    driven_by: Annotated[PersonOut | None, Field(description="Who started it, or takes it back.")]
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    undone_at: datetime | None
    row_count: int
    counts: BulkCounts
    at_work: Annotated[bool, Field(description="There is more to be done: advance it.")]
    work_done: Annotated[int, Field(description="Of the present work, or of the last.")]
    work_total: int


class BulkActsPageOut(BaseModel):
    items: list[BulkActOut]
    page: int
    size: int
    total: int


class BulkActsQuery(PageQuery):
    kind: Annotated[str, Field(max_length=48)] = ""
    state: ActState | None = None


class BulkRowOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    place: int
    thing_id: int
    name: str
    state: RowState
    before: Values
    after: Values
    problem: Annotated[str | None, Field(description="The code of an error.")]


class BulkRowsPageOut(BaseModel):
    items: list[BulkRowOut]
    page: int
    size: int
    total: int


class BulkRowsQuery(PageQuery):
    state: RowState | None = None
