"""An admin looks at the library as somebody of another role."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class ViewAsIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    role: Annotated[Literal["reader", "auditor", "staff"], Field(description="Until it is ended, nothing is changed.")]
