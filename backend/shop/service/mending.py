"""Repairing what is safe to repair: sums that follow from what is written down. What is on the shelf is for a person to
count, and no log is written afterwards.
"""

from sqlalchemy import func, select

from backend.core.database import db
from backend.core.here import Here
from backend.shop.models import OrderLine
from backend.shop.queries.invariants import RESERVED, STATUS, SUMS, Problem
from backend.shop.service.facts import count_stock
from backend.shop.service.locks import lock_order, lock_skus
from backend.shop.service.money import count_money
from backend.shop.service.stock import correct_reserved


def mend(problem: Problem, here: Here) -> bool:
    """Make it right if that is safe; False when a person has to look. The caller commits."""
    if problem.what in (SUMS, STATUS):
        count_money(lock_order(problem.entity_id))
        return True
    return problem.what == RESERVED and _count_reserved(problem.entity_id, here)


def _count_reserved(sku_id: int, here: Here) -> bool:
    sku = lock_skus([sku_id])[sku_id]
    wanted = select(func.coalesce(func.sum(OrderLine.reserved), 0)).where(OrderLine.sku_id == sku_id)
    reserved = int(db.session.scalar(wanted) or 0)
    if reserved > sku.on_hand:
        return False
    correct_reserved(sku, reserved)
    count_stock([sku.book_id], here.today)
    return True
