"""Shapes of the desk where the library decides on reviews."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.catalog.schemas import BookCardOut
from backend.core.paging import PageQuery
from backend.engagement.rules.reviews import Reason, State
from backend.engagement.schemas.reviews import ReviewEditOut


class QueueQuery(PageQuery):
    queue: Annotated[
        Literal["waiting", "decided"], Field(description="waiting: held or reported, the oldest first.")
    ] = "waiting"
    q: Annotated[
        str, StringConstraints(max_length=100), Field(description="In the text, the book's title or the reader's name.")
    ] = ""
    held_for: Literal["words", "reports"] | None = None


class ReportOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    reader_name: str
    reason: Reason
    comment: str
    state: Literal["open", "upheld", "dismissed"]
    reported_at: datetime


class ReportedReviewOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    book: BookCardOut
    reader_name: str
    title: str
    text: str
    spoiler: bool
    language: str
    state: State
    held_for: Literal["words", "reports"] | None
    words: Annotated[list[str], Field(description="Words of the filter that are in it.")]
    reports: list[ReportOut]
    edits: Annotated[list[ReviewEditOut], Field(description="What it was before, the latest change first.")]
    created_at: datetime
    edited_at: datetime | None
    helpful_count: int
    decided_by_name: str | None
    decision_reason: str | None
    decided_at: datetime | None


class QueueCountsOut(BaseModel):
    waiting: int
    decided: int


class QueuePageOut(BaseModel):
    items: list[ReportedReviewOut]
    page: int
    size: int
    total: int
    counts: QueueCountsOut


class DecisionIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    state: State
    reason: Annotated[
        str,
        StringConstraints(strip_whitespace=True, max_length=500),
        Field(description="Its reader is told; needed to hide it."),
    ] = ""
    waits: Annotated[bool, Field(description="No decision after all: reports on it are open again.")] = False


class FilterWordIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    word: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class FilterWordOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    word: str
    normalised: Annotated[str, Field(description="As it is compared.")]
    added_at: datetime


class FilterWordsOut(BaseModel):
    items: list[FilterWordOut]
