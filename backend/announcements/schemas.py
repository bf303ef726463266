"""Shapes of announcements."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

Kind = Annotated[Literal["news", "warning"], Field(description="A warning is seen first.")]
Audience = Literal["everybody", "readers", "staff"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 12, 31))]
Key = Annotated[int, Field(ge=1, le=2**31 - 1)]
Revision = Annotated[int, Field(ge=1, le=2**31 - 1, description="As it was when it was opened.")]


class AnnouncementOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    kind: Kind
    text_zh: Annotated[str, Field(description="Plain text; web addresses in it are shown as links.")]
    text_en: str


class AnnouncementsOut(BaseModel):
    items: Annotated[list[AnnouncementOut], Field(description="What this caller is told now, but what he put away.")]


class AnnouncementValues(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Kind = "news"
    audience: Audience = "everybody"
    text_zh: Text
    text_en: Text
    starts_on: Annotated[Day, Field(description="Its first day by the library's clock.")]
    ends_on: Annotated[Day | None, Field(description="Its last day; null: until somebody ends it.")] = None

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise PydanticCustomError("ends_before_start", "It would end before it begins.")
        return self


class AnnouncementIn(AnnouncementValues):
    revision: Revision


class AnnouncementEndIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    ended: Annotated[bool, Field(description="False: it is told again in its days.")]
    revision: Revision


class AnnouncementOrderIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[Key], Field(max_length=200)]


class AnnouncementSeenQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    revision: Annotated[int, Field(ge=1, le=2**31 - 1)]


class DeskAnnouncementOut(AnnouncementOut):
    audience: Audience
    starts_on: date
    ends_on: date | None
    ended_at: datetime | None
    revision: int
    standing: Literal["coming", "now", "past"]


class DeskAnnouncementsOut(BaseModel):
    items: list[DeskAnnouncementOut]
