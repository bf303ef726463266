"""A policy as values: what it says, which one applies, and how it travels on a loan."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

RENEW_BASES = FROM_TODAY, FROM_DUE = ("from_today", "from_due")
HARD_DUE_KINDS = EXACT, NOT_AFTER, NOT_BEFORE = ("exact", "not_after", "not_before")


@dataclass(frozen=True)
class Terms:
    """The fields of a policy (circulation.models.Policy explains them), and which policy they come from."""

    policy_id: int
    scope: str
    lends: bool
    loan_days: int
    max_loans: int
    hard_due_on: date | None
    hard_due_kind: str | None
    within_card: bool
    self_issue: bool
    max_renewals: int
    renew_days: int
    renew_window_days: int
    renew_base: str
    overdue_renew_days: int
    max_holds: int
    pickup_open_days: int
    request_valid_days: int
    noshow_block_days: int
    grace_days: int
    fine_per_open_day_cents: int
    fine_cap_cents: int
    suspend_days_per_overdue_day: int
    block_fine_cents: int
    block_overdue_items: int
    lost_after_days: int
    lost_processing_cents: int
    refund_days: int

    def as_json(self) -> dict[str, Any]:
        """For the loan that is made under them."""
        hard = self.hard_due_on.isoformat() if self.hard_due_on else None
        return {**asdict(self), "hard_due_on": hard}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Terms":
        hard = values["hard_due_on"]
        return cls(**{**values, "hard_due_on": date.fromisoformat(hard) if hard else None})


def scope_of(group_id: int | None, item_type_id: int | None, location_id: int | None) -> str:
    """`group:type:location`, * for all."""
    return ":".join("*" if key is None else str(key) for key in (group_id, item_type_id, location_id))


DEFAULT_SCOPE = scope_of(None, None, None)


def scopes_for(group_id: int, item_type_id: int, location_id: int) -> Iterator[str]:
    """The scopes that fit, the most specific first: Koha's eight levels, where the location weighs most, then the
    group, then the type.
    """
    for location in (location_id, None):
        for group in (group_id, None):
            for item_type in (item_type_id, None):
                yield scope_of(group, item_type, location)
