"""Runs of the training job and what readers did with their lists, for the staff."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

RunState = Literal["writing", "published", "kept", "pruned", "refused", "failed"]


class RunOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    model: str
    state: RunState
    reason: Annotated[str | None, Field(description="Why it was refused, failed or rolled back.")]
    seed: int | None
    started_at: datetime
    finished_at: datetime | None
    published_at: datetime | None
    withdrawn_at: Annotated[datetime | None, Field(description="When a roll-back took it from the readers.")]
    duration_seconds: float | None
    peak_memory_mb: float | None
    reader_count: int
    book_count: int
    interaction_count: int
    list_count: int
    revision: str | None
    data_from: datetime | None
    data_to: datetime | None
    metrics: Annotated[dict[str, Any] | None, Field(description="As the job wrote them; old runs lack some.")]


class RunDetailOut(RunOut):
    hyper_parameters: dict[str, Any] | None
    log: Annotated[str | None, Field(description="The job's own lines about this run.")]
    rows_kept: Annotated[bool, Field(description="Its lists are still there.")]


class RunPageOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[RunOut]
    page: int
    size: int
    total: int


class MeasureQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    days: Annotated[int, Field(ge=1, le=365)] = 90


class MeasureOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    day: date
    run_id: Annotated[int | None, Field(description="Null: no run had a part in it.")]
    source: str
    shelf: Literal["for_you", "similar", "also_liked", "onboarding"]
    impressions: int
    opens: int
    likes: int
    loans: int


class MeasuresOut(BaseModel):
    items: list[MeasureOut]
