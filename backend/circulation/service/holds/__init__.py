"""Wishes for titles: placed, waited for, fetched, picked up or given up."""

from backend.circulation.service.holds.ending import (
    cancel_hold,
    expire_pickups,
    expire_requests,
)
from backend.circulation.service.holds.placing import place_hold
from backend.circulation.service.holds.queueing import move_in_queue, resume_hold, suspend_hold
from backend.circulation.service.holds.shelving import extend_pickup, not_found, put_on_shelf, undo_shelf

__all__ = [
    "cancel_hold",
    "expire_pickups",
    "expire_requests",
    "extend_pickup",
    "move_in_queue",
    "not_found",
    "place_hold",
    "put_on_shelf",
    "resume_hold",
    "suspend_hold",
    "undo_shelf",
]
