"""Discounts and vouchers that are good today, for tests."""

from datetime import date
from typing import Any

from backend.core import clock
from backend.core.database import db
from backend.shop.models import Discount, Voucher

WORDS = {"name_zh": "冬季", "name_en": "Winter", "starts_on": date(2026, 11, 1), "ends_on": date(2026, 12, 31)}


def make_discount(**values: Any) -> Discount:
    """For all, unless it is said for what."""
    made = Discount(**{**WORDS, "percent": 20, "changed_at": clock.now(), **values})
    db.session.add(made)
    db.session.flush()
    return made


def make_voucher(code: str, **values: Any) -> Voucher:
    made = Voucher(**{**WORDS, "code": code, "kind": "amount", "value": 1000, "changed_at": clock.now(), **values})
    db.session.add(made)
    db.session.flush()
    return made
