"""Shapes of the desk of curated shelves."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from backend.catalog.schemas import BookCardOut
from backend.office.schemas.authors import Key, Revision

MOST_BOOKS = 200
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Intro = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 12, 31))]
BookIds = Annotated[list[Key], Field(max_length=MOST_BOOKS, description="In their order.")]


class ShelfValues(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title_zh: Title
    title_en: Title
    intro_zh: Intro = ""
    intro_en: Intro = ""
    published: bool = False
    starts_on: Annotated[Day | None, Field(description="Its first day; null: since ever.")] = None
    ends_on: Annotated[Day | None, Field(description="Its last day; null: for ever.")] = None
    on_home: Annotated[bool, Field(description="The home page shows it too.")] = True

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.starts_on is not None and self.ends_on is not None and self.ends_on < self.starts_on:
            raise PydanticCustomError("ends_before_start", "It would end before it begins.")
        return self


class NewShelfIn(ShelfValues):
    book_ids: BookIds = []


class ShelfIn(ShelfValues):
    revision: Revision


class ShelfBooksIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    book_ids: BookIds
    revision: Revision


class ShelvesOrderIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[Key], Field(max_length=1_000)]


class ShelfSeenQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    revision: Annotated[int, Field(ge=1, le=2**31 - 1)]


class DeskShelfOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    slug: str
    title_zh: str
    title_en: str
    intro_zh: str
    intro_en: str
    published: bool
    starts_on: date | None
    ends_on: date | None
    on_home: bool
    revision: int
    standing: Annotated[
        Literal["draft", "coming", "now", "past"], Field(description="By the library's clock: `now`, readers see it.")
    ]
    book_count: int


class DeskShelvesOut(BaseModel):
    items: list[DeskShelfOut]


class WholeShelfOut(BaseModel):
    shelf: DeskShelfOut
    books: Annotated[list[BookCardOut], Field(description="In their order.")]
