"""Series as the staff lists, orders and merges them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.catalog.schemas import BookCardOut
from backend.core.paging import PageQuery
from backend.office.schemas.books import Columns, Id, Language

SeriesSort = Literal["name", "-name", "id", "-id"]
SERIES_COLUMNS = ("id", "name", "original_name", "volumes")
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255)]


class SeriesFilter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=200)] = ""


class SeriesQuery(SeriesFilter, PageQuery):
    sort: SeriesSort = "name"


class SeriesCsvQuery(SeriesFilter):
    sort: SeriesSort = "name"
    columns: Columns = ""
    lang: Language = "zh-CN"


class SeriesLineOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    original_name: str | None
    volumes: int
    revision: int


class SeriesPageOut(BaseModel):
    items: list[SeriesLineOut]
    page: int
    size: int
    total: int


class VolumeOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    book: BookCardOut
    volume: Annotated[float | None, Field(description="Null where the order does not matter.")]


class WholeSeriesOut(SeriesLineOut):
    items: Annotated[list[VolumeOut], Field(description="In their order.")]
    change_id: Annotated[int | None, Field(description="Of what was just done, to be undone.")] = None


class VolumeIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    book_id: Id
    volume: Annotated[float | None, Field(ge=0, le=99_999)] = None


class SeriesIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name
    original_name: Name | None = None
    volumes: Annotated[list[VolumeIn], Field(min_length=1, max_length=500, description="All of them.")]
    revision: Annotated[int, Field(ge=1)]


class MergeIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    other_id: Annotated[int, Field(ge=1, le=2**31 - 1, description="The one that goes.")]
    revision: Annotated[int, Field(ge=1)]
    other_revision: Annotated[int, Field(ge=1)]


class SeriesChangesQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    series_id: Id | None = None


class SeriesChangeOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    kind: Literal["edited", "merged"]
    series_id: Annotated[int, Field(description="It may be gone by now.")]
    name: str
    others: Annotated[list[str], Field(description="Series that lost a book by it, or became a part of it.")]
    books: int
    done_at: datetime
    undone_at: datetime | None


class SeriesChangesOut(BaseModel):
    items: Annotated[list[SeriesChangeOut], Field(description="The latest first.")]


class SeriesUndoneOut(BaseModel):
    back: Annotated[int, Field(description="Books that are where they were.")]
    stayed: Annotated[int, Field(description="Books that somebody has moved since.")]
