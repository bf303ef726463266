"""Terms for tests of rules: those of a new library's default policy, with what matters to the test."""

from typing import Any

from backend.circulation.rules.terms import Terms

DEFAULT: dict[str, Any] = {
    "policy_id": 1,
    "scope": "*:*:*",
    "lends": True,
    "loan_days": 30,
    "max_loans": 10,
    "hard_due_on": None,
    "hard_due_kind": None,
    "within_card": True,
    "self_issue": False,
    "max_renewals": 2,
    "renew_days": 30,
    "renew_window_days": 7,
    "renew_base": "from_today",
    "overdue_renew_days": 7,
    "max_holds": 5,
    "pickup_open_days": 5,
    "request_valid_days": 180,
    "noshow_block_days": 0,
    "grace_days": 2,
    "fine_per_open_day_cents": 20,
    "fine_cap_cents": 2000,
    "suspend_days_per_overdue_day": 0,
    "block_fine_cents": 1000,
    "block_overdue_items": 3,
    "lost_after_days": 60,
    "lost_processing_cents": 500,
    "refund_days": 180,
}


def made_terms(**values: Any) -> Terms:
    return Terms(**{**DEFAULT, **values})
