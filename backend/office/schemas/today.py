"""What waits today, as the office's first page is answered."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class DayCountOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    on: date
    count: int


class TodayOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    as_of: datetime
    today: Annotated[date, Field(description="The day where the library stands.")]
    pull_list: Annotated[int, Field(description="Copies to be fetched from the shelves.")]
    hold_shelf: Annotated[int, Field(description="Copies that lie ready for their readers.")]
    to_clear: Annotated[int, Field(description="Of those, how many were not collected in time.")]
    overdue: int
    oldest_due_on: Annotated[date | None, Field(description="The day on which the longest overdue one was due.")]
    to_pack: Annotated[int, Field(description="Orders that are paid and not begun.")]
    packing: int
    not_collected: Annotated[int, Field(description="Orders that lie ready longer than agreed.")]
    alerts: Annotated[int, Field(description="Of payments, not dealt with.")]
    reviews: Annotated[int, Field(description="Held or reported.")]
    failed_jobs: int
    failed_letters: Annotated[int, Field(description="Given up.")]
    refused_records: Annotated[int, Field(description="By the imports of the last seven days.")]
    unfinished_acts: Annotated[int, Field(description="On many things, begun and not at their end.")]
    lists_made_at: Annotated[datetime | None, Field(description="Of the recommendations. Null: there are none.")]
    lent: Annotated[list[DayCountOut], Field(description="Loans of the last fourteen days, today the last.")]
    due_back: Annotated[list[DayCountOut], Field(description="Loans that are due within seven days, today the first.")]
