"""Shapes of the calendar as staff keep it."""

from datetime import date, time
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from backend.calendar.schemas import OpeningDayOut, Weekday, WeekdayOut
from backend.circulation.schemas.policies import Day

DoorTime = Annotated[time, Field(strict=False)]
Why = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]


class CalendarQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    year: Annotated[int, Field(ge=2000, le=2200)]


class DueDayOut(BaseModel):
    day: date
    loans: int


class CalendarOut(BaseModel):
    year: int
    today: date
    time_zone: str
    week: list[WeekdayOut]
    differing: list[OpeningDayOut]
    due: Annotated[list[DueDayOut], Field(description="How many open loans are due on which day of the year.")]
    may_change_week: bool


class WeekdayIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    weekday: Weekday
    opens_at: DoorTime
    closes_at: DoorTime

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.opens_at >= self.closes_at:
            raise PydanticCustomError("opens_after_closing", "It opens before it closes.")
        return self


class WeekIn(BaseModel):
    """The days on which the library is usually open; those that are left out are closed."""

    model_config = ConfigDict(extra="forbid", strict=True)

    days: Annotated[list[WeekdayIn], Field(min_length=1, max_length=7)]

    @model_validator(mode="after")
    def _each_day_once(self) -> Self:
        if len({day.weekday for day in self.days}) != len(self.days):
            raise PydanticCustomError("weekday_twice", "Each weekday is given once.")
        return self


class RangeIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    first: Day
    last: Day


class RangeQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    first: Day
    last: Day


class DifferenceIn(RangeIn):
    """Without hours: closed."""

    opens_at: DoorTime | None = None
    closes_at: DoorTime | None = None
    reason_zh: Why = ""
    reason_en: Why = ""

    @model_validator(mode="after")
    def _hours_go_together(self) -> Self:
        if (self.opens_at is None) != (self.closes_at is None):
            raise PydanticCustomError("hours_incomplete", "Opening and closing are given together.")
        if self.opens_at is not None and self.closes_at is not None and self.opens_at >= self.closes_at:
            raise PydanticCustomError("opens_after_closing", "It opens before it closes.")
        return self


class LaterOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    due_on: date
    moves_to: date
    loans: int


class PreviewOut(BaseModel):
    days: Annotated[int, Field(description="How many days there are in it.")]
    closes: Annotated[int, Field(description="How many of them are open now.")]
    loans: Annotated[int, Field(description="So many loans would be due later.")]
    later: list[LaterOut]
    holds: Annotated[int, Field(description="So many books would lie ready for longer.")]
    differing: Annotated[list[date], Field(description="Days in it that differ already: it would be refused.")]


class ChangedWeekOut(BaseModel):
    moved: Annotated[int, Field(description="So many loans are due later now.")]
    moved_holds: Annotated[int, Field(description="So many books lie ready for longer now.")]


class ChangedDaysOut(ChangedWeekOut):
    days: int
