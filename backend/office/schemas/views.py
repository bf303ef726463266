"""Saved views of the office's tables."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.office.schemas.people import PersonOut

TableName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
ViewName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Query = Annotated[
    dict[
        Annotated[str, StringConstraints(max_length=32)],
        Annotated[str, StringConstraints(max_length=512)],
    ],
    Field(max_length=32, description="The query string of the page, as names and values."),
]


class ViewsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    table: TableName


class ViewIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    table_name: TableName
    name: ViewName
    query: Query
    shared: Annotated[bool, Field(description="Offered to all of the staff.")] = False


class ViewPatchIn(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: ViewName = ""
    query: Query = {}
    shared: bool = False


class ViewOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    table_name: str
    name: str
    query: dict[str, str]
    shared: bool
    mine: bool
    saved_by: PersonOut


class ViewsOut(BaseModel):
    items: Annotated[list[ViewOut], Field(description="Mine first, then those that others share; each by name.")]
