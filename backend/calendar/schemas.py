"""Shapes of the library's opening hours. Local times, as on the door."""

from datetime import date, time
from typing import Annotated

from pydantic import BaseModel, Field, PlainSerializer


def _as_on_the_door(moment: time) -> str:
    return moment.strftime("%H:%M")


ClockTime = Annotated[time, PlainSerializer(_as_on_the_door, return_type=str), Field(examples=["09:00"])]
Weekday = Annotated[int, Field(ge=0, le=6, description="0 is Monday.")]


class WeekdayOut(BaseModel):
    weekday: Weekday
    opens_at: Annotated[ClockTime | None, Field(description="Null: closed.")]
    closes_at: ClockTime | None


class OpeningDayOut(BaseModel):
    day: date
    opens_at: Annotated[ClockTime | None, Field(description="Null: closed.")]
    closes_at: ClockTime | None
    reason_zh: str
    reason_en: str


class OpeningHoursOut(BaseModel):
    time_zone: Annotated[str, Field(description="Where the library stands; all days and times are its own.")]
    today: OpeningDayOut
    next_open_on: Annotated[date | None, Field(description="The next day on which it is open; today when it is.")]
    week: Annotated[list[WeekdayOut], Field(description="The usual week, Monday first.")]
    differing: Annotated[list[OpeningDayOut], Field(description="Days of the next three months that are not as usual.")]
