"""What stands and comes to the desk of the simulated year: copies, readers, loans and holds."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from backend.circulation.rules.terms import Terms


@dataclass(eq=False)
class SimCopy:
    """A piece on the shelf, and what is done with it now."""

    id: int
    book_id: int
    barcode: str
    item_type_id: int
    location_id: int
    lendable: bool
    condition: str = "ok"
    loan: "SimLoan | None" = None
    hold: "SimHold | None" = None
    used_at: datetime | None = None

    @property
    def free(self) -> bool:
        return self.lendable and self.condition == "ok" and self.loan is None and self.hold is None


@dataclass(eq=False)
class SimReader:
    """A reader as the desk knows him."""

    user_id: int
    group_id: int
    keeps_history: bool
    loans: list["SimLoan"] = field(default_factory=list)
    holds: list["SimHold"] = field(default_factory=list)
    debt: int = 0
    no_shows: int = 0


@dataclass(eq=False)
class SimLoan:
    id: int
    reader: SimReader
    copy: SimCopy
    terms: Terms
    values: dict[str, Any]

    @property
    def due_on(self) -> date:
        day: date = self.values["due_on"]
        return day


@dataclass(eq=False)
class SimHold:
    id: int
    reader: SimReader
    book_id: int
    values: dict[str, Any]
