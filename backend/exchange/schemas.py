"""Shapes of the exchange routes."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Format = Literal["csv", "marc", "marcxml"]


class ImportQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: Format = "csv"
    dry_run: Annotated[bool, Field(description="Check and report everything, write nothing.")] = False
    file_name: Annotated[str, StringConstraints(max_length=255)] = ""


class ExportQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: Format = "csv"


class ImportReasonOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    field: Annotated[str, Field(description="The fact that is wrong; record or book when it is not a single one.")]
    code: str
    value: Annotated[str, Field(description="What stood there.")]


class ImportRowOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    place: Annotated[int, Field(description="Line in a CSV file, else number of the record, from 1.")]
    title: str
    done: Literal["added", "changed", "same", "refused", "deleted", "restored", "kept"]
    book_id: int | None
    reasons: list[ImportReasonOut]


class ImportOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: Annotated[int | None, Field(description="Null after a dry run, which is not kept.")]
    state: Literal["done", "undone", "tried"]
    format: Format
    file_name: str
    user: Annotated[str | None, Field(description="Null for the command line.")]
    made_at: datetime
    undone_at: datetime | None
    added: int
    changed: int
    same: int
    refused: int


class ImportReportOut(ImportOut):
    rows: Annotated[list[ImportRowOut], Field(description="What became of each record.")]
    undo_rows: Annotated[list[ImportRowOut], Field(description="What the undo did; kept: it could not.")]


class ImportPageOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[ImportOut]
    page: int
    size: int
    total: int
