"""Shapes of the desk of runs: comparing them, and asking for one."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.recommendations.schemas.runs import RunOut

# Those of ml/training.py, in its order; a test compares them.
ModelName = Literal[
    "ncf", "popularity", "popularity_decayed", "user_knn", "item_knn", "neumf", "rating_ncf", "gru", "two_tower", "ctr"
]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1, description="Another seed: other lists, equally good.")]


class ComparisonQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    ids: Annotated[
        str, StringConstraints(pattern=r"^[1-9]\d{0,8}(,[1-9]\d{0,8}){1,4}$"), Field(description="Two to five runs.")
    ]


class ComparedRunOut(RunOut):
    hyper_parameters: dict[str, Any] | None


class RunOverlapOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    a_id: int
    b_id: int
    readers: Annotated[int, Field(description="Of so many readers the lists were compared.")]
    shared: Annotated[float, Field(description="The mean share of one's ten books that are in the other's.")]


class RunComparisonOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    runs: list[ComparedRunOut]
    overlaps: Annotated[list[RunOverlapOut], Field(description="Of pairs whose lists are both kept.")]


class RunRequestIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    model: ModelName = "ncf"
    seed: Seed | None = None


class RunRequestOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    model: str
    seed: int | None
    state: Literal["waiting", "running", "stopping", "published", "refused", "failed", "withdrawn", "stopped"]
    asked_at: datetime
    asked_by: str | None
    started_at: datetime | None
    touched_at: Annotated[datetime | None, Field(description="The job's last sign of life.")]
    ended_at: datetime | None
    step: Literal["load", "train", "evaluate", "recommend", "publish"] | None
    label: str | None
    done: int
    total: Annotated[int, Field(description="0: this part cannot be counted.")]
    log: Annotated[str | None, Field(description="The job's last lines.")]
    problem: str | None
    run_id: Annotated[int | None, Field(description="The run that came of it.")]
    seconds: Annotated[int, Field(description="How long it has worked.")]


class RunRequestsOut(BaseModel):
    items: Annotated[list[RunRequestOut], Field(description="The latest first.")]
    starts_by_itself: Annotated[bool, Field(description="False: `python -m ml run --asked` takes them elsewhere.")]
