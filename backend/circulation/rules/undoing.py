"""How long, and by whom, a loan can be taken back as if it had never been."""

from datetime import datetime, timedelta

from backend.circulation.rules.lives import ACTIVE, SELF

VOID_WINDOW = timedelta(minutes=15)


def undo_until(state: str, channel: str, hold_id: int | None, borrowed_at: datetime, at: datetime) -> datetime | None:
    """Until when its reader can do it himself; None: he cannot."""
    if state != ACTIVE or channel != SELF or hold_id is not None or at > borrowed_at + VOID_WINDOW:
        return None
    return borrowed_at + VOID_WINDOW
