"""Shapes of the calendar routes."""

from typing import Annotated

from pydantic import BaseModel, Field


class FeedOut(BaseModel):
    address: Annotated[str | None, Field(description="Who knows it sees my due dates; null: there is none.")]
