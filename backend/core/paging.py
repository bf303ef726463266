"""Pages of a list: the shape asked for and the shape answered."""

from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

MAX_SIZE = 100
T = TypeVar("T")


class PageQuery(BaseModel):
    """`?page=1&size=20`; anything else in the query string is refused rather than ignored."""

    model_config = ConfigDict(extra="forbid")

    # The bound keeps the offset inside a 64-bit integer.
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    size: Annotated[int, Field(ge=1, le=MAX_SIZE)] = 20


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a longer list; `total` counts the whole list."""

    items: list[T]
    page: int
    size: int
    total: int
