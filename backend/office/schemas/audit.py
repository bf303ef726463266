"""The audit log, as the office asks and is answered."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from backend.core.paging import PageQuery
from backend.office.schemas.people import PersonOut

Change = Literal["added", "changed", "removed", "acted"]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]


class _Sought(BaseModel):
    act: Annotated[str, Field(max_length=64, description="The name of what was asked: correct_book.")] = ""
    kind: Annotated[str, Field(max_length=32, description="The word of what was changed: book.")] = ""
    thing_id: Id | None = None
    change: Change | None = None
    user_id: Annotated[Id | None, Field(description="Who did it.")] = None
    reader_id: Annotated[Id | None, Field(description="Whom it is about.")] = None
    bulk_act_id: Id | None = None
    request_id: Annotated[str, Field(max_length=32)] = ""
    from_on: Annotated[Day | None, Field(description="This day and later, where the library stands.")] = None
    to_on: Day | None = None
    q: Annotated[
        str,
        Field(max_length=64, description="How a thing is called, from the beginning; who did it, or whom it is about."),
    ] = ""
    acts: Annotated[
        str, Field(max_length=2000, description="Acts that the words may mean too: their names, with commas between.")
    ] = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_on and self.to_on and self.from_on > self.to_on:
            raise PydanticCustomError("dates_reversed", "The last day is before the first.")
        return self


class AuditQuery(_Sought, PageQuery):
    pass


class AuditFileQuery(_Sought):
    model_config = ConfigDict(extra="forbid")

    columns: Annotated[str, Field(max_length=256, description="Their names, with commas; empty: all.")] = ""
    lang: Annotated[Literal["zh-CN", "en"], Field(description="Of the head of the table.")] = "zh-CN"


class AuditEventOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    happened_at: datetime
    user: Annotated[PersonOut | None, Field(description="Null: the account is gone, or the library did it itself.")]
    role: str
    act: str
    change: Change
    kind: Annotated[str | None, Field(description="Null: what was done is the act itself.")]
    thing_id: int | None
    name: str | None
    before: Annotated[dict[str, Any], Field(description="Field -> value; only those that changed.")]
    after: dict[str, Any]
    request_id: str | None
    bulk_act_id: int | None
    reader_id: int | None


class AuditPageOut(BaseModel):
    items: Annotated[list[AuditEventOut], Field(description="The latest first.")]
    page: int
    size: int
    total: int


class AuditChoicesOut(BaseModel):
    """What the log can be narrowed to."""

    acts: list[str]
    kinds: list[str]
    people: Annotated[list[PersonOut], Field(description="Who works in the library, and who has done something.")]
    kept_days: Annotated[int, Field(description="Lines are kept for so long.")]
