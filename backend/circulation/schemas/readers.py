"""Shapes of what readers do."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.circulation.schemas.lines import HoldOut, Id, LoanOut, RefusalOut, TimeZone


class LendingOut(BaseModel):
    """What this caller can do with a title now."""

    model_config = ConfigDict(from_attributes=True)

    choice: Annotated[
        Literal["borrow", "queue", "renew", "waiting", "pick_up", "none", "sign_in"],
        Field(description="borrow: a copy is free; none: it is never lent, or there is no copy."),
    ]
    self_issue: Annotated[bool, Field(description="Borrowing is done by one click; else staff fetch the book first.")]
    due_on: Annotated[date | None, Field(description="Due then, if borrowed today.")]
    copies_free: int
    copies_total: int
    queue_length: Annotated[int, Field(description="How many wait and count.")]
    my_loan: LoanOut | None
    my_hold: HoldOut | None
    estimate_from_on: Annotated[date | None, Field(description="When it may come to whoever joins the queue now.")]
    estimate_to_on: date | None
    reasons: Annotated[list[RefusalOut], Field(description="Why the choice would be refused; empty: it would not.")]
    time_zone: TimeZone


class BorrowIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    book_id: Id


class HoldIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    book_id: Id
    not_needed_after: Annotated[date | None, Field(description="Null: as long as the library's rules say.")] = None


class SuspendIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    until: Annotated[date, Field(description="The first day on which it counts again.")]


class ClaimIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Annotated[str | None, Field(max_length=255, description="When and where it was returned.")] = None


class RenewalOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    loan: LoanOut
    renewed: bool
    reasons: Annotated[list[RefusalOut], Field(description="Why it was not.")]


class RenewalsOut(BaseModel):
    items: list[RenewalOut]
