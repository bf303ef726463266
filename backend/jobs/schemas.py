"""Shapes of the job routes."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class JobOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str
    state: Annotated[
        Literal["ok", "running", "failed", "late", "never"],
        Field(description="failed: the last run had a problem; late: it should have run long ago."),
    ]
    started_at: datetime | None
    succeeded_at: datetime | None
    done: Annotated[dict[str, int], Field(description="What the last run did, counted.")]
    problem: Annotated[str | None, Field(description="In a line, for the staff.")]
    every_minutes: Annotated[int, Field(description="At most so often; 0: whenever jobs are run.")]
    late_after_minutes: int


class OutboxOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    waiting: int
    oldest_at: datetime | None
    failed: int


class JobsOut(BaseModel):
    items: list[JobOut]
    letters: OutboxOut
    mail: Annotated[bool, Field(description="Whether a mail server is set up.")]
    as_of: datetime
